import type { Span } from '../text.ts';
import type { KubernetesModel } from './kubernetes.ts';

/**
 * What a template says outright (https://helm.sh/docs/chart_template_guide/): what an action fills in is open and left out.
 * It is no YAML, so it has no problems of syntax.
 */
export interface HelmTemplateModel extends KubernetesModel {
  /** Each `{{ action }}`. */
  readonly actions: readonly Span[];
}
