import type { ComposeService } from '../model/compose.ts';
import type { Fact } from '../model/container.ts';
import type { KubernetesContainer, KubernetesObject, KubernetesWorkload } from '../model/kubernetes.ts';
import type { SourceFile } from '../model/source-file.ts';
import { type Edit, indentationAt, isInside, lineEnding, type Span, type TextPart } from '../text.ts';

/** A line of YAML relative to its parent: how many steps further in it stands, and its text. */
export type EntryLine = readonly [depth: number, ...text: TextPart[]];

/** One step of indentation as the file writes it. */
const stepOf = (text: string): string => /^(?: {2}){1,2}(?=[\w"'-])/m.exec(text)?.[0] ?? '  ';

/** Where the line goes on behind `offset` with nothing but a comment; undefined where something else follows. */
function endOfLine(text: string, offset: number): number | undefined {
  const rest = /^["']?[ \t]*(?:#[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(offset, offset + 2000))?.[0];
  return rest === undefined ? undefined : offset + rest.length;
}

function insertAt({ path, text }: SourceFile, at: number, indent: string, lines: readonly EntryLine[]): Edit {
  const parts = lines.flatMap(([depth, ...words]) => [
    `${lineEnding(text)}${indent}${stepOf(text).repeat(depth)}`,
    ...words,
  ]);
  return { path, span: { start: at, end: at }, text: parts };
}

/** The white space in front of the first entry of the block below a line that ends at `end`; undefined where it has none. */
function indentBelow(text: string, end: number, outer: string): string | undefined {
  const below = /^(?:\r?\n[ \t]*(?:#[^\r\n]*)?(?=\r?\n))*\r?\n([ \t]+)(?=[^\s#])/.exec(text.slice(end, end + 4000));
  const indent = below?.[1];
  return indent !== undefined && indent.length > outer.length ? indent : undefined;
}

/** New keys of a Compose service, behind its image; undefined for a service in one line. */
export function insertServiceKeys(
  file: SourceFile,
  service: ComposeService,
  lines: readonly EntryLine[],
): Edit | undefined {
  const { text } = file;
  const { nameSpan, span, image } = service;
  const colon = /^["']?[ \t]*:[ \t]*(?:&[\w-]+)?/.exec(text.slice(nameSpan.end, nameSpan.end + 200))?.[0];
  const head = colon === undefined ? undefined : endOfLine(text, nameSpan.end + colon.length);
  const indent = head === undefined ? undefined : indentBelow(text, head, indentationAt(text, nameSpan.start));
  if (head === undefined || indent === undefined) return undefined;
  const own = image && isInside(image.setting.span, span) ? endOfLine(text, image.setting.span.end) : undefined;
  return insertAt(file, own ?? head, indent, lines);
}

/** New keys of a container of a pod, behind its image or name; undefined for a container in one line. */
export function insertContainerKeys(
  file: SourceFile,
  { container }: KubernetesContainer,
  lines: readonly EntryLine[],
): Edit | undefined {
  const { text } = file;
  const { span, image, nameSpan } = container;
  if (text[span.start] === '{') return undefined;
  const anchor = image && isInside(image.entry, span) ? image.entry.end : nameSpan.end;
  const at = endOfLine(text, anchor);
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const lead = text.slice(lineStart, span.start);
  if (at === undefined || !/^[ ]*(?:-[ ]+)?$/.test(lead)) return undefined;
  return insertAt(file, at, ' '.repeat(lead.length), lines);
}

/** New keys inside of the mapping that an entry (`securityContext: ...`) holds. */
export function insertInEntry(file: SourceFile, entry: Span, lines: readonly EntryLine[]): Edit | undefined {
  const { path, text } = file;
  const head = /^[\w"']+[ \t]*:[ \t]*/.exec(text.slice(entry.start, entry.start + 200))?.[0];
  if (head === undefined) return undefined;
  const after = entry.start + head.length;
  if (text[after] === '{') {
    if (lines.some(([depth]) => depth > 0)) return undefined;
    const isBlank = /^\{\s*\}/.test(text.slice(after, entry.end));
    const words = lines.flatMap(([, ...parts], index) => [index > 0 ? ', ' : ' ', ...parts]);
    const span = { start: after + 1, end: after + 1 };
    return { path, span, text: [...words, isBlank ? ' ' : ','] };
  }
  const end = endOfLine(text, after);
  const indent = end === undefined ? undefined : indentBelow(text, end, indentationAt(text, entry.start));
  return end === undefined || indent === undefined ? undefined : insertAt(file, end, indent, lines);
}

/** New keys of a container's security context, which is made where it has none. */
export function insertSecurity(
  file: SourceFile,
  container: KubernetesContainer,
  lines: readonly EntryLine[],
): Edit | undefined {
  const { securityContext } = container.entries;
  if (securityContext) return insertInEntry(file, securityContext, lines);
  return insertContainerKeys(file, container, [
    [0, 'securityContext:'],
    ...lines.map(([depth, ...words]): EntryLine => [depth + 1, ...words]),
  ]);
}

/** New keys of a pod, in front of its containers; undefined for a pod in one line. */
export function insertPodKeys(
  { path, text }: SourceFile,
  { entries: { containers } }: KubernetesWorkload,
  lines: readonly EntryLine[],
): Edit | undefined {
  if (!containers) return undefined;
  const at = text.lastIndexOf('\n', containers.start - 1) + 1;
  const indent = text.slice(at, containers.start);
  if (!/^ +$/.test(indent)) return undefined;
  const step = stepOf(text);
  const parts = lines.flatMap(([depth, ...words]) => [indent + step.repeat(depth), ...words, lineEnding(text)]);
  return { path, span: { start: at, end: at }, text: parts };
}

/** New keys of a pod's security context, which is made where it has none. */
export function insertPodSecurity(
  file: SourceFile,
  workload: KubernetesWorkload,
  lines: readonly EntryLine[],
): Edit | undefined {
  const { securityContext } = workload.entries;
  if (securityContext) return insertInEntry(file, securityContext, lines);
  return insertPodKeys(file, workload, [
    [0, 'securityContext:'],
    ...lines.map(([depth, ...words]): EntryLine => [depth + 1, ...words]),
  ]);
}

/** New keys of an object itself, behind its kind; undefined for an object in one line. */
export function insertObjectKeys(
  file: SourceFile,
  { kind, span }: KubernetesObject,
  lines: readonly EntryLine[],
): Edit | undefined {
  const { text } = file;
  const at = endOfLine(text, kind.entry.end);
  const lead = text.slice(text.lastIndexOf('\n', kind.entry.start - 1) + 1, kind.entry.start);
  if (at === undefined || text[span.start] === '{' || !/^[ ]*(?:-[ ]+)?$/.test(lead)) return undefined;
  return insertAt(file, at, ' '.repeat(lead.length), lines);
}

/** One more item behind the last of a list, written as its neighbours are. */
export function appendItem({ path, text }: SourceFile, items: readonly Fact<string>[], item: string): Edit | undefined {
  const last = items.at(-1);
  if (!last) return undefined;
  const { start, end } = last.entry;
  const lead = /^[ \t]*-[ \t]+$/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))?.[0];
  const at = lead === undefined ? end : endOfLine(text, end);
  if (at === undefined) return undefined;
  const words = lead === undefined ? `, ${item}` : `${lineEnding(text)}${lead}${item}`;
  return { path, span: { start: at, end: at }, text: [words] };
}
