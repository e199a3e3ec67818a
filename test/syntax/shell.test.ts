import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShell } from '../../server/src/core/syntax/shell.ts';
import type { ShellPart } from '../../server/src/core/syntax/shell-word.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

/** Words with their expansions in a short form. */
const shown = (parts: readonly ShellPart[]): string =>
  parts
    .map((part) =>
      typeof part === 'string'
        ? part
        : 'script' in part
          ? `<${part.script}>`
          : `{${part.name}${part.fallback ? `:${shown(part.fallback)}` : ''}}`,
    )
    .join('');

const wordsOf = (text: string): readonly string[] =>
  parseShell(text).commands.map(({ words }) => words.map(({ parts }) => shown(parts)).join(' '));

const seed = `#!/usr/bin/env bash
set -euo pipefail
# pg_dump in a comment
DIR="\${BACKUP_DIR:-/var/backups}" # and behind
save() {
  docker exec -t "$C" pg_dump -U app \\
    app | gzip > "$DIR/x-$(date +%F).gz"
}
if [ -d "$DIR" ] && true; then save; fi
for db in a 'b c'; do pg_dump "$db"; done
case "$1" in
  start|go) run a ;;
  *) echo 'it''s' ;;
esac
cat <<-EOT >/tmp/x; echo after
	pg_dump not a command
	EOT
while true; do pg_dump x; sleep 86400; done
`;

describe('parseShell', () => {
  it.each([
    ['quotes and escapes', `a 'b c' "d \\"e\\" $F" g\\ h`, ['a b c d "e" {F} g h']],
    ['expansions', 'a ${B} ${B:-c} ${B%.x} $(d "e)") `f` $1', ['a {B} {B:c} {B%.x} <d "e)"> <f> {1}']],
    ['lines that go on', 'a \\\n  b', ['a b']],
    ['comments', 'a # b\n# c\nd#e', ['a', 'd#e']],
    ['lists and pipes', 'a && b || c; d | e & f', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['assignments in front', 'A=1 B=$C d', ['d']],
    ['redirections', 'a > b 2>&1 <c', ['a']],
    ['blocks', 'if a; then b; elif c; then d; else e; fi; { f; }; ( g )', ['a', 'b', 'c', 'd', 'e', 'f', 'g']],
    ['cases', 'case $a in\n x|y) b ;;\n (z) c;;\nesac\nd', ['b', 'c', 'd']],
    ['words like reserved ones', 'echo if then; "if" a', ['echo if then', 'if a']],
    ['line ends of Windows', 'a b\r\nc\r\n', ['a b', 'c']],
  ])('reads %s', (_, text, wanted) => expect(wordsOf(text)).toEqual(wanted));

  it('keeps here-documents apart from commands', () => {
    const [cat, next] = parseShell("cat <<'END' > /x\na $b\nEND\nnext").commands;
    expect(cat?.redirections.map(({ operator, body }) => [operator, body])).toEqual([
      ['<<', 'a $b\n'],
      ['>', undefined],
    ]);
    expect(next?.words).toHaveLength(1);
  });

  it('tells what functions, loops, pipes and conditions hold', () => {
    const facts = parseShell(seed).commands.map(({ words, within, looped, conditional }) => [
      shown(words[0]?.parts ?? []),
      within,
      looped,
      conditional,
    ]);
    expect(facts).toEqual([
      ['set', undefined, false, false],
      ['', undefined, false, false],
      ['docker', 'save', false, false],
      ['gzip', 'save', false, false],
      ['[', undefined, false, true],
      ['true', undefined, false, true],
      ['save', undefined, false, true],
      ['', undefined, false, true],
      ['pg_dump', undefined, false, true],
      ['run', undefined, false, true],
      ['echo', undefined, false, true],
      ['cat', undefined, false, false],
      ['echo', undefined, false, false],
      ['true', undefined, true, true],
      ['pg_dump', undefined, true, true],
      ['sleep', undefined, true, true],
    ]);
  });

  it('gives each word and comment its place', () => {
    const { commands, comments } = parseShell('a "b c" # d');
    const at = ({ start, end }: { readonly start: number; readonly end: number }) => 'a "b c" # d'.slice(start, end);
    expect(commands[0]?.words.map(({ span }) => at(span))).toEqual(['a', '"b c"']);
    expect(comments.map(at)).toEqual(['# d']);
  });

  it('never throws, and keeps spans inside of the text', () => {
    fc.assert(
      fc.property(textFrom([seed]), (text) => {
        for (const span of spansIn(parseShell(text))) expect(isWithin(span, text)).toBe(true);
      }),
      runs,
    );
  });

  it('takes time in proportion to the length of what is never closed', () => {
    for (const sign of ['$(', '${', '`', '"', "'", '(', '<<a ', 'case x in ', '$(case x in a) ', '${a:-'])
      parseShell(sign.repeat(20_000));
  });
});
