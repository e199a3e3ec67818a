import type { DeployedService } from '../deployment/deployment.ts';
import type { Place } from '../model/place.ts';
import type { Context } from './context.ts';

/** Where each volume of a service is kept; undefined where another program or a driver decides. */
export function volumesOf(
  { layers }: DeployedService,
  { deployment }: Pick<Context, 'deployment'>,
): readonly (Place & { readonly value: 'volume' | 'share' | 'bind' | 'memory' | undefined })[] {
  return layers.flatMap(({ path, service }) =>
    service.volumes.map(({ kind, source, span }) => {
      const named = kind === 'volume' && source !== undefined ? resourceNamed(source.text) : undefined;
      const isElsewhere = named?.external || (named?.driver !== undefined && named.driver.text !== 'local');
      const value =
        named?.share !== undefined
          ? 'share'
          : isElsewhere || kind === undefined || kind === 'cluster' || kind === 'npipe' || kind === 'image'
            ? undefined
            : kind === 'tmpfs'
              ? 'memory'
              : kind === 'bind' || named?.hostPath !== undefined
                ? 'bind'
                : 'volume';
      return { path, span: span, value };
    }),
  );

  function resourceNamed(name: string) {
    const paths = layers.map(({ path }) => path);
    return deployment.files
      .flatMap((file) => (file.kind === 'compose' && paths.includes(file.path) ? file.model.volumes : []))
      .findLast((volume) => volume.name === name);
  }
}
