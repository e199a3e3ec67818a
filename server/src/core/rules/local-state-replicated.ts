import type { DeployedService } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import { type DeployedWorkload, isManifest } from '../deployment/workload.ts';
import type { KubernetesAutoscaler, KubernetesClaim } from '../model/kubernetes.ts';
import type { Place } from '../model/place.ts';
import { keepsData } from '../product/data-path.ts';
import type { Product } from '../product/product.ts';
import type { DeploymentRule, Problem } from './rule.ts';

export const localStateReplicated: DeploymentRule = {
  id: 'local-state-replicated',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'Several replicas run of a program whose state only one of them has.',
  why: `Each replica of a program with an SQLite file has a file of its own, or all of them write to one that stands only one writer.
A claim that one node may mount (\`ReadWriteOnce\`) keeps the second pod from starting. Replicas of a database that know nothing of
each other hold different data. A limit of rates that each replica counts in its own memory is as many times as high. Run one replica, move the state to a server, or use a StatefulSet with a claim for each pod.`,
  bad: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      DATABASE_URL: sqlite:///data/app.db\n    deploy:\n      replicas: 3\n',
  },
  good: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      DATABASE_URL: postgres://db/app\n    deploy:\n      replicas: 3\n',
  },
  references: [
    'https://www.sqlite.org/whentouse.html',
    'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes',
    'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/',
  ],

  *check({ deployment }) {
    for (const service of deployment.services) yield* ofService(service);
    const manifests = deployment.files.filter(isManifest);
    const scales = manifests.flatMap(({ path, model }) => model.autoscalers.flatMap((one) => scaleOf(path, one)));
    const scaled = new Map(scales.map((scale) => [scale.target, scale]));
    const claims = new Map(manifests.flatMap(({ model }) => model.claims.map((claim) => [claim.name, claim])));
    for (const workload of deployment.workloads) yield* ofWorkload(workload, scaled, claims);
  },
};

const databaseName = /(?:^|_)(?:DATABASE|DB|SQLITE)(?:_|$)/i;

/** An SQLite file of the container's own; one in memory holds nothing that could differ for long. */
const isSqlite = ({ key, value = '' }: EffectiveSetting): boolean =>
  /^(?:sqlite3?|jdbc:sqlite|file):/i.test(value)
    ? databaseName.test(key) && !/:memory:|mode=memory/.test(value)
    : databaseName.test(key) && /^(?:\.{0,2}\/)?[\w./-]+\.(?:db|sqlite3?)$/.test(value);

function* ofService({ name, replicas, settings, image, product }: DeployedService): Iterable<Problem> {
  const count = Number(replicas?.value);
  if (!replicas || !(count > 1)) return;
  const file = settings.find(isSqlite);
  const isDatabase = keepsData(image?.value);
  if (!file && !isDatabase) {
    const message = limiterMessage(`'${name}' runs ${count} times`, product, settings);
    if (message === undefined) return;
    const pointer = `/services/${name}/deploy/replicas`;
    yield {
      path: replicas.path,
      span: replicas.span,
      message,
      severity: 'warning',
      subject: { service: name },
      pointer,
    };
    return;
  }
  yield {
    path: replicas.path,
    span: replicas.span,
    message: file
      ? `'${name}' runs ${count} times, each with the SQLite database that ${file.key} names.`
      : `'${name}' runs ${count} times, and the databases know nothing of each other.`,
    related: file ? [relatedTo(file)] : [],
    subject: { service: name },
    pointer: `/services/${name}/deploy/replicas`,
  };
}

/** What a limit of rates comes to where each replica counts by itself; undefined where they share a store, or may share one. */
function limiterMessage(
  runs: string,
  product: Product | undefined,
  settings: readonly EffectiveSetting[],
): string | undefined {
  const limiter = product?.ownLimiter;
  if (!limiter || settings.some(({ key }) => limiter.sharedBy.includes(key))) return undefined;
  const instead = limiter.sharedBy.length > 0 ? `; ${limiter.sharedBy.join(' or ')} makes them count together` : '';
  return `${runs}, and each ${product.name} counts requests by itself${instead}.`;
}

const relatedTo = ({ decided, key }: EffectiveSetting): Place & { readonly message: string } => ({
  path: decided.path,
  span: decided.span,
  message: `${key} is decided here.`,
});

interface Count extends Place {
  readonly count: number;
}

interface Scale extends Count {
  /** Kind and name. */
  readonly target: string;
}

const scaleOf = (path: string, { targetKind, targetName, maxReplicas }: KubernetesAutoscaler): readonly Scale[] =>
  maxReplicas && maxReplicas.value > 1
    ? [{ path, span: maxReplicas.entry, count: maxReplicas.value, target: `${targetKind?.value} ${targetName?.value}` }]
    : [];

function countOf({ name, kind, replicas }: DeployedWorkload, scaled: ReadonlyMap<string, Scale>): Count | undefined {
  const { path, count } = replicas ?? {};
  const own =
    path !== undefined && count && count.value > 1 ? { path, span: count.entry, count: count.value } : undefined;
  return scaled.get(`${kind} ${name}`) ?? own;
}

function* ofWorkload(
  workload: DeployedWorkload,
  scaled: ReadonlyMap<string, Scale>,
  claims: ReadonlyMap<string, KubernetesClaim>,
): Iterable<Problem> {
  const { name, kind, definition, containers } = workload;
  const count = countOf(workload, scaled);
  if (!count || !/^(?:Deployment|DeploymentConfig|ReplicaSet|StatefulSet)$/.test(kind)) return;
  const file = containers.flatMap(({ settings }) => settings).find(isSqlite);
  const claim = kind === 'StatefulSet' ? undefined : singleClaim(workload, claims);
  const database = kind === 'StatefulSet' ? undefined : containers.find((one) => isDatabase(one, workload));
  // A StatefulSet with claims of its own gives each replica its own state on purpose; an SQLite file is none the better for it.
  const reason = file
    ? `each with the SQLite database that ${file.key} names`
    : claim !== undefined
      ? `and only one node may mount its claim ${claim}`
      : database && `and the databases in '${database.container.name}' know nothing of each other`;
  if (reason === undefined) {
    const limited = containers.flatMap(({ product, settings }) => {
      const message = limiterMessage(`${name} runs up to ${count.count} times`, product, settings);
      return message === undefined ? [] : [message];
    });
    const pointer = `${definition.pointer}/spec/replicas`;
    for (const message of limited.slice(0, 1))
      yield { path: count.path, span: count.span, message, severity: 'warning', subject: { service: name }, pointer };
    return;
  }
  yield {
    path: count.path,
    span: count.span,
    message: `${name} runs up to ${count.count} times, ${reason}.`,
    related: file ? [relatedTo(file)] : [],
    subject: { service: name },
    pointer: `${definition.pointer}/spec/replicas`,
  };
}

const isDatabase = ({ container }: DeployedWorkload['containers'][number], { definition }: DeployedWorkload): boolean =>
  container.role === 'app' &&
  keepsData(container.image?.value) &&
  definition.volumes.some(({ source }) => source === 'claim' || source === 'host');

/** The name of a claim that the pods share and one node may mount. */
function singleClaim(
  { definition, namespace }: DeployedWorkload,
  claims: ReadonlyMap<string, KubernetesClaim>,
): string | undefined {
  const mounted = new Set(definition.containers.flatMap(({ mounts }) => mounts.map(({ volume }) => volume)));
  return definition.volumes
    .flatMap(({ source, name, of }) => (source === 'claim' && mounted.has(name) && of ? [claims.get(of.value)] : []))
    .find(
      (claim) =>
        claim?.namespace?.value === namespace &&
        claim !== undefined &&
        claim.accessModes.length > 0 &&
        claim.accessModes.every(({ value }) => /^ReadWriteOnce(?:Pod)?$/.test(value)),
    )?.name;
}
