import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  answerTo,
  type Case,
  casesOf,
  isPresent,
  type Judged,
  judge,
  mapping,
  ruleIds,
  rulesOf,
  sourceOf,
  type Tool,
  tools,
} from './misconfig.ts';

const pageUrl = new URL('../../docs/misconfig.md', import.meta.url);
const argued = new Set(Object.values(mapping.argued).flat());

interface Outcome {
  readonly rule: string;
  readonly tool: Tool;
  readonly id: string;
  readonly isPositive: boolean;
  readonly answer: ReturnType<typeof answerTo>;
  /** The file is of a kind that we read. */
  readonly isRead: boolean;
}

/** Rules of the catalogue that are not written yet: their checks wait. */
const isPending = (mapped: string): boolean => !rulesOf(mapped).every((rule) => ruleIds.has(rule));

function outcomes(tool: Tool): readonly Outcome[] {
  const judged = new Map<string, Judged>();
  const at = (file: string): Judged => {
    const known = judged.get(file) ?? judge(file);
    judged.set(file, known);
    return known;
  };
  const byCheck = new Map<string, string>();
  for (const [mapped, checks] of Object.entries(mapping.tools[tool].rules))
    for (const check of checks) byCheck.set(check, mapped);
  return casesOf[tool]().flatMap((one: Case): readonly Outcome[] => {
    const mapped = byCheck.get(one.check);
    if (mapped === undefined || isPending(mapped)) return [];
    return [
      {
        rule: rulesOf(mapped)[0] ?? mapped,
        tool,
        id: one.id,
        isPositive: one.isPositive,
        answer: answerTo(one, mapped, at(one.file)),
        isRead: at(one.file).source !== undefined,
      },
    ];
  });
}

describe.skipIf(!isPresent)('the checks of other tools', () => {
  const all = isPresent ? tools.flatMap(outcomes) : [];
  const missed = all.filter(({ isPositive, answer, isRead }) => isPositive && answer === 'none' && isRead);
  const alarms = all.filter(({ isPositive, answer }) => !isPositive && answer !== 'none');

  it.each(tools)('are all mapped to a rule or out of scope: %s', (tool) => {
    const { rules, outOfScope } = mapping.tools[tool];
    const mapped = [...Object.values(rules), ...Object.values(outOfScope)].flat();
    expect([...new Set(mapped)].length).toBe(mapped.length);
    const known = new Set(casesOf[tool]().map(({ check }) => check));
    expect([...known].filter((check) => !mapped.includes(check))).toEqual([]);
  });

  it('are found but for the argued ones', () => {
    expect(missed.map(({ id, rule }) => `${id} ${rule}`).filter((id) => !argued.has(id))).toEqual([]);
  });

  it('raise no alarm where the tool expects none but for the argued ones', () => {
    expect(alarms.map(({ id, rule }) => `${id} ${rule}`).filter((id) => !argued.has(id))).toEqual([]);
  });

  it('need every argument that the mapping makes', () => {
    const used = new Set([...missed, ...alarms].map(({ id, rule }) => `${id} ${rule}`));
    expect([...argued].filter((id) => !used.has(id))).toEqual([]);
  });

  it('are told on docs/misconfig.md as they came out', () => {
    const page = pageOf(all);
    console.log(tableOf(all));
    if (process.env['UPDATE'] === '1') writeFileSync(pageUrl, page);
    expect(readFileSync(pageUrl, 'utf8')).toBe(page);
  });
});

it('has nothing to compare with where the cases are absent', () => {
  if (!isPresent) console.log('SKIPPED conformance: ../shared/conformance is absent');
  expect(Object.keys(mapping.tools)).toEqual(tools);
});

const percent = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);

function tableOf(all: readonly Outcome[]): string {
  const row = (tool: Tool): readonly string[] => {
    const { rules, outOfScope } = mapping.tools[tool];
    const countOf = (lists: Readonly<Record<string, readonly string[]>>) => Object.values(lists).flat().length;
    const waiting = Object.entries(rules).flatMap(([mapped, checks]) => (isPending(mapped) ? checks : [])).length;
    const own = all.filter((outcome) => outcome.tool === tool);
    const positives = own.filter(({ isPositive, isRead }) => isPositive && isRead);
    const unread = own.filter(({ isPositive, isRead }) => isPositive && !isRead);
    const found = positives.filter(({ answer }) => answer !== 'none');
    const line = positives.filter(({ answer }) => answer === 'same line');
    const negatives = own.filter(({ isPositive }) => !isPositive);
    const alarms = negatives.filter(({ answer }) => answer !== 'none');
    return [
      tool,
      String(countOf(rules)),
      String(waiting),
      String(countOf(outOfScope)),
      `${found.length} of ${positives.length} (${percent(found.length, positives.length)})`,
      tool === 'KICS' ? `${line.length} (${percent(line.length, positives.length)})` : '-',
      String(unread.length),
      `${alarms.length} of ${negatives.length}`,
    ];
  };
  const heads = [
    'tool',
    'checks with a rule',
    'of these waiting',
    'out of scope',
    'found',
    'on the same line',
    'in files of other kinds',
    'false alarms',
  ];
  return [heads, heads.map(() => '---'), ...tools.map(row)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** How much is out of scope, and how much of that lies in files that we do not read at all. */
function sharesOf(): string {
  const all = tools.flatMap((tool) => {
    const { rules, outOfScope } = mapping.tools[tool];
    const read = new Set(casesOf[tool]().flatMap(({ check, file }) => (sourceOf(file) ? [check] : [])));
    const known = new Set(casesOf[tool]().map(({ check }) => check));
    const isUnread = (check: string): boolean => known.has(check) && !read.has(check);
    return [
      ...Object.values(rules)
        .flat()
        .map((check) => ({ isOut: false, isUnread: isUnread(check) })),
      ...Object.values(outOfScope)
        .flat()
        .map((check) => ({ isOut: true, isUnread: isUnread(check) })),
    ];
  });
  const outside = all.filter(({ isOut }) => isOut).length;
  const readable = all.filter((check) => !check.isUnread);
  const readOutside = readable.filter(({ isOut }) => isOut).length;
  return `Out of scope are ${outside} of ${all.length} checks (${percent(outside, all.length)}). Of the ${readable.length} whose cases lie in files of kinds that we
read they are ${readOutside} (${percent(readOutside, readable.length)}): this suite has no checks of clouds, Terraform or Ansible.`;
}

const lists = (entries: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(entries)
    .map(([head, ids]) => `- ${head}\n${ids.map((id) => `  - \`${id}\``).join('\n')}`)
    .join('\n');

/** `UPDATE=1` writes it. */
const pageOf = (all: readonly Outcome[]): string => `# What other tools check, and which rule says it here

The test suites of KICS, checkov and kube-linter say of each of their checks which files it finds and which it leaves alone. Each check
belongs to one of our rules or is out of scope with a reason (\`test/conformance/misconfig-map.json\`); the files are judged with the profile
\`strict\`. A case is found where the rule has a finding in the same service, container or object; the tools point to other lines of it
where something is missing. Cases in files that are no deployment's (CloudFormation, Ansible, OpenAPI) are counted and left alone. Run \`UPDATE=1 npx vitest run test/conformance/misconfig.test.ts\` where the suites are present to write this page.

${tableOf(all)}

${sharesOf()}

## Where we answer otherwise on purpose

${lists(mapping.argued)}
${tools.map((tool) => `\n## ${tool}: rules\n\n${lists(byRule(tool))}\n\n## ${tool}: out of scope\n\n${lists(mapping.tools[tool].outOfScope)}\n`).join('')}`;

/** The words that tell findings of one rule apart are the test's business. */
function byRule(tool: Tool): Readonly<Record<string, readonly string[]>> {
  const grouped = new Map<string, readonly string[]>();
  for (const [mapped, checks] of Object.entries(mapping.tools[tool].rules))
    for (const rule of rulesOf(mapped)) grouped.set(rule, [...(grouped.get(rule) ?? []), ...checks]);
  return Object.fromEntries([...grouped].map(([rule, checks]) => [`[${rule}](rules/${rule}.md)`, checks]));
}
