import { quoted } from '../syntax/yaml-quote.ts';
import type { Draft } from './draft.ts';
import type { Identity } from './identity.ts';
import { idsAfter } from './line-ids.ts';
import { sameLine } from './words.ts';
import { flow, indented, itemRows, variableRow } from './write-yaml.ts';

/** A product file of its own: `source` is the Markdown file's name. */
export function writeProduct(draft: Draft, { id, title, prefix, ownPrefix }: Identity, source: string): string {
  const nextId = idsAfter(prefix, []);
  const seen = new Map<string, string>();
  const sections = draft.sections.flatMap((section) => [
    `  - title: ${quoted(section.title)}`,
    '    items:',
    ...section.items.flatMap((item) => {
      const own = nextId();
      const words = sameLine(item.text);
      const same = seen.get(words);
      if (same === undefined) seen.set(words, own);
      return indented(itemRows(own, item, same), 6);
    }),
  ]);
  return `${[
    `# Imported from ${source.replace(/[\r\n]/g, ' ')}. Import it again after it changed: lines are known again by their text and keep their ids;`,
    '# whatever you write here stays. What is marked as proposed was guessed from the words of a line.',
    `product: ${quoted(id)}`,
    `title: ${quoted(title)}`,
    `source: ${quoted(source)}`,
    ...detectRows(id, ownPrefix),
    ...(draft.variables.length === 0 ? [] : ['variables:', ...indented(draft.variables.map(variableRow), 2)]),
    'sections:',
    ...sections,
  ].join('\n')}\n`;
}

/** A beginning that only its variables have tells the product; without one its checklist is walked wherever the file is. */
const detectRows = (id: string, ownPrefix: string | undefined): readonly string[] =>
  ownPrefix === undefined
    ? [
        '# Without `detect` the checklist is walked wherever this file is. `detect: { strong: { images: [...] } }` tells it by its files.',
      ]
    : [
        'detect: # one strong sign, or two kinds of weak ones: add what only this product has',
        `  strong: ${flow({ envPrefixes: [ownPrefix], images: [] })}`,
        `  weak: ${flow({ services: [id] })}`,
        `openNames: ["${ownPrefix}*"] # until all its variables stand below`,
      ];
