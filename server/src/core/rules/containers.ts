import type { Deployment } from '../deployment/deployment.ts';
import { isManifest } from '../deployment/workload.ts';
import type { ComposeService } from '../model/compose.ts';
import type { Container, Fact } from '../model/container.ts';
import { valuesContainers } from '../model/helm-values-container.ts';
import type { KubernetesContainer, KubernetesWorkload } from '../model/kubernetes.ts';
import { joinPath } from '../model/path.ts';
import type { SourceFile } from '../model/source-file.ts';
import { put } from '../multimap.ts';
import { isInside, type Span } from '../text.ts';
import type { Problem, Subject } from './rule.ts';
import type { FileView } from './view.ts';

/** A container that a file says something of, and what messages call it: `'web'`, or `'app' of shop` for one of a pod. */
export interface FileContainer {
  readonly container: Container;
  readonly label: string;
  readonly subject: Subject;
  readonly service: ComposeService | undefined;
  readonly pod: { readonly workload: KubernetesWorkload; readonly definition: KubernetesContainer } | undefined;
}

/** Compose services, containers of pods and what a chart's values say of its containers. */
export function containersIn(file: SourceFile): readonly FileContainer[] {
  if (file.kind === 'compose') return file.model.services.map(serviceContainer);
  if (isManifest(file)) return file.model.workloads.flatMap(podContainers);
  if (file.kind !== 'helm-values') return [];
  return valuesContainers(file.model).map((container) => ({
    container,
    label: container.name === '' ? 'The chart’s container' : `'${container.name}'`,
    subject: {},
    service: undefined,
    pod: undefined,
  }));
}

const serviceContainer = (service: ComposeService): FileContainer => ({
  container: service.container,
  label: `'${service.name}'`,
  subject: { service: service.name },
  service,
  pod: undefined,
});

export const podContainers = (workload: KubernetesWorkload): readonly FileContainer[] =>
  workload.containers.map((one) => podContainer(workload, one));

const podContainer = (workload: KubernetesWorkload, definition: KubernetesContainer): FileContainer => ({
  container: definition.container,
  label: workload.name === '' ? `'${definition.container.name}'` : `'${definition.container.name}' of ${workload.name}`,
  subject: { service: workload.name },
  service: undefined,
  pod: { workload, definition },
});

/** A container with all of its definitions, so that a part is missing where none of them has it. */
export interface WholeContainer extends FileContainer {
  readonly layers: readonly Container[];
  /** The same of a pod, with what only Kubernetes says. */
  readonly definitions: readonly KubernetesContainer[];
}

/**
 * The containers whose first definition stands in the file. Left out are those that are not all here: what another stack
 * repeats, a patch of a kustomization, a template that a chart's values complete.
 */
export function wholeContainersIn({ file, deployment }: FileView): readonly WholeContainer[] {
  if (file.kind === 'compose') return wholeServices(file.path, deployment);
  return file.kind === 'kubernetes' ? wholePods(file, deployment) : [];
}

function wholeServices(path: string, { services, files, lends }: Deployment): readonly WholeContainer[] {
  const own = services.filter((service) => service.path === path);
  if (lends || own.length === 0) return [];
  const known = new Set(files.map((file) => file.path));
  const primary = new Set(services.flatMap((service) => (service.primary ? [service.name] : [])));
  return own.flatMap((service) => {
    const isRepeated = !service.primary && primary.has(service.name);
    const isWhole = service.layers.every(({ service: { extends: parent, provided }, path: layer }) => {
      const lender = parent?.file === undefined ? layer : joinPath(layer, parent.file);
      return !provided && lender !== undefined && known.has(lender);
    });
    // Without anything to run it lays on a file that is not here.
    const runs = service.layers.some(({ service: layer }) => layer.image || layer.built || layer.extends);
    if (isRepeated || !isWhole || !runs) return [];
    const layers = service.layers.map(({ service: layer }) => layer.container);
    return [{ ...serviceContainer(service.definition), layers, definitions: [] }];
  });
}

/** Other files may lay on a container by the names of its object and its own. */
function wholePods(file: SourceFile, { workloads, files }: Deployment): readonly WholeContainer[] {
  const byName = new Map<string, KubernetesContainer[]>();
  const id = (kind: string, name: string, container: string): string => `${kind} ${name} ${container}`;
  for (const { name, kind, containers } of workloads) {
    for (const { layers } of containers) {
      for (const { definition } of layers) {
        put(byName, id(kind, name, definition.container.name), definition);
      }
    }
  }
  const isPatched = files.some(({ kind }) => kind === 'kustomize');
  const over = new Set(workloads.flatMap(({ layers }) => layers.slice(1).map(({ definition }) => definition)));
  return containersIn(file).flatMap((one) => {
    const { container, pod } = one;
    const key = pod ? id(pod.workload.kind.value, pod.workload.name, container.name) : '';
    const own = pod ? [pod.definition] : [];
    const definitions = pod?.workload.name === '' ? own : [...own, ...(byName.get(key) ?? [])];
    const layers = definitions.map((definition) => definition.container);
    const isPatch =
      (pod && over.has(pod.workload)) ||
      (!container.image && (isPatched || layers.some(({ image }) => image !== undefined)));
    return isPatch ? [] : [{ ...one, layers, definitions }];
  });
}

/** What a finding about a fact of a container shares: it stands at the fact, or at the name of the service that merges it in. */
export function factProblem(
  { path }: SourceFile,
  { container, subject, service }: FileContainer,
  fact: Fact<unknown>,
  part: string,
): Pick<Problem, 'path' | 'span' | 'subject' | 'pointer'> {
  const span = service && !isInside(fact.entry, container.span) ? container.nameSpan : fact.entry;
  return { path, span, subject, pointer: `${pointerOf(container)}/${part}` };
}

/** What a finding about a missing part of a container shares: it stands at the container's name. */
export const missingProblem = (
  { path }: SourceFile,
  { container, subject }: FileContainer,
  part: string,
): Pick<Problem, 'path' | 'span' | 'subject' | 'pointer'> => ({
  path,
  span: container.nameSpan,
  subject,
  pointer: `${pointerOf(container)}/${part}`,
});

/** By name where the model counts: another container before it is no other finding. */
const pointerOf = ({ pointer, name, role }: Container): string =>
  pointer.replace(/\/\d+$/, `/${role === 'init' ? 'init ' : ''}${name}`);

/** The entry where the file itself writes it in this container; undefined where a merge key brings it in. */
export const ownEntry = ({ container, service }: FileContainer, { entry }: Fact<unknown>): Span | undefined =>
  service && !isInside(entry, container.span) ? undefined : entry;

/** Runs to its end, so that nobody asks it for its health and nothing has to start it again. */
export function endsByItself({ container, service, pod }: FileContainer): boolean {
  if (container.role === 'init') return true;
  if (pod) return /^(?:Job|CronJob)$/.test(pod.workload.kind.value);
  return (
    (service?.profiles.length ?? 0) > 0 ||
    /(?:^|[-_])(?:init|setup|seed(?:er)?|migrat(?:e|ions?|or)|bootstrap|job|cron|backup|restore|tests?|cli|shell|console|builder?|install(?:er)?|pull|certs?gen|createbuckets?|wp-?cli)(?:$|[-_])/i.test(
      container.name,
    )
  );
}
