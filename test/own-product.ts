import { readFileSync } from 'node:fs';

const page = readFileSync(new URL('../docs/own-checklists.md', import.meta.url), 'utf8');

/** The files of the example on the page about own checklists, by path. */
export const harbour: Readonly<Record<string, string>> = Object.fromEntries(
  [...page.matchAll(/^```yaml (\S+)\n([\s\S]*?)^```$/gm)].map(([, path = '', text = '']) => [path, text]),
);

/** What the page says that the command line prints. */
export const printed = /^```text\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';

export const productPath = '.seaworthy/checklists/harbour.yaml';
