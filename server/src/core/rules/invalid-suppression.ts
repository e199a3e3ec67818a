import type { SourceFile } from '../model/source-file.ts';
import { nearest, nearestWord } from '../product/nearest.ts';
import { ruleIds } from '../product/rule-ids.ts';
import type { Edit, Span } from '../text.ts';
import { type Directive, directivesIn } from './directive.ts';
import { wholeLines } from './remove-lines.ts';
import type { FileRule, Problem } from './rule.ts';

export const invalidSuppression: FileRule = {
  id: 'invalid-suppression',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'syntax',
  summary: 'A suppression has no reason, names no rule that exists, or suppresses nothing.',
  why: `\`# seaworthy-ignore rule-id -- reason\` takes one finding out of the report. Without a reason nobody can tell later whether it
still holds, so it does not count. One that suppresses nothing hides the next finding that comes to stand there: remove it with what it was
about. Rules that are switched off are not held against it.`,
  bad: { '.env': '# seaworthy-ignore weak-secret\nPORT=3000\n' },
  good: { '.env': '# seaworthy-ignore weak-secret -- replaced at start\nAPI_PASSWORD=postgres\n' },
  references: ['https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317661'],

  *check({ file }) {
    const counts = new Map<string, number>();
    for (const directive of directivesIn(file)) {
      const { rules, reason, word, end } = directive;
      const at = (span: Span, message: string, what: string, edits: readonly Edit[], title: string): Problem => ({
        path: file.path,
        span,
        message,
        fixes: edits.length > 0 ? [{ title, safe: false, edits }] : [],
        pointer: `${what}#${counted(counts, what)}`,
      });
      if (rules.length === 0) {
        const edits = [removed(file, directive.span)];
        yield at(word, 'The suppression names no rule.', 'rule missing', edits, 'Remove the suppression');
        continue;
      }
      for (const { id, span } of rules) {
        if (ruleIds.includes(id)) continue;
        const near = nearestWord(id, ruleIds);
        const edits: readonly Edit[] = near === undefined ? [] : [{ path: file.path, span, text: [near] }];
        yield at(span, `Unknown rule ${id}; ${nearest(id, ruleIds)}`, `unknown ${id}`, edits, `Change to ${near}`);
      }
      if (reason !== '') continue;
      const edits: readonly Edit[] = [
        { path: file.path, span: { start: end, end: endOf(file, directive) }, text: [' -- ', { blank: 'reason' }] },
      ];
      yield at(
        word,
        'A suppression without `-- reason` does not count.',
        `reason missing ${rules.map(({ id }) => id).join()}`,
        edits,
        'Add a reason',
      );
    }
  },
};

/** How many of the same came before: neighbours of another kind do not change it. */
function counted(counts: Map<string, number>, what: string): number {
  const count = counts.get(what) ?? 0;
  counts.set(what, count + 1);
  return count;
}

/** A dash without anything behind it goes when the reason comes; words that lack the dash become the reason. */
const endOf = ({ text }: SourceFile, { span, end }: Directive): number =>
  end + (/^\s*--[ \t]*(?=\r?\n|\*\/|$)/.exec(text.slice(end, span.end))?.[0].length ?? 0);

/** A suppression with a reason that no finding needed: known only when all findings are. */
export function unusedSuppression(file: SourceFile, { span, rules }: Directive, id: string, index: number): Problem {
  const at = rules.findIndex((rule) => rule.id === id);
  const own = rules[at]?.span ?? span;
  const [before, after] = [rules[at - 1]?.span, rules[at + 1]?.span];
  const edit: Edit =
    rules.length === 1
      ? removed(file, span)
      : {
          path: file.path,
          span: before ? { start: before.end, end: own.end } : { start: own.start, end: after?.start ?? own.end },
          text: [],
        };
  return {
    path: file.path,
    span: own,
    message: `Nothing here is found by ${id}, so the suppression suppresses nothing.`,
    fixes: [{ title: 'Remove the suppression', safe: false, edits: [edit] }],
    tag: 'unused',
    pointer: `unused ${id}#${index}`,
  };
}

/** The comment with its line where it stands alone on it, else with the blanks before it. */
function removed({ path, text }: SourceFile, { start, end }: Span): Edit {
  const lines = wholeLines(text, { start, end });
  const before = text.slice(lines.start, start);
  if (before.trim() === '' && text.slice(end, lines.end).trim() === '') return { path, span: lines, text: [] };
  return { path, span: { start: start - (before.length - before.trimEnd().length), end }, text: [] };
}
