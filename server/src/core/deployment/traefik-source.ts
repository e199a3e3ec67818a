import { readImage } from '../model/image.ts';
import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { TraefikDynamic } from '../model/traefik.ts';
import { readTraefikLabels } from '../model/traefik-labels.ts';
import { readTraefikFlags, readTraefikVariables } from '../model/traefik-start.ts';
import type { DeployedService } from './deployment.ts';
import type { TraefikSource } from './traefik-front.ts';

/** Everything that configures Traefik: files, labels of containers, its command and environment, objects of a cluster. */
export function traefikSources(
  files: readonly SourceFile[],
  services: readonly DeployedService[],
): readonly TraefikSource[] {
  return [
    ...files.flatMap(fromFile),
    ...services.flatMap(fromLabels),
    ...services.filter(runsTraefik).flatMap((service) => [...fromCommand(service), ...fromEnvironment(service)]),
  ];
}

/** By its image, or by its name where the image is unknown. */
export const runsTraefik = ({ name, image }: DeployedService): boolean =>
  image?.value === undefined ? /^traefik\b/i.test(name) : readImage(image.value)?.name.split('/').at(-1) === 'traefik';

function fromFile({ path, kind, model }: SourceFile): readonly TraefikSource[] {
  const common = { path, service: undefined, whole: true };
  if (kind === 'traefik') return [{ ...common, from: 'file', static: model.static, dynamic: model.dynamic }];
  if (kind !== 'kubernetes' || !saysAnything(model.traefik)) return [];
  return [{ ...common, from: 'cluster', static: undefined, dynamic: model.traefik }];
}

const saysAnything = (dynamic: TraefikDynamic): boolean =>
  Object.values(dynamic).some((part) => Array.isArray(part) && part.length > 0);

/** Labels of several files make one configuration: each file's stand for themselves, with what they are together beside them. */
function fromLabels({ name, labels, layers }: DeployedService): readonly TraefikSource[] {
  const own = labels.filter(({ key }) => /^traefik\./i.test(key));
  if (own.length === 0) return [];
  const paths = new Set(own.map(({ path }) => path));
  const shown = [...paths].filter((path) => layers.some((layer) => layer.path === path));
  const whole = paths.size === 1;
  // The highest layer that has a label decides it.
  const together = readTraefikLabels([...new Map(own.map((label) => [label.key, resolved(label)])).values()]);
  if (shown.length === paths.size && together.enable?.value === false) return [];
  return shown.flatMap((path): TraefikSource[] => {
    const settings = own.flatMap((label): Setting[] => (label.path === path ? [resolved(label)] : []));
    const { enable, dynamic } = readTraefikLabels(settings);
    if (enable?.value === false) return [];
    const joined = !whole && shown.length === paths.size ? { joined: together.dynamic } : {};
    return [{ path, from: 'labels', service: name, whole, static: undefined, dynamic, ...joined }];
  });
}

const resolved = ({ setting, value }: DeployedService['labels'][number]): Setting =>
  value === undefined || value === setting.text ? setting : { ...setting, text: value, exact: false };

const fromCommand = ({ name, layers }: DeployedService): readonly TraefikSource[] =>
  layers.flatMap(({ path, service }): TraefikSource[] => {
    const words = [...service.entrypointWords, ...service.commandWords];
    if (!words.some(({ text }) => text.includes('--'))) return [];
    return [{ path, from: 'command', service: name, whole: true, static: readTraefikFlags(words), dynamic: undefined }];
  });

/** Values that another file decides stand there. */
function fromEnvironment({ name, settings }: DeployedService): readonly TraefikSource[] {
  const own = settings.filter(({ key }) => /^TRAEFIK_/i.test(key));
  return [...new Set(own.map(({ decided }) => decided.path))].map((path) => ({
    path,
    from: 'environment',
    service: name,
    whole: true,
    static: readTraefikVariables(
      own.flatMap(({ decided, key, value }): Setting[] =>
        decided.path === path && value !== undefined
          ? [{ ...decided.setting, key, text: value, valueSpan: decided.span, exact: decided.exact }]
          : [],
      ),
    ),
    dynamic: undefined,
  }));
}
