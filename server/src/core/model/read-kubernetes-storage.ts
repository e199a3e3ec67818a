import type { YamlNode } from '../syntax/yaml-tree.ts';
import type { KubernetesStorage } from './kubernetes.ts';
import { itemFact, itemsOf, nodeAt, textFact } from './yaml-fact.ts';

/** The `spec` of a claim, or of a template for claims. */
export const readStorage = (spec: YamlNode | undefined): KubernetesStorage => ({
  accessModes: itemsOf(nodeAt(spec, 'accessModes')).flatMap((mode) => itemFact(mode) ?? []),
  storageClass: textFact(spec, 'storageClassName'),
});
