import type { Location, Position } from 'vscode-languageserver';
import type { Deployment } from '../core/deployment/deployment.ts';
import type { Place } from '../core/model/place.ts';
import { type LineIndex, lineIndex } from '../core/text.ts';
import { type Located, uriOf } from './locate.ts';
import { deploymentsOf, entriesIn, type Names, namesIn, offsetAt, touches, usesIn } from './variables.ts';

/** Everything in the file's deployments that reads the variable at a position; with `withDeclaration` what sets it as well. */
export function references(located: Located, position: Position, withDeclaration: boolean): Location[] | null {
  const { folder, path } = located;
  const { files } = folder.analysis();
  const text = files.get(path)?.text;
  const offset = text === undefined ? undefined : offsetAt(text, position);
  if (offset === undefined) return null;
  const places = new Map<string, Place>();
  let found = false;
  for (const deployment of deploymentsOf(located)) {
    const names = namesIn(deployment);
    const ids = idsAt(deployment, names, path, offset);
    found ||= ids.size > 0;
    for (const place of placesOf(deployment, names, ids, withDeclaration))
      places.set(`${place.path}\0${place.span.start}`, place);
  }
  if (!found) return null;
  const indexes = new Map<string, LineIndex>();
  return [...places.values()]
    .sort((a, b) => (a.path === b.path ? a.span.start - b.span.start : a.path < b.path ? -1 : 1))
    .map((place) => {
      const index = indexes.get(place.path) ?? lineIndex(files.get(place.path)?.text ?? '');
      indexes.set(place.path, index);
      return { uri: uriOf(folder, place.path), range: index.range(place.span) };
    });
}

/** What the name at an offset stands for, whether it is set or read there. */
function idsAt({ files }: Deployment, names: Names, path: string, offset: number): ReadonlySet<string> {
  const file = files.find((one) => one.path === path);
  if (!file) return new Set();
  return new Set([
    ...entriesIn(file)
      .filter(({ setting }) => touches(setting.keySpan, offset))
      .flatMap(names.idsOfEntry),
    ...usesIn(file)
      .filter(({ span }) => touches(span, offset))
      .flatMap((use) => names.idsOfUse(use, file)),
  ]);
}

function placesOf(
  { files }: Deployment,
  names: Names,
  ids: ReadonlySet<string>,
  withDeclaration: boolean,
): readonly Place[] {
  if (ids.size === 0) return [];
  return files.flatMap((file) => {
    const { path } = file;
    const uses = usesIn(file).filter((use) => names.idsOfUse(use, file).some((id) => ids.has(id)));
    const entries = withDeclaration ? entriesIn(file) : [];
    return [
      ...entries
        .filter((entry) => ids.has(names.idsOfEntry(entry)[0] ?? ''))
        .map(({ setting }) => ({ path, span: setting.keySpan })),
      ...uses.map(({ nameSpan }) => ({ path, span: nameSpan })),
    ];
  });
}
