import { type Baseline, baselineEntry, staleEntries } from './baseline.ts';
import type { IgnoredFinding, Settings } from './config.ts';
import type { SourceFile } from './model/source-file.ts';
import { matchesGlob } from './product/glob.ts';
import { baselinePath, configPath } from './read-project-file.ts';
import type { Finding, Problem } from './rules/rule.ts';
import { type JsonNode, parseJson } from './syntax/json.ts';
import type { Edit } from './text.ts';

interface Judged {
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly settings: Settings;
  readonly baseline: Baseline;
  readonly findings: readonly Finding[];
  /** Findings that something accepts. */
  readonly accepted: readonly Finding[];
  /** Whether a rule ran on a file: the silence of one that did not says nothing. */
  readonly ran: (rule: string, path: string) => boolean;
}

/**
 * Entries of the configuration's `ignore` and of the baseline that nothing needs any more, where the files and rules that they are
 * about were judged: each would hide the next finding that comes to stand there.
 */
export const unneededEntries = (judged: Judged): readonly Problem[] => [
  ...unusedIgnores(judged),
  ...staleInBaseline(judged),
];

function unusedIgnores({ files, settings, findings, accepted, ran }: Judged): readonly Problem[] {
  const config = files.get(configPath);
  if (!config || settings.ignore.length === 0) return [];
  const isNeeded = (entry: IgnoredFinding): boolean =>
    [...accepted, ...findings].some(
      ({ rule, path, pointer }) =>
        rule.id === entry.rule &&
        matchesGlob(entry.path, path) &&
        (entry.pointer === undefined || entry.pointer === pointer),
    );
  const isJudged = ({ path, rule }: IgnoredFinding): boolean =>
    [...files.values()].some((file) => file.kind !== 'project' && matchesGlob(path, file.path) && ran(rule, file.path));
  return itemsOf(config.text, 'ignore').flatMap((node, index, nodes) => {
    const [path, rule, pointer] = ['path', 'rule', 'pointer'].map((key) => textIn(node, key));
    const entry = settings.ignore.find((one) => one.path === path && one.rule === rule && one.pointer === pointer);
    return entry && isJudged(entry) && !isNeeded(entry)
      ? [problem(config, nodes, index, `Nothing there is found by ${entry.rule}, so the entry ignores nothing.`)]
      : [];
  });
}

function staleInBaseline({ files, baseline, findings, accepted, ran }: Judged): readonly Problem[] {
  const file = files.get(baselinePath);
  if (!file || baseline.length === 0) return [];
  const present = [...findings, ...accepted].map((one) => baselineEntry(one, files.get(one.path)?.text ?? ''));
  const stale = staleEntries(baseline, present, (path) => files.has(path)).filter(({ rule, path }) => ran(rule, path));
  if (stale.length === 0) return [];
  return itemsOf(file.text, 'findings').flatMap((node, index, nodes) => {
    const found = stale.find(
      (one) =>
        textIn(node, 'rule') === one.rule &&
        textIn(node, 'path') === one.path &&
        textIn(node, 'pointer') === one.pointer &&
        textIn(node, 'value') === one.value,
    );
    return found
      ? [problem(file, nodes, index, `${found.path} has no such ${found.rule} any more, so the entry accepts nothing.`)]
      : [];
  });
}

function problem(file: SourceFile, nodes: readonly JsonNode[], index: number, message: string): Problem {
  const span = nodes[index]?.span ?? { start: 0, end: 0 };
  return {
    path: file.path,
    span,
    message,
    fixes: [{ title: 'Remove the entry', safe: false, edits: [removed(file.path, nodes, index)] }],
    tag: 'unused',
    pointer: `unused entry ${file.text.slice(span.start, span.end)}`,
  };
}

/** The entry with the comma and the blanks that only it needs. */
function removed(path: string, nodes: readonly JsonNode[], index: number): Edit {
  const [before, own, after] = [nodes[index - 1]?.span, nodes[index]?.span, nodes[index + 1]?.span];
  const { start, end } = own ?? { start: 0, end: 0 };
  return { path, span: after ? { start, end: after.start } : { start: before?.end ?? start, end }, text: [] };
}

function itemsOf(text: string, key: string): readonly JsonNode[] {
  const { root } = parseJson(text, 'jsonc');
  const list = root?.type === 'object' ? root.members.find((member) => member.key === key)?.value : undefined;
  return list?.type === 'array' ? list.items : [];
}

function textIn(node: JsonNode, key: string): string | undefined {
  const value = node.type === 'object' ? node.members.find((member) => member.key === key)?.value : undefined;
  return value?.type === 'string' ? value.value : undefined;
}
