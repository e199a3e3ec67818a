import { describe, expect, it } from 'vitest';
import type { CaddyBlock } from '../../server/src/core/syntax/caddyfile.ts';
import type { JsonNode } from '../../server/src/core/syntax/json.ts';
import type { NginxDirective } from '../../server/src/core/syntax/nginx.ts';
import type { Span } from '../../server/src/core/text.ts';
import { own, read, real, type Sample } from './samples.ts';

/** Something that the file says, at its place, and the innermost block around it. */
interface Leaf {
  readonly says: string;
  readonly span: Span;
  readonly block: Span;
}

const garbage = [
  'asdf qwer zxcv',
  '<<<<<<< HEAD',
  '??? %%% &&&',
  '=======',
  'lorem: ipsum: dolor',
  '- - -',
  '@@ -1,3 +1,4 @@',
];

const whole = (text: string): Span => ({ start: 0, end: text.length });

function inCaddyBlocks({ directives, span: block }: CaddyBlock): readonly Leaf[] {
  return directives.flatMap(({ name, args, span, block: inner }) =>
    inner ? inCaddyBlocks(inner) : [{ says: [name, ...args].map(({ text }) => text).join(' '), span, block }],
  );
}

const inNginx = (directives: readonly NginxDirective[], around: Span): readonly Leaf[] =>
  directives.flatMap(({ name, args, block, span }) =>
    block
      ? inNginx(block.directives, block.span)
      : [{ says: [name, ...args].map(({ text }) => text).join(' '), span, block: around }],
  );

function inJson(node: JsonNode | undefined, around: Span, name: string): readonly Leaf[] {
  if (node?.type === 'object') return node.members.flatMap(({ key, value }) => inJson(value, node.span, key));
  if (node?.type === 'array') return node.items.flatMap((item) => inJson(item, node.span, name));
  return node
    ? [{ says: `${name} ${JSON.stringify('value' in node ? node.value : null)}`, span: node.span, block: around }]
    : [];
}

function leavesOf(sample: Sample): readonly Leaf[] {
  const file = read(sample);
  switch (file?.kind) {
    case 'caddyfile':
      return file.model.tree.blocks.flatMap(({ block }) => inCaddyBlocks(block));
    case 'nginx':
      return inNginx(file.model.tree.directives, whole(sample.text));
    case 'json':
      return inJson(file.model.tree.root, whole(sample.text), '');
    case 'dockerfile':
      // Each instruction is a block of its own, as far as its lines go on.
      return file.model.tree.instructions.map(({ keyword, args, span }) => ({
        says: [keyword, ...args.map(({ text }) => text)].join(' '),
        span,
        block: span,
      }));
    case 'systemd':
      return file.model.tree.sections.flatMap(({ entries, span: block }) =>
        entries.map(({ key, value, span }) => ({ says: `${key} ${value.text}`, span, block })),
      );
    case 'compose':
      return file.model.services.flatMap(({ name, span: block, environment, ports, image }) => [
        ...environment.map(({ key, text, span }) => ({ says: `${name} ${key} ${text}`, span, block })),
        ...ports.map(({ span, short }) => ({ says: `${name} ${short?.text}`, span, block })),
        ...(image ? [{ says: `${name} ${image.text}`, span: image.span, block }] : []),
      ]);
    case 'kubernetes':
      return file.model.workloads.flatMap(({ containers, span: block, name }) =>
        containers.flatMap(({ container, environment }) => [
          ...environment.map(({ key, text, span }) => ({ says: `${name} ${key} ${text}`, span, block })),
          ...(container.image ? [{ says: `${name} ${container.image.text}`, span: container.image.span, block }] : []),
        ]),
      );
    case 'dotenv':
      // Each line is a block of its own.
      return file.model.settings.map(({ key, text, span }) => ({ says: `${key} ${text}`, span, block: span }));
    default:
      return [];
  }
}

const kinds = ['caddyfile', 'nginx', 'json', 'dotenv', 'dockerfile', 'systemd', 'compose', 'kubernetes'] as const;
const perFile = 6;

/** Line starts, spread over the file. */
function placesIn(text: string): readonly number[] {
  const starts = [...text.matchAll(/^/gm)].map(({ index }) => index);
  const step = Math.max(1, Math.floor(starts.length / perFile));
  return starts.filter((_, index) => index % step === Math.floor(step / 2));
}

const isAround = ({ start, end }: Span, at: number): boolean => start < at && at < end;

/** How many leaves outside of the block that the line falls into are as they were, and how many there are. */
function kept(sample: Sample, at: number, line: string): readonly [number, number] {
  const inserted = `${line}\n`;
  const before = leavesOf(sample);
  const blocks = before.map(({ block }) => block).filter((block) => isAround(block, at));
  const innermost = blocks.sort((a, b) => a.end - a.start - (b.end - b.start))[0];
  const outside = before.filter(({ block, span }) => block !== innermost && !isAround(span, at));
  const shift = (place: number): number => (place >= at ? place + inserted.length : place);
  const after = new Set(
    leavesOf({ ...sample, text: sample.text.slice(0, at) + inserted + sample.text.slice(at) }).map(
      ({ says, span }) => `${span.start} ${span.end} ${says}`,
    ),
  );
  const same = outside.filter(({ says, span: { start, end } }) => {
    const moved = start >= at ? inserted.length : 0;
    return after.has(`${start + moved} ${shift(end - 1) + 1} ${says}`);
  });
  return [same.length, outside.length];
}

describe('after one line of garbage', () => {
  for (const kind of kinds) {
    it(`${kind}: what stands outside of the block keeps its name, value and place`, { timeout: 120_000 }, () => {
      const samples = [...(own.get(kind) ?? []), ...(real.get(kind) ?? [])].filter(({ text }) => text.length < 20_000);
      const lost: string[] = [];
      for (const line of garbage) {
        let [same, all] = [0, 0];
        for (const sample of samples.slice(-80)) {
          for (const at of placesIn(sample.text)) {
            const [some, of] = kept(sample, at, line);
            same += some;
            all += of;
          }
        }
        expect(all).toBeGreaterThan(20);
        console.log(`${kind}, ${line}: ${((100 * same) / all).toFixed(1)} % of ${all}`);
        if (same / all < 0.9) lost.push(line);
      }
      expect(lost).toEqual([]);
    });
  }
});
