import { existsSync, readFileSync } from 'node:fs';
import { defaultSettings } from '../../server/src/core/config.ts';
import type { KubernetesModel } from '../../server/src/core/model/kubernetes.ts';
import type { SourceFile } from '../../server/src/core/model/source-file.ts';
import { readSource } from '../../server/src/core/read-source.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import type { Finding } from '../../server/src/core/rules/rule.ts';
import { isInside, lineIndex, type Span } from '../../server/src/core/text.ts';
import { analyzeFiles } from '../fixture.ts';
import { namesIn, readCases, readText, root } from './suite.ts';

export type Tool = 'KICS' | 'checkov' | 'kube-linter';
export const tools: readonly Tool[] = ['KICS', 'checkov', 'kube-linter'];

interface ToolMap {
  /**
   * Rule, and behind ` @ ` words of the pointer or message that tell its finding from its others -> checks of the tool. Where the
   * tool asks in one check what several rules say, each by its own reason, they stand with ` or ` between them.
   */
  readonly rules: Readonly<Record<string, readonly string[]>>;
  /** Reason -> checks. */
  readonly outOfScope: Readonly<Record<string, readonly string[]>>;
}

interface Mapping {
  readonly tools: Readonly<Record<Tool, ToolMap>>;
  /** Reason -> cases where we answer otherwise than the tool, on purpose. */
  readonly argued: Readonly<Record<string, readonly string[]>>;
}

export const mapping: Mapping = JSON.parse(readFileSync(new URL('misconfig-map.json', import.meta.url), 'utf8'));
export const isPresent = existsSync(root);

export const ruleIds: ReadonlySet<string> = new Set(rules.map(({ id }) => id));
export const rulesOf = (mapped: string): readonly string[] => (mapped.split(' @ ')[0] ?? mapped).split(' or ');

/** One thing that a tool's own test expects of one of its checks. */
export interface Case {
  readonly tool: Tool;
  readonly check: string;
  /** File, and line or object where the tool tells one. */
  readonly id: string;
  readonly file: string;
  readonly isPositive: boolean;
  /** Where the tool points: 1-based. */
  readonly line: number | undefined;
  /** What the case is about, where it is not the whole file. */
  readonly unit: Span | undefined;
}

interface KicsQuery {
  readonly platform: string;
  readonly query: string;
  readonly files: readonly { readonly file: string; readonly positive: boolean }[];
  readonly expected: readonly { readonly file: string | null; readonly line: number }[];
}

function kicsCases(): readonly Case[] {
  return readCases<KicsQuery>('misconfig/kics-expected.json').flatMap(({ platform, query, files, expected }) => {
    const check = `${platform}/${query}`;
    const common = { tool: 'KICS' as const, check, unit: undefined };
    const positives = files.filter(({ positive }) => positive);
    return [
      ...files.flatMap(({ file, positive }): readonly Case[] =>
        positive ? [] : [{ ...common, id: file, file, isPositive: false, line: undefined }],
      ),
      ...expected.flatMap(({ file: name, line }): readonly Case[] => {
        // A query with one positive file does not name it.
        const found = positives.find(({ file }) => name === null || file.endsWith(`/${name}`));
        return found ? [{ ...common, id: `${found.file}:${line}`, file: found.file, isPositive: true, line }] : [];
      }),
    ];
  });
}

function checkovCases(): readonly Case[] {
  interface Entry {
    readonly file: string;
    readonly kind: string;
    readonly check: string;
    readonly expectPass: boolean | null;
  }
  return readCases<Entry>('misconfig/checkov-expected.json').flatMap(({ file, kind, check, expectPass }) =>
    expectPass === null
      ? []
      : [
          {
            tool: 'checkov' as const,
            check: `${kind}/${check}`,
            id: file,
            file,
            isPositive: !expectPass,
            line: undefined,
            unit: undefined,
          },
        ],
  );
}

/** Objects and containers whose names begin with `dont-fire` are those that the check leaves alone. */
function kubeLinterCases(): readonly Case[] {
  return namesIn('misconfig/kube-linter')
    .filter((name) => /\.ya?ml$/.test(name))
    .flatMap((name) => {
      const file = `misconfig/kube-linter/${name}`;
      const source = sourceOf(file);
      if (source?.kind !== 'kubernetes') return [];
      const check = name.replace(/\.ya?ml$/, '');
      return unitsOf(source.model, kindOf[check]).map(
        ({ name: unit, span }): Case => ({
          tool: 'kube-linter',
          check,
          id: `${file}:${unit}@${span.start}`,
          file,
          isPositive: !unit.startsWith('dont-fire') && !fine.has(unit) && !fine.has(`${check}@${span.start}`),
          line: undefined,
          unit: span,
        }),
      );
    });
}

/** Objects that the checks leave alone although their names do not say so; of two with one name the offset tells which. */
const fine = new Set(['RELEASE-NAME-mychart', 'empty-ports', 'no-target-port', 'wildcard-in-rules@4']);

/** The kind of object that a check is about, where that is none that makes pods. */
const kindOf: Readonly<Record<string, string>> = {
  'access-to-create-pods': 'Role',
  'access-to-secrets': 'Role',
  'wildcard-in-rules': 'Role',
  'cluster-admin-role-binding': 'ClusterRoleBinding',
  'scc-deny-privileged-container': 'SecurityContextConstraints',
  'dangling-hpa': 'HorizontalPodAutoscaler',
  'dangling-ingress': 'Ingress',
  'dangling-service': 'Service',
  'dangling-servicemonitor': 'ServiceMonitor',
};

function unitsOf(
  { workloads, services, objects }: KubernetesModel,
  kind: string | undefined,
): readonly { name: string; span: Span }[] {
  if (kind !== undefined) return objects.filter((object) => object.kind.value === kind);
  const containers = workloads.flatMap((one) => one.containers.map(({ container }) => container));
  if (containers.some(({ name }) => /^(?:dont-)?fire/.test(name))) return containers;
  return [...workloads, ...services].map(({ name, span, document }) => {
    // An object that is a list's item shares its document with others, and has a span of its own.
    const shares = objects.filter((other) => other.document === document).length > 1;
    return { name, span: shares ? span : { start: span.start, end: span.end } };
  });
}

export const casesOf: Readonly<Record<Tool, () => readonly Case[]>> = {
  KICS: kicsCases,
  checkov: checkovCases,
  'kube-linter': kubeLinterCases,
};

/** Where a case lies says nothing about it; a Compose file is told by its content as soon as it has one. */
function pathOf(file: string): string {
  if (file.includes('/dockerCompose/')) return 'compose.yaml';
  const name = file.slice(file.lastIndexOf('/') + 1);
  return file.includes('/dockerfile/') && !/dockerfile/i.test(name) ? 'Dockerfile' : name;
}

/** Undefined where the file is of no kind that we read. */
export const sourceOf = (file: string): SourceFile | undefined =>
  readSource({ path: pathOf(file), text: readText(file) }, defaultSettings);

export interface Judged {
  readonly findings: readonly Finding[];
  readonly source: SourceFile | undefined;
}

/** What the profile `strict` says of the file alone. */
export function judge(file: string): Judged {
  const path = pathOf(file);
  const files = new Map([[path, readText(file)]]);
  const { findings } = analyzeFiles(files, { ...defaultSettings, profile: 'strict', tier: 'production' }, []);
  return { findings, source: sourceOf(file) };
}

export type Answer = 'same line' | 'same object' | 'none';

/** Whether a finding of the mapped rule stands where the case points, or at least in the same service, container or object. */
export function answerTo({ line, unit }: Case, mapped: string, { findings, source }: Judged): Answer {
  const [, word] = mapped.split(' @ ');
  const own = findings.filter(
    (finding) =>
      rulesOf(mapped).includes(finding.rule.id) &&
      (word === undefined || word.split('|').some((part) => `${finding.pointer} ${finding.message}`.includes(part))),
  );
  if (unit) return own.some(({ span }) => isInside(span, unit)) ? 'same object' : 'none';
  if (line === undefined || !source) return own.length > 0 ? 'same object' : 'none';
  const lines = lineIndex(source.text);
  if (own.some(({ span }) => lines.position(span.start).line === line - 1)) return 'same line';
  const start = lines.offset({ line: line - 1, character: 0 });
  const place = { start, end: lines.offset({ line, character: 0 }) };
  const parts = partsOf(source).filter((part) => part.start <= place.end && place.start <= part.end);
  const narrow = parts.toSorted((a, b) => a.end - a.start - (b.end - b.start));
  return (narrow.length === 0 ? own.length > 0 : narrow.some((part) => own.some(({ span }) => isInside(span, part))))
    ? 'same object'
    : 'none';
}

function partsOf(source: SourceFile): readonly Span[] {
  if (source.kind === 'compose') return source.model.services.map(({ span }) => span);
  if (source.kind === 'kubernetes') return source.model.objects.map(({ span }) => span);
  return [];
}
