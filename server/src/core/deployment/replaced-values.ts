import { baseNameOf, folderOf, isWithin } from '../model/path.ts';
import type { Place } from '../model/place.ts';
import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import { isInside } from '../text.ts';

type LayeredFile = Extract<SourceFile, { kind: 'helm-values' | 'json' | 'dotenv' }>;

/**
 * Places of values that nobody who is served gets, because each file that its reader lays over the common one says it again: the
 * values of a chart for production, the settings of ASP.NET for its environment
 * (https://learn.microsoft.com/aspnet/core/fundamentals/configuration/#default-application-configuration-sources), and the env
 * files that frameworks read by their mode (https://nextjs.org/docs/app/guides/environment-variables#environment-variable-load-order).
 * `claimed` are env files that a service or process reads by their names, and so without others over them.
 */
export function replacedValues(
  files: readonly SourceFile[],
  claimed: ReadonlySet<string>,
  root: string,
): (place: Place) => boolean {
  const layered = files.flatMap((base) => {
    if (!isLayered(base) || !isCommon(base, claimed)) return [];
    const above = files.filter(isLayered).filter((file) => liesOver(file, base, root));
    return above.length > 0 ? [{ base, above }] : [];
  });
  return ({ path, span }) =>
    layered.some(
      ({ base, above }) =>
        base.path === path &&
        base.model.settings.some(
          (setting) =>
            isInside(span, setting.span) &&
            above.every(({ model }) => model.settings.some((over) => replaces(over, setting))),
        ),
    );
}

const isLayered = (file: SourceFile): file is LayeredFile =>
  file.kind === 'helm-values' || file.kind === 'json' || file.kind === 'dotenv';

function isCommon({ kind, path }: SourceFile, claimed: ReadonlySet<string>): boolean {
  const name = baseNameOf(path).toLowerCase();
  if (kind === 'dotenv') return name === '.env' && !claimed.has(path);
  return name === (kind === 'json' ? 'appsettings.json' : 'values.yaml');
}

/** Named for production or staging, where its reader looks for it. */
function liesOver({ kind, path, tier }: SourceFile, base: SourceFile, root: string): boolean {
  const name = baseNameOf(path).toLowerCase();
  const folder = folderOf(base.path);
  if (kind !== base.kind || (tier !== 'production' && tier !== 'staging')) return false;
  if (!/[._-](?:prod(?:uction)?|staging|stage)(?:[._-]|$)|^(?:prod(?:uction)?|staging|stage)[._-]/.test(name))
    return false;
  // Those of a chart come from anywhere, those inside of it are its charts' own.
  if (kind === 'helm-values') return isWithin(folderOf(path), folder) || folder === root;
  return folderOf(path) === folder && name.startsWith(kind === 'json' ? 'appsettings.' : '.env.');
}

/** Charts take a list as a whole; other lists are laid over each other entry by entry. */
function replaces(over: Setting, { key, pointer, source }: Setting): boolean {
  if (source === 'dotenv') return over.key === key;
  if (over.pointer.toLowerCase() === pointer.toLowerCase()) return true;
  const [list] = source === 'helm-values' ? (/^.*?(?=\/\d+(?:\/|$))/.exec(pointer) ?? []) : [];
  return list !== undefined && over.pointer.startsWith(`${list}/`);
}
