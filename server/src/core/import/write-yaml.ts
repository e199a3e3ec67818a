import { quoted } from '../syntax/yaml-quote.ts';
import type { DraftItem } from './draft.ts';
import type { NamedVariable } from './named.ts';
import { isSecretKind } from './named.ts';

/** Data in one line, as YAML's flow style. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'string') return quotedInFlow(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${flow(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** A comma ends a value there. */
const quotedInFlow = (words: string): string => (/[,[\]{}]/.test(words) ? JSON.stringify(words) : quoted(words));

/** A line of the checklist as rows, without indentation; `same` is the id of the line that it repeats. */
export function itemRows(id: string, item: DraftItem, same: string | undefined): readonly string[] {
  if (same !== undefined) return [`- { id: ${id}, text: ${quotedInFlow(item.text)}, same: ${same} }`];
  return [
    `- id: ${id}`,
    `  text: ${quoted(item.text)}`,
    `  severity: ${item.severity}`,
    `  evidence:${item.isProposed ? ' # proposed from the words of the line: review it' : ''}`,
    ...item.evidence.map((one) => `    - ${flow(one)}`),
    ...(item.remedy === undefined ? [] : [`  remedy: ${quoted(item.remedy)}`]),
  ];
}

export function variableRow({ name, kind, encoding, bytes, minLength }: NamedVariable): string {
  const strength = isSecretKind(kind)
    ? {
        ...(encoding && { encoding }),
        ...(bytes !== undefined && { bytes }),
        ...(minLength !== undefined && { minLength }),
      }
    : {};
  return `${name}: ${flow({ kind, ...strength })}`;
}

export const indented = (rows: readonly string[], columns: number): readonly string[] =>
  rows.map((row) => `${' '.repeat(columns)}${row}`);
