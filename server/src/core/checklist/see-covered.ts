import { type Told, unknownSign } from '../deployment/told.ts';
import { baseNameOf } from '../model/path.ts';
import { matchesText } from '../product/glob.ts';
import type { Context } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** Braces as alternatives: `{a,b}/c` is `a` or `b`, then `c`. */
const alternatives = (path: string): readonly (readonly string[])[] =>
  path.split(/\/(?![^{]*\})/).map((part) => {
    const match = /^([^{]*)\{([^}]*)\}(.*)$/.exec(part);
    return match ? (match[2] ?? '').split(',').map((one) => `${match[1]}${one}${match[3]}`) : [part];
  });

/**
 * For each path whether backups of files take it, by the names in it: who takes a folder takes what is below it, wherever that
 * lies. A path is missing only where its neighbours are taken by name and no other word could hold it.
 */
export function seeCovered(wanted: readonly string[], { deployment }: Context): Sightings {
  const jobs = deployment.backups.jobs.filter(
    // A comment in a table saves nothing.
    ({ saved, script, schedules }) =>
      saved.kind === 'files' && (script !== undefined || schedules.some(({ off }) => !off)),
  );
  const [first] = jobs;
  if (!first) return { found: [], complete: false, name: 'a command that saves files' };
  const taken = jobs.flatMap(({ saved, volumes }) =>
    saved.kind === 'files'
      ? [...saved.paths, ...volumes.map((volume): Told => ({ text: `${volume}${unknownSign}`, sure: false }))]
      : [],
  );
  const excluded = jobs.flatMap(({ saved }) => (saved.kind === 'files' ? saved.excluded : []));
  const nameOf = ({ text }: Told): string => baseNameOf(text.replace(/\/\*?$/, ''));
  const holds = (names: readonly string[], word: Told): boolean =>
    names.some((name) => matchesText(name, nameOf(word)));
  const paths = wanted.map((path) => ({ path, parts: alternatives(path) }));
  const isMeant = (word: Told): boolean => paths.some(({ parts }) => parts.some((part) => holds(part, word)));
  const isOpen = taken.length === 0 || !taken.every(isMeant);
  const found = paths.map(({ path, parts }): Sighting => {
    const last = parts.at(-1) ?? [];
    const isLeft = excluded.some((word) => holds(last, word));
    const isTaken = !isLeft && taken.some((word) => parts.some((part) => holds(part, word)));
    const name = last.join(' or ');
    return {
      name: path,
      value: isTaken ? 'taken' : isOpen && !isLeft ? undefined : 'missing',
      ...(!isTaken && isOpen && !isLeft
        ? { open: `The files do not tell whether ${name} is in the backup.` }
        : { words: isTaken ? `The backup takes ${name}.` : `The backup leaves out ${name}.` }),
      places: [{ path: first.path, span: first.span }],
      tellable: true,
    };
  });
  return { found, complete: true, name: 'a command that saves files' };
}
