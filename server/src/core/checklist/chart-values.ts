import { isChartDefault } from '../model/helm-values.ts';
import type { Place } from '../model/place.ts';
import type { Setting } from '../model/setting.ts';
import type { WorkloadPart } from '../product/parts.ts';
import type { Context } from './context.ts';

/** A part of the pods that a chart's templates make, as its values say it. */
export interface ValuesPart {
  readonly value: string;
  readonly place: Place;
}

/** What charts name alike in their values, by the pointers of `helm create`. */
export interface ChartValues {
  /** There is a file of values at all. */
  readonly known: boolean;
  readonly part: (part: WorkloadPart) => ValuesPart | undefined;
  /** A value, named with dots, that a template's `if` takes for true. */
  readonly isSet: (name: string) => boolean;
  /** `ingress.tls` is there in some form. */
  readonly tellsTls: boolean;
  /** `cpu-limit` and the like that `resources` has. */
  readonly resources: readonly string[];
  /** `non-root` and the like that the security contexts of pod and container have. */
  readonly confinement: readonly string[];
}

interface Placed {
  readonly path: string;
  readonly setting: Setting;
}

/** Values of production: what `values.yaml` says unless another file of the chart, as `-f` names it, says otherwise. */
export function chartValues({ deployment }: Context): ChartValues {
  const files = deployment.files
    .flatMap((file) => (file.kind === 'helm-values' ? [file] : []))
    .filter(({ path }) => ['production', 'staging'].includes(deployment.tierOf(path)))
    .toSorted((a, b) => Number(isChartDefault(b.path)) - Number(isChartDefault(a.path)));
  const byPointer = new Map<string, Placed>();
  for (const { path, model } of files)
    for (const setting of model.settings) byPointer.set(setting.pointer, { path, setting });
  const find = (pointer: RegExp): Placed | undefined => [...byPointer].find(([at]) => pointer.test(at))?.[1];
  const seen = (found: Placed | undefined, value = found?.setting.text): ValuesPart | undefined =>
    found && value !== undefined ? { value, place: { path: found.path, span: found.setting.keySpan } } : undefined;
  const isOn = (pointer: RegExp): boolean => find(pointer)?.setting.text === 'true';
  return {
    known: files.length > 0,
    part(part) {
      switch (part) {
        case 'replicas':
          return seen(find(/\/replica(?:Count|s)$/));
        case 'exposure':
          return seen(find(/\/service\/type$/));
        case 'ingress-tls': {
          const flag = find(/\/ingress\/tls(?:\/enabled)?$/);
          const hasTls = flag ? flag.setting.text === 'true' : find(/\/ingress\/tls\//) !== undefined;
          return isOn(/\/ingress\/enabled$/) ? seen(find(/\/ingress\/enabled$/), hasTls ? 'tls' : 'plain') : undefined;
        }
        // Those below the name of another part of the chart are that one's.
        case 'memory':
          return seen(byPointer.get('/resources/limits/memory'));
        case 'cpus':
          return seen(byPointer.get('/resources/limits/cpu'));
        case 'autoscaler':
          return isOn(/\/autoscaling\/enabled$/) ? seen(find(/\/autoscaling\/maxReplicas$/)) : undefined;
        default:
          return undefined;
      }
    },
    isSet(name) {
      const pointer = `/${name.replaceAll('.', '/')}`;
      const leaf = byPointer.get(pointer);
      return leaf
        ? !/^(?:false|0|)$/.test(leaf.setting.text)
        : [...byPointer.keys()].some((at) => at.startsWith(`${pointer}/`));
    },
    tellsTls: find(/\/ingress\/tls(?:\/|$)/) !== undefined,
    resources: resourceWords.flatMap(([word, pointer]) => (find(pointer) ? [word] : [])),
    confinement: [
      ...(isOn(/ecurityContext\/runAsNonRoot$/) && find(/ecurityContext\/runAsUser$/)?.setting.text !== '0'
        ? ['non-root']
        : []),
      ...(find(/ecurityContext\/allowPrivilegeEscalation$/)?.setting.text === 'false' ? ['no-escalation'] : []),
      ...(find(/ecurityContext\/capabilities\/drop\/\d+$/)?.setting.text.toUpperCase() === 'ALL' ? ['drop-all'] : []),
      ...(/^(?:RuntimeDefault|Localhost)$/.test(find(/ecurityContext\/seccompProfile\/type$/)?.setting.text ?? '')
        ? ['seccomp']
        : []),
      ...(isOn(/ecurityContext\/privileged$/) ? ['privileged'] : []),
    ],
  };
}

const resourceWords: readonly (readonly [string, RegExp])[] = [
  ['cpu-request', /(?:^|\/)resources\/requests\/cpu$/],
  ['memory-request', /(?:^|\/)resources\/requests\/memory$/],
  ['cpu-limit', /(?:^|\/)resources\/limits\/cpu$/],
  ['memory-limit', /(?:^|\/)resources\/limits\/memory$/],
];
