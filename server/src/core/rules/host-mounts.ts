import type { Deployment } from '../deployment/deployment.ts';
import { resolve } from '../deployment/effective.ts';
import { lookupIn } from '../deployment/environment.ts';
import type { HostMount } from '../model/container.ts';
import type { FileContainer } from './containers.ts';

/** Mounts of the host's paths, with what the project's env file puts in the place of references. */
export function hostMountsOf({ container }: FileContainer, path: string, deployment: Deployment): readonly HostMount[] {
  const { files, projectEnv } = deployment;
  const env = files.find((file) => file.path === projectEnv);
  const lookup = lookupIn(env?.kind === 'dotenv' ? env : undefined);
  return container.hostMounts.flatMap((mount) => {
    const { written } = mount;
    if (!written) return [mount];
    const value = resolve(written.template, { path, setting: written.setting }, lookup).value;
    return value === undefined
      ? isPath(mount.source)
        ? [mount]
        : []
      : isPath(value)
        ? [{ ...mount, source: value }]
        : [];
  });
}

/** A reference to the home of whoever starts it is one too. */
const isPath = (source: string): boolean => /^(?:[/~]|\$\w+\/|\$\{\w+\}\/)/.test(source);
