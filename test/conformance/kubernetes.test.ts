import { parseAllDocuments } from 'yaml';
import { defaultSettings } from '../../server/src/core/config.ts';
import { readSource } from '../../server/src/core/read-source.ts';
import { conforms, namesIn, type Outcome, readText } from './suite.ts';

const makesPods =
  /^(?:Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Job|CronJob|DeploymentConfig)$/;

/** How many objects that make pods another reading of the same documents counts. */
function countWorkloads(value: unknown): number {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return 0;
  if (String(value.kind).endsWith('List') && 'items' in value && Array.isArray(value.items))
    return value.items.reduce((sum: number, item: unknown) => sum + countWorkloads(item), 0);
  const isKnative = 'apiVersion' in value && /^(?:serving|sources)\.knative\.dev\//.test(String(value.apiVersion));
  const kinds = isKnative ? /^(?:Service|Configuration|Revision|ContainerSource)$/ : makesPods;
  return kinds.test(String(value.kind)) ? 1 : 0;
}

/** Every manifest is read as one, with all of its workloads; where the case lies says nothing about it. */
const outcomesIn = (folder: string): readonly Outcome[] =>
  namesIn(`misconfig/${folder}`)
    .filter((name) => /\.ya?ml$/.test(name) && !name.includes('dockerfile'))
    .map((name) => {
      const text = readText(`misconfig/${folder}/${name}`);
      const file = readSource({ path: name.slice(name.lastIndexOf('/') + 1), text }, defaultSettings);
      const expected = parseAllDocuments(text).reduce((sum, document) => sum + countWorkloads(document.toJS()), 0);
      return { id: name, agrees: file?.kind === 'kubernetes' && file.model.workloads.length === expected };
    });

conforms('the manifests of KICS', () => outcomesIn('kics/k8s'));
conforms('the manifests of checkov', () => outcomesIn('checkov'));
conforms('the manifests of kube-linter', () => outcomesIn('kube-linter'));
