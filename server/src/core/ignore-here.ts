import { defaultSettings } from './config.ts';
import type { SourceFile } from './model/source-file.ts';
import { configPath } from './read-project-file.ts';
import { readSource } from './read-source.ts';
import { directivesIn } from './rules/directive.ts';
import type { Finding, Fix } from './rules/rule.ts';
import { type JsonNode, parseJson } from './syntax/json.ts';
import { type Edit, indentationAt, lineEnding, type TextPart } from './text.ts';

/**
 * The edit that accepts a finding with a reason that a person fills in: one more rule in the directive that is there, a
 * comment above the line, or where the file can hold none an entry of `.seaworthy/config.json` (`config` is its text).
 */
export function ignoreHere(finding: Finding, file: SourceFile, config: string | undefined): Fix {
  const edit = joined(finding, file) ?? commentAbove(finding, file) ?? configEntry(finding, config);
  return { title: `Ignore ${finding.rule.id} here`, safe: false, edits: [edit] };
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** A directive with a reason on the line or right above it takes one more name. */
function joined({ span, rule }: Finding, file: SourceFile): Edit | undefined {
  const line = lineOf(file.text, span.start);
  const near = directivesIn(file).find((one) => {
    const own = lineOf(file.text, one.span.start);
    const alone = file.text.slice(file.text.lastIndexOf('\n', one.span.start - 1) + 1, one.span.start).trim() === '';
    return !one.wholeFile && one.reason !== '' && own === (alone ? line - 1 : line);
  });
  const end = near?.rules.at(-1)?.span.end;
  return end === undefined ? undefined : { path: file.path, span: { start: end, end }, text: [`, ${rule.id}`] };
}

/** What begins a comment; undefined where the reader of the file may refuse one. */
function commentSign(file: SourceFile): '#' | '//' | undefined {
  if (file.kind === 'project') return undefined;
  if (file.kind === 'pm2') return /\.ya?ml$/i.test(file.path) ? '#' : '//';
  if (file.kind !== 'json') return '#';
  const takesComments =
    /\.(?:jsonc|json5)$|(?:^|\/)appsettings[^/]*\.json$/i.test(file.path) || file.model.tree.comments.length > 0;
  return takesComments ? '//' : undefined;
}

/** Tried on the text first: inside of a value of several lines the comment would be part of the value. */
function commentAbove({ span, rule }: Finding, file: SourceFile): Edit | undefined {
  const sign = commentSign(file);
  if (sign === undefined) return undefined;
  const { text, path } = file;
  const start = Math.max(text.lastIndexOf('\n', span.start - 1) + 1, text.startsWith('\ufeff') ? 1 : 0);
  const lead = `${indentationAt(text, span.start)}${sign} seaworthy-ignore ${rule.id} -- `;
  const edited = `${text.slice(0, start)}${lead}reason${lineEnding(text)}${text.slice(start)}`;
  const read = readSource(
    { path, text: edited, ...(file.language !== undefined && { language: file.language }) },
    defaultSettings,
  );
  const isThere =
    read?.kind === file.kind &&
    directivesIn(read).some((one) => one.span.start >= start && one.word.start < start + lead.length);
  if (!isThere) return undefined;
  return { path, span: { start, end: start }, text: [lead, { blank: 'reason' }, lineEnding(text)] };
}

function configEntry({ path, pointer, rule }: Finding, config: string | undefined): Edit {
  const quoted = JSON.stringify;
  const entry: readonly TextPart[] = [
    `{ "path": ${quoted(path)}, "pointer": ${quoted(pointer)}, "rule": ${quoted(rule.id)}, "reason": "`,
    { blank: 'reason' },
    '" }',
  ];
  const insert = (at: number, before: string, after: string): Edit => ({
    path: configPath,
    span: { start: at, end: at },
    text: [before, ...entry, after],
  });
  if (config === undefined) return { ...insert(0, '{\n  "ignore": [\n    ', '\n  ]\n}\n'), create: true };
  const { root } = parseJson(config, 'jsonc');
  const ending = lineEnding(config);
  if (root?.type !== 'object') return insert(config.length, `{${ending}  "ignore": [`, `]${ending}}${ending}`);
  const ignore = root.members.find(({ key }) => key === 'ignore')?.value;
  if (ignore?.type === 'array') return insertItem(ignore, insert, `${ending}    `, `${ending}  `);
  const last = root.members.at(-1);
  if (!last) return insert(root.span.start + 1, `${ending}  "ignore": [${ending}    `, `${ending}  ]${ending}`);
  const comma = /^\s*,/.test(config.slice(last.span.end)) ? '' : ',';
  const at = last.span.end + (comma === '' ? (/^\s*,/.exec(config.slice(last.span.end))?.[0].length ?? 0) : 0);
  return insert(at, `${comma}${ending}  "ignore": [${ending}    `, `${ending}  ]`);
}

function insertItem(
  list: Extract<JsonNode, { type: 'array' }>,
  insert: (at: number, before: string, after: string) => Edit,
  before: string,
  after: string,
): Edit {
  const last = list.items.at(-1);
  return last ? insert(last.span.end, `,${before}`, '') : insert(list.span.start + 1, before, after);
}
