import type { DeployedService } from './deployment.ts';
import type { Inside } from './shell-prefix.ts';
import { known } from './told.ts';

/** `postgres-0` and `postgres-5d8f-x` are pods of `postgres`. */
export const isPodOf = (pod: string | undefined, workload: string): boolean =>
  pod !== undefined &&
  (pod === workload || (pod.startsWith(`${workload}-`) && /^-[a-z0-9-]+$/.test(pod.slice(workload.length))));

/** The service that a command means by its name, the name of its container, or the one that Compose makes of them. */
export function serviceNamed(
  { kind, name }: Inside,
  services: readonly DeployedService[],
): DeployedService | undefined {
  const text = known(name);
  if (text === undefined || kind === 'image' || kind === 'pod') return undefined;
  const primary = services.filter((service) => service.primary);
  const byService = primary.find((service) => service.name === text);
  if (kind !== 'container' || name.means === 'service') return byService;
  const containers = (service: DeployedService): readonly string[] =>
    service.layers.flatMap(({ service: { containerName } }) => containerName ?? []);
  if (name.means === 'part') {
    const found = primary.filter((service) => [service.name, ...containers(service)].some((one) => one.includes(text)));
    return found.length === 1 ? found[0] : undefined;
  }
  return (
    primary.find((service) => containers(service).includes(text)) ??
    // Compose calls it `project-service-1` where nothing else is said.
    primary.find(
      (service) =>
        containers(service).length === 0 && new RegExp(`^[a-z0-9_-]+[-_]${escaped(service.name)}[-_]\\d+$`).test(text),
    ) ??
    (byService && containers(byService).length === 0 ? byService : undefined)
  );
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
