import type { Location, LocationLink, Position } from 'vscode-languageserver';
import type { SourceFile } from '../core/model/source-file.ts';
import { lineIndex, type Span } from '../core/text.ts';
import { fileMentions, importsIn, snippetsOf } from './document-links.ts';
import { type Located, uriOf } from './locate.ts';
import { deploymentsOf, namesIn, offsetAt, touches, usesIn } from './variables.ts';

interface Target {
  /** What the cursor is on. */
  readonly origin: Span;
  readonly path: string;
  /** All of it, and the name in it. */
  readonly whole: Span;
  readonly name: Span;
}

/** Where the variable is set, the snippet stands or the file is that a position names. */
export function definition(
  located: Located,
  position: Position,
  withLinks: boolean,
): Location[] | LocationLink[] | null {
  const { folder, path } = located;
  const { files } = folder.analysis();
  const file = files.get(path);
  const offset = file && offsetAt(file.text, position);
  if (!file || offset === undefined) return null;
  const targets = [
    ...variableTargets(located, file, offset),
    ...importTargets(file, offset),
    ...fileTargets(located, file, offset),
  ];
  const found = [...new Map(targets.map((target) => [`${target.path}\0${target.name.start}`, target])).values()];
  if (found.length === 0) return null;
  const lines = lineIndex(file.text);
  const links = found.map((target): LocationLink => {
    const index = lineIndex(files.get(target.path)?.text ?? '');
    return {
      originSelectionRange: lines.range(target.origin),
      targetUri: uriOf(folder, target.path),
      targetRange: index.range(target.whole),
      targetSelectionRange: index.range(target.name),
    };
  });
  return withLinks
    ? links
    : links.map(({ targetUri, targetSelectionRange }) => ({ uri: targetUri, range: targetSelectionRange }));
}

function variableTargets(located: Located, file: SourceFile, offset: number): readonly Target[] {
  const use = usesIn(file).find(({ span }) => touches(span, offset));
  if (!use) return [];
  return deploymentsOf(located).flatMap((deployment) => {
    const entry = namesIn(deployment).entryOf(use, file);
    if (!entry) return [];
    const { path, setting } = entry;
    return [{ origin: use.nameSpan, path, whole: setting.span, name: setting.keySpan }];
  });
}

function importTargets(file: SourceFile, offset: number): readonly Target[] {
  if (file.kind !== 'caddyfile') return [];
  const wanted = importsIn(file).find(({ args: [arg] }) => arg && touches(arg.span, offset))?.args[0];
  const snippet = wanted && snippetsOf(file).get(wanted.text);
  return snippet ? [{ origin: wanted.span, path: file.path, whole: snippet.span, name: snippet.name }] : [];
}

/** Only a file that the analysis has: it is known to be there. */
function fileTargets({ folder }: Located, file: SourceFile, offset: number): readonly Target[] {
  const start = { start: 0, end: 0 };
  return fileMentions(file)
    .filter(({ span, path }) => touches(span, offset) && folder.analysis().files.has(path))
    .map(({ span, path }) => ({ origin: span, path, whole: start, name: start }));
}
