import { onSameVolume } from './backup-verdict.ts';
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
  const isSame = isTold && path !== undefined && file !== undefined && onSameVolume(file, path, context.running[0]);
  return {
    found: [
      {
        name,
        value: isTold ? (isSame ? 'same' : 'different') : undefined,
        ...(isTold ? {} : { open: `The files do not tell where ${name} lie.` }),
        words: isSame ? `${one.name} lies on the volume of ${other.name}.` : `${one.name} and ${other.name} lie apart.`,
        places: [place],
        tellable: true,
      },
    ],
    complete: true,
    name,
    home: place,
  };
}
