import { objectsBeside, servicesOf } from '../deployment/cluster-service.ts';
import { isManifest } from '../deployment/workload.ts';
import type { Fact } from '../model/container.ts';
import { withoutTag } from '../model/image.ts';
import type { Place } from '../model/place.ts';
import type { WorkloadPart } from '../product/parts.ts';
import { type ChartValues, chartValues } from './chart-values.ts';
import type { Context } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';
import { isRendered, type TemplateFile } from './template-branch.ts';
import { confinementOf, confinementOrder, isShared, probesOf, resourceOrder } from './workload-container.ts';
import { fromOthers, nameOf, type Part, type ProductPod } from './workload-surroundings.ts';

const names: Readonly<Record<WorkloadPart, string>> = {
  kind: 'The kind',
  replicas: 'The number of replicas',
  resources: 'The resources',
  memory: 'The memory limit',
  cpus: 'The CPU limit',
  confinement: 'What confines the container',
  'pod-security': 'The Pod Security Standard',
  exposure: 'The exposure',
  egress: 'The egress',
  'ingress-tls': 'The Ingress',
  autoscaler: 'An autoscaler',
  probes: 'The probes',
  'probe-period': 'The seconds between two probes',
  storage: 'The storage',
};

/** What the manifests say of the pods that run the product. */
export function seeWorkload(part: WorkloadPart, context: Context): Sightings {
  const { deployment, product, running, processes } = context;
  const pods = podsOf({ deployment, product });
  const found = pods.flatMap((one) =>
    readPart(part, one, context).map((read): Sighting => {
      const { place } = read;
      const value = isPatched(part, one) ? undefined : read.value;
      return {
        name: `${names[part]} of ${one.workload.kind} ${one.workload.name}`,
        value,
        ...(value === undefined && {
          open: isPatched(part, one)
            ? `${names[part]} may be changed by a patch of a kustomization that is not read.`
            : (read.open ?? `${names[part]} is left to values of the chart that no file here has.`),
        }),
        places: [place],
        tellable: true,
        about: { services: [one.pod.service] },
      };
    }),
  );
  const [first] = pods;
  const seenInValues = first ? [] : seeValues(part, context);
  if (!first)
    return {
      found: seenInValues,
      complete: (running.length > 0 || processes.length > 0 || !hasCluster(context)) && seenInValues.length === 0,
      name: `${names[part].toLowerCase()} of a workload`,
    };
  return {
    found,
    complete: true,
    name: `${names[part].toLowerCase()} of a workload of the product`,
    home: nameOf(first),
  };
}

/** Words that a patch has which changes the part. */
const patchedBy: Partial<Readonly<Record<WorkloadPart, readonly string[]>>> = {
  replicas: ['replicas'],
  resources: ['resources', 'limits', 'requests'],
  memory: ['memory'],
  cpus: ['cpu'],
  confinement: ['securityContext'],
  probes: ['livenessProbe', 'readinessProbe', 'startupProbe'],
  'probe-period': ['livenessProbe', 'readinessProbe', 'startupProbe'],
  storage: ['volumes', 'volumeMounts', 'volumeClaimTemplates'],
};

const isPatched = (part: WorkloadPart, { workload }: ProductPod): boolean =>
  (patchedBy[part] ?? []).some(workload.mayChange);

const hasCluster = ({ deployment }: Context): boolean =>
  deployment.files.some((file) => isManifest(file) || file.kind === 'helm-values' || file.kind === 'kustomize');
const podsOf = ({ deployment, product }: Pick<Context, 'deployment' | 'product'>): readonly ProductPod[] =>
  deployment.workloads.flatMap((workload) =>
    workload.containers.filter((pod) => pod.product === product).map((pod) => ({ workload, pod })),
  );

/** The Services in front of the pods that run the product, each with the workload behind it. */
export const frontsOf = (context: Pick<Context, 'deployment' | 'product'>) =>
  podsOf(context).flatMap(({ workload }) =>
    servicesOf(workload, context.deployment).map(({ object }) => ({ object, workload })),
  );

/** What a chart's values alone tell of the pods that it will make. */
function seeValues(part: WorkloadPart, context: Context): readonly Sighting[] {
  const { deployment, product } = context;
  const isOwn = deployment.files.some(
    (file) =>
      file.kind === 'helm-values' &&
      file.model.images.some(({ repository }) => product.detect.strong.images.includes(withoutTag(repository.value))),
  );
  const said = isOwn ? chartValues(context).part(part) : undefined;
  if (!said) return [];
  return [{ name: `${names[part]} in the chart’s values`, value: said.value, places: [said.place], tellable: true }];
}

/** `500m` of a processor is half of one. */
function inCores(part: WorkloadPart, written: string): string {
  const thousandths = part === 'cpus' ? /^(\d+)m$/.exec(written)?.[1] : undefined;
  return thousandths === undefined ? written : String(Number(thousandths) / 1000);
}

/** What a chart's templates make of `tls` with its values, where these do not say it by themselves. */
function renderedIngresses(one: ProductPod, values: ChartValues, context: Context): readonly Part[] {
  const handed = values.part('ingress-tls');
  if (handed && values.tellsTls) return [handed];
  const told = fromOthers('ingress-tls', one, context);
  // Names of Services that a template puts together lead nowhere; the chart's own Ingress leads to its program.
  const written = told.length > 0 || !handed ? told : ingressesBeside(one, context);
  if (handed && written.length === 0) return [handed];
  return written.flatMap((read): readonly Part[] => {
    const { path, span } = read.place;
    const file = context.deployment.files.find(
      (other): other is TemplateFile => other.kind === 'helm-template' && other.path === path,
    );
    if (!file) return [read];
    const ingress = file.model.ingresses.find(({ tls }) => tls.some((entry) => entry.span.start === span.start));
    if (isRendered(file, ingress?.nameSpan ?? span, values) === false) return [];
    if (read.value !== 'tls') return [read];
    const rendered = isRendered(file, span, values);
    const open = 'The chart’s templates have tls under conditions that are not read.';
    return [{ ...read, value: rendered === undefined ? undefined : rendered ? 'tls' : 'plain', open }];
  });
}

const ingressesBeside = ({ workload }: ProductPod, { deployment }: Context): readonly Part[] =>
  objectsBeside(workload, deployment, ({ ingresses }) => ingresses).map(({ path, object: { tls, nameSpan } }) => ({
    value: tls.length > 0 ? 'tls' : 'plain',
    place: { path, span: tls[0]?.span ?? nameSpan },
  }));

function readPart(part: WorkloadPart, one: ProductPod, context: Context): readonly Part[] {
  const { workload, pod } = one;
  const home = nameOf(one);
  const isTemplate = context.deployment.files.some(
    ({ kind, path }) => kind === 'helm-template' && path === workload.path,
  );
  const values = isTemplate ? chartValues(context) : undefined;
  if (part === 'ingress-tls' && values) return renderedIngresses(one, values, context);
  const isOwnLimit = part === 'memory' || part === 'cpus';
  const handed = isOwnLimit ? undefined : values?.part(part);
  if (handed) return [handed];
  const at = ({ span }: Pick<Fact<unknown>, 'span'>): Place => ({ path: workload.path, span });
  const { definition } = workload;
  const joined = (order: readonly string[], words: readonly string[] | undefined): Part => ({
    value: words && ` ${order.filter((word) => words.includes(word)).join(' ')} `,
    place: at({ span: pod.container.nameSpan }),
  });
  switch (part) {
    case 'kind':
      return [{ value: workload.kind, place: at(definition.kind) }];
    case 'replicas':
      return [
        {
          value: workload.replicas || values?.known !== false ? String(workload.replicas?.count.value ?? 1) : undefined,
          place: workload.replicas ? { path: workload.replicas.path, span: workload.replicas.count.span } : home,
        },
      ];
    case 'resources': {
      const words = pod.layers.flatMap(({ definition: { requests, container } }) => [
        ...(requests.cpus ? ['cpu-request'] : []),
        ...(requests.memory ? ['memory-request'] : []),
        ...(container.limits.cpus ? ['cpu-limit'] : []),
        ...(container.limits.memory ? ['memory-limit'] : []),
      ]);
      const isOpen = pod.definition.entries.resources !== undefined && values?.known === false && words.length < 4;
      return [joined(resourceOrder, isOpen ? undefined : [...words, ...(values?.resources ?? [])])];
    }
    case 'confinement': {
      const words = confinementOf(pod);
      const context = pod.definition.entries.securityContext ?? definition.entries.securityContext;
      const isOpen = context !== undefined && values?.known === false && words.length < 3;
      return [joined(confinementOrder, isOpen ? undefined : [...words, ...(values?.confinement ?? [])])];
    }
    case 'memory':
    case 'cpus': {
      const layer = pod.layers.findLast(({ definition: { container } }) => container.limits[part] !== undefined);
      const limit = layer?.definition.container.limits[part];
      if (layer && limit) return [{ value: inCores(part, limit.value), place: { path: layer.path, span: limit.span } }];
      // A chart hands its `resources` through to the container that has the key.
      const inValues = pod.definition.entries.resources === undefined ? undefined : values?.part(part);
      return inValues ? [{ ...inValues, value: inCores(part, inValues.value) }] : [];
    }
    case 'probes':
      return probesOf(pod).map(({ path, probe }) => ({
        value: probe.path?.value ?? (isTemplate && probe.action === 'http' ? undefined : (probe.action ?? '')),
        place: { path, span: probe.span },
      }));
    case 'probe-period':
      return probesOf(pod).map(({ path, probe }) => ({
        value: String(probe.period?.value ?? 10),
        place: { path, span: probe.period?.span ?? probe.span },
      }));
    case 'storage': {
      const templates = definition.claimTemplates.map((template) => ({
        value: isShared(template) ? 'share' : 'claim',
        place: home,
      }));
      if (templates.length > 0) return templates;
      const claims = objectsBeside(workload, context.deployment, ({ claims: all }) => all);
      return definition.volumes
        .filter(({ name }) => pod.definition.mounts.some(({ volume }) => volume === name))
        .filter(({ source }) => source === 'claim' || source === 'empty' || source === 'host')
        .map((volume) => {
          const claim = claims.find(({ object }) => volume.source === 'claim' && object.name === volume.of?.value);
          return claim && isShared(claim.object)
            ? { value: 'share', place: { path: claim.path, span: claim.object.nameSpan } }
            : { value: volume.source, place: at(volume) };
        });
    }
    default:
      return fromOthers(part, one, context);
  }
}
