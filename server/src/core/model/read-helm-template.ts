import { blankActions } from '../syntax/template-actions.ts';
import type { HelmTemplateModel } from './helm-template.ts';
import { readObjects } from './read-kubernetes.ts';

/** Reads the literal parts of a chart's template; branches that repeat a key are no mistake there. */
export function readHelmTemplate(text: string): HelmTemplateModel {
  const { text: replaced, actions } = blankActions(text);
  return { ...readObjects(replaced, text), problems: [], duplicates: [], actions };
}
