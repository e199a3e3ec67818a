import type { SourceFile } from '../model/source-file.ts';
import type { Span } from '../text.ts';
import type { ChartValues } from './chart-values.ts';

export type TemplateFile = Extract<SourceFile, { readonly kind: 'helm-template' }>;

const opening = /^\{\{-?\s*(if|with|range|define|block|else|end)\b\s*([\s\S]*?)\s*-?\}\}$/;

/**
 * Whether Helm writes what stands at a place of a template, by the `if`, `with` and `range` around it; undefined where one of
 * them asks more than whether values are set.
 */
export function isRendered({ text, model }: TemplateFile, place: Span, values: ChartValues): boolean | undefined {
  const around: string[] = [];
  for (const { start, end } of model.actions) {
    if (start >= place.start) break;
    const [, word, condition = ''] = opening.exec(text.slice(start, end)) ?? [];
    if (word === undefined) continue;
    if (word === 'end' || word === 'else') around.pop();
    if (word !== 'end') around.push(word === 'else' ? 'else' : condition);
  }
  const answers = around.map((condition) => areSet(condition, values));
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function areSet(condition: string, values: ChartValues): boolean | undefined {
  const names = condition
    .replace(/^and\s+/, '')
    .split(/\s+/)
    .map((word) => /^\$?\.Values\.([\w.]+)$/.exec(word)?.[1]);
  const isOpen = !values.known || (names.length > 1 && !condition.startsWith('and '));
  return isOpen || names.includes(undefined) ? undefined : names.every((name = '') => values.isSet(name));
}
