import { isWithin } from '../model/path.ts';
import { mountsOf, onSameVolume, ownMounts, rootsOf } from './backup-verdict.ts';
import type { Context } from './context.ts';
import { settingsNamed } from './see-setting.ts';
import type { Sightings } from './sighting.ts';

/** Whether two paths of the product lie on one volume. */
export function seeApart(variables: readonly string[], context: Context): Sightings {
  const [one, other] = variables.map((name) => ({ name, setting: settingsNamed(name, context)[0] }));
  const name = variables.join(' and ');
  const none: Sightings = { found: [], complete: false, name };
  if (!one?.setting || !other?.setting) return none;
  const { decided } = one.setting;
  const place = { path: decided.path, span: decided.span };
  const [path, file] = [one.setting.value, other.setting.value];
  const isTold = path?.startsWith('/') && file?.startsWith('/');
  const isServed = isTold && path !== undefined && servesPath(path, context);
  const isSame = isTold && path !== undefined && file !== undefined && onSameVolume(file, path, ownMounts(context));
  const words = isServed
    ? `A site serves what lies in ${one.name}.`
    : isSame
      ? `${one.name} lies on the volume of ${other.name}.`
      : `${one.name} and ${other.name} lie apart.`;
  return {
    found: [
      {
        name,
        value: isTold ? (isServed ? 'served' : isSame ? 'same' : 'different') : undefined,
        ...(isTold ? {} : { open: `The files do not tell where ${name} lie.` }),
        words,
        places: [place],
        tellable: true,
      },
    ],
    complete: true,
    name,
    home: place,
  };
}

/** A root of a proxy holds the path, or is on the volume that the product has there. */
function servesPath(path: string, context: Context): boolean {
  const roots = rootsOf(context);
  const mount = ownMounts(context).find(({ target }) => isWithin(path, target.replace(/\/$/, '')));
  if (!mount) return roots.some((root) => isWithin(path, root));
  const proxies = context.services.filter((service) => !context.running.includes(service));
  return proxies.some((service) =>
    mountsOf(service).some(
      ({ source, target }) =>
        source !== undefined &&
        source === mount.source &&
        roots.some((root) => isWithin(target, root) || isWithin(root, target)),
    ),
  );
}
