import { fingerprint } from './fingerprint.ts';
import type { ProjectMistake } from './model/project.ts';
import { ruleIds } from './product/rule-ids.ts';
import type { Finding } from './rules/rule.ts';
import { type JsonNode, parseJson } from './syntax/json.ts';

/**
 * A finding that was there when the baseline was written. It names no line and no time, so that it survives edits elsewhere;
 * `value` is 16 bits of a hash of the text that the finding points at: a new secret in its place is new, and
 * nobody can confirm a guess by so little.
 */
export interface BaselineEntry {
  readonly rule: string;
  readonly path: string;
  readonly pointer: string;
  readonly value: string;
}

export type Baseline = readonly BaselineEntry[];

export const baselineEntry = ({ rule, path, pointer, span }: Finding, text: string): BaselineEntry => ({
  rule: rule.id,
  path,
  pointer,
  value: fingerprint(`${rule.id}\0${pointer}`, path, text.slice(span.start, span.end)).slice(0, 4),
});

const keyOf = ({ rule, path, pointer, value }: BaselineEntry): string => `${path}\0${rule}\0${pointer}\0${value}`;

/** Tells whether the baseline has a finding like it; {@link staleEntries} has the entries that no finding needs. */
export function acceptedBy(baseline: Baseline): (entry: BaselineEntry) => boolean {
  const keys = new Set(baseline.map(keyOf));
  return (entry) => keys.has(keyOf(entry));
}

export function staleEntries(baseline: Baseline, present: Baseline, isRead: (path: string) => boolean): Baseline {
  const used = new Set(present.map(keyOf));
  return baseline.filter((entry) => isRead(entry.path) && !used.has(keyOf(entry)));
}

/** Sorted and one entry a line, so that two people's changes merge. */
export function writeBaseline(entries: Baseline): string {
  const sorted = [...new Map(entries.map((entry) => [keyOf(entry), entry])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { rule, path, pointer, value }]) => `    ${JSON.stringify({ rule, path, pointer, value })}`);
  const list = sorted.length > 0 ? `[\n${sorted.join(',\n')}\n  ]` : '[]';
  return `{\n  "version": 1,\n  "findings": ${list}\n}\n`;
}

/** Reads `.seaworthy/baseline.json`; what is right in it counts, each mistake has its place. */
export function readBaseline(text: string): {
  readonly entries: Baseline;
  readonly problems: readonly ProjectMistake[];
} {
  const { root, problems: syntax } = parseJson(text, 'json');
  const problems: ProjectMistake[] = syntax.map(({ span, message }) => ({ span, message }));
  const reject = (node: { readonly span: ProjectMistake['span'] }, message: string): void =>
    void problems.push({ span: node.span, message });
  if (root?.type !== 'object') {
    if (root || problems.length === 0)
      reject(root ?? { span: { start: 0, end: 0 } }, 'A baseline has to be an object with version and findings.');
    return { entries: [], problems };
  }
  const member = (name: string) => root.members.find(({ key }) => key === name)?.value;
  for (const { key, keySpan } of root.members)
    if (key !== 'version' && key !== 'findings') reject({ span: keySpan }, `Unknown key ${key}.`);
  const version = member('version');
  if (version?.type !== 'number' || version.value !== 1) reject(version ?? root, 'version has to be 1.');
  const list = member('findings');
  if (list?.type !== 'array') {
    reject(list ?? root, 'findings has to be a list.');
    return { entries: [], problems };
  }
  const entries = list.items.flatMap((item) => {
    const entry = readEntry(item);
    if (!entry) reject(item, 'An entry has the texts rule, path, pointer and value.');
    else if (!ruleIds.includes(entry.rule)) reject(item, `Unknown rule ${entry.rule}.`);
    return entry ?? [];
  });
  return { entries, problems };
}

function readEntry(node: JsonNode): BaselineEntry | undefined {
  if (node.type !== 'object') return undefined;
  const text = (name: string): string | undefined => {
    const value = node.members.find(({ key }) => key === name)?.value;
    return value?.type === 'string' ? value.value : undefined;
  };
  const [rule, path, pointer, value] = ['rule', 'path', 'pointer', 'value'].map(text);
  return rule !== undefined && path !== undefined && pointer !== undefined && value !== undefined
    ? { rule, path, pointer, value }
    : undefined;
}
