/**
 * Lines that no YAML of this shape can hold, so that a reader of broken text keeps what stands below them: a block mapping or
 * sequence ends at a line that is no entry and is not indented further than the entry above it.
 */

/** `key:`, `"key":`, `- item`, `? key`, comments, directives, document marks, closing brackets. */
const entryShape =
  /^(?:-(?=[ \t]|$)|\?(?=[ \t]|$)|#|%YAML|%TAG|---(?=[ \t]|$)|\.\.\.(?=[ \t]|$)|[\]}]|(?:"[^"]*"|'[^']*'|[^\s"'#[\]{},&*!|>%@`-][^:#]*|-[^\s:][^:]*)[ \t]*:(?=[ \t]|$)|<<:)/;
/** A plain value with a mapping of its own on the same line, which YAML does not have. */
const doubled = /^[\w.-]+:[ \t]+(?!["'{[|>&*!#])[^#"'{[]*\S:[ \t]/;
/** Signs alone, as version control and lists of nothing leave them. */
const signsOnly = /^(?:[-=<>@?%&*~+^]{2,}|[-=<>@?%&*~+^][ \t]+[-=<>@?%&*~+^])[-=<>@?%&*~+^ \t\d,]*$/;

/** The text with such lines blank; the same text where there are none. Offsets stay. */
export function withoutStrayLines(text: string): string {
  let indent = -1;
  /** The indentation of the entry whose block scalar goes on, else -1. */
  let scalar = -1;
  return text.replace(/[^\r\n]+/g, (line, offset: number) => {
    const content = line.trimStart();
    if (content === '') return line;
    const own = line.length - content.length;
    if (scalar >= 0 && own > scalar) return line;
    scalar = -1;
    const isMark = /^(?:---|\.\.\.)(?:[ \t]|$)/.test(content);
    const isOut = indent >= 0 ? own <= indent : nextEntryAt(text, offset + line.length) <= own;
    const isStray =
      !isMark && (signsOnly.test(content) || doubled.test(content) || (!entryShape.test(content) && isOut));
    if (isStray) return ' '.repeat(line.length);
    if (isMark) indent = -1;
    else if (!content.startsWith('#') && entryShape.test(content)) indent = own;
    if (/(?::|-)[ \t]+(?:[&!]\S+[ \t]+)*[|>][-+\d]*[ \t]*(?:#.*)?$/.test(content)) scalar = own;
    return line;
  });
}

/** The indentation of the next line that has content, where it is an entry; else as far out as can be. */
function nextEntryAt(text: string, from: number): number {
  const next = /^[\r\n\s]*?([ \t]*)([^\s][^\r\n]*)/.exec(text.slice(from, from + 2000));
  return next && entryShape.test(next[2] ?? '') ? (next[1]?.length ?? 0) : Number.POSITIVE_INFINITY;
}
