import type { Span } from '../text.ts';
import type { DotenvTree } from './dotenv.ts';
import { readAsCompose } from './dotenv-compose.ts';
import { readAsNode } from './dotenv-node.ts';
import { readAsPython } from './dotenv-python.ts';
import { readAsDocker, readAsKubectl } from './dotenv-raw.ts';
import type { DotenvReading } from './dotenv-reading.ts';
import { readAsRuby } from './dotenv-ruby.ts';
import { readAsShell, readAsSystemd } from './dotenv-shell.ts';

/** Programs that read env files, each in its own way; `docker` is also Compose's `format: raw`. */
export const dotenvDialects = ['node', 'compose', 'docker', 'kubectl', 'python', 'ruby', 'systemd', 'shell'] as const;
export type DotenvDialect = (typeof dotenvDialects)[number];

const readers: Readonly<Record<DotenvDialect, (text: string) => DotenvReading>> = {
  node: readAsNode,
  compose: readAsCompose,
  docker: readAsDocker,
  kubectl: readAsKubectl,
  python: readAsPython,
  ruby: readAsRuby,
  systemd: readAsSystemd,
  shell: readAsShell,
};

/** What that program takes from the file. */
export const readAs = ({ text }: DotenvTree, dialect: DotenvDialect): DotenvReading => readers[dialect](text);

/** A name that programs read differently. */
export interface DotenvDisagreement {
  readonly key: string;
  /** The value in its last entry. */
  readonly span: Span;
  /** Programs by what they read, those that agree with the first of the asked together; in the order of asking. */
  readonly dialects: readonly (readonly DotenvDialect[])[];
}

/** Names whose value depends on the program, among the asked ones; a program that refuses the file or skips the name reads nothing. */
export function disagreements(
  tree: DotenvTree,
  asked: readonly DotenvDialect[] = dotenvDialects,
): readonly DotenvDisagreement[] {
  const readings = asked.map((dialect) => ({ dialect, ...readAs(tree, dialect) }));
  const last = new Map(tree.entries.map((entry) => [entry.key, entry]));
  return [...last].flatMap(([key, { valueSpan }]) => {
    const groups = new Map<string, DotenvDialect[]>();
    for (const { dialect, values, fault } of readings) {
      const read = fault === undefined && values.has(key) ? JSON.stringify(values.get(key) ?? null) : '';
      groups.set(read, [...(groups.get(read) ?? []), dialect]);
    }
    return groups.size > 1 ? [{ key, span: valueSpan, dialects: [...groups.values()] }] : [];
  });
}
