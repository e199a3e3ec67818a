import products from 'seaworthy:products';
import { describe, expect, it } from 'vitest';
import { type Files, readExample, walkFiles } from './walk.ts';

/** Ids of the lines of a product that pass. */
const passing = (files: Files, product: string): ReadonlySet<string> =>
  new Set(
    walkFiles(files)
      .filter((checklist) => checklist.product.id === product)
      .flatMap(({ items }) => items.flatMap(({ item, state }) => (state === 'pass' ? [item.id] : []))),
  );

const without = (files: Files, ...paths: readonly string[]): Files =>
  new Map([...files].filter(([path]) => !paths.includes(path)));

/** The files with each line of theirs taken out in turn. */
function* withoutOneLine(files: Files): Iterable<Files> {
  for (const [path, text] of files) {
    const lines = text.split('\n');
    for (const [index, line] of lines.entries())
      if (line.trim() !== '') yield new Map([...files, [path, lines.toSpliced(index, 1).join('\n')]]);
  }
}

/** Two files may each be enough for a line, such as a Compose file and a manifest. */
function* withoutTwoFiles(files: Files): Iterable<Files> {
  const paths = [...files.keys()];
  for (const one of paths) for (const other of paths) if (one < other) yield without(files, one, other);
}

/** What the product does where nothing sets the variable is right already: such a line hangs on the product alone. */
const byDefault: readonly string[] = ['NOV-11'];

describe('a line that passes', () => {
  for (const { id } of products.filter(({ fallback }) => !fallback)) {
    it(`hangs on something in the hardened files: ${id}`, { timeout: 60_000 }, () => {
      const files = readExample(`${id}-hardened`);
      const left = new Set(passing(files, id));
      expect(left.size).toBeGreaterThan(0);
      for (const fewer of [...withoutOneLine(files), ...withoutTwoFiles(files)]) {
        const still = passing(fewer, id);
        for (const line of left) if (!still.has(line)) left.delete(line);
        if (left.size === 0) break;
      }
      expect([...left].filter((line) => !byDefault.includes(line))).toEqual([]);
    });
  }
});
