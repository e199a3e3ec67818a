import { baseNameOf, folderOf } from '../model/path.ts';
import { type Told, unknownSign } from './told.ts';

/** Where a written path lies, without what nobody knows in front of it. */
const tailOf = (text: string): readonly string[] =>
  text
    .slice(text.lastIndexOf(unknownSign) + 1)
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');

/** The script of the workspace that a word names, by the end of its path. */
export function scriptNamed<F extends { readonly path: string }>(
  word: Told,
  files: readonly F[],
  from: string,
): F | undefined {
  const wanted = tailOf(word.text);
  const name = wanted.at(-1);
  if (name === undefined) return undefined;
  const likeness = ({ path }: F): number => {
    const parts = path.split('/').reverse();
    const own = wanted.toReversed();
    const differs = parts.findIndex((part, index) => part !== own[index]);
    return differs < 0 ? parts.length : differs;
  };
  const candidates = files.filter(({ path }) => baseNameOf(path) === name);
  const beside = candidates.find(({ path }) => folderOf(path) === folderOf(from));
  const best = candidates.toSorted((a, b) => likeness(b) - likeness(a));
  const [first, second] = best;
  if (!first) return undefined;
  return second && likeness(first) === likeness(second) ? beside : first;
}
