import { acceptFindings, type Suppressed, withoutUsed } from './accept.ts';
import type { Baseline } from './baseline.ts';
import { isExcluded, ruleSettingAt, type Settings } from './config.ts';
import { type FileGroup, groupFiles } from './deployment/anchor.ts';
import { buildDeployment } from './deployment/build-deployment.ts';
import type { Deployment } from './deployment/deployment.ts';
import type { EffectiveSetting } from './deployment/effective.ts';
import type { HostFacts } from './deployment/host-facts.ts';
import { type GitFacts, type Versioning, versioningOf } from './deployment/versioning.ts';
import { withIncluded } from './included.ts';
import type { SourceFile } from './model/source-file.ts';
import { type Catalogue, catalogueOf, isOwnProduct, type PlacedMistake } from './product/catalogue.ts';
import type { Product } from './product/product.ts';
import { projectMistakes } from './read-project-file.ts';
import { type InputFile, readSource } from './read-source.ts';
import { isOnAt, isRuleOn, ranWithout } from './rule-switch.ts';
import { rules as allRules } from './rules/index.ts';
import { invalidSuppression } from './rules/invalid-suppression.ts';
import { privateKeyInWorkspace } from './rules/private-key-in-workspace.ts';
import type { Finding, Problem, Rule } from './rules/rule.ts';
import { secretFileReadable } from './rules/secret-file-readable.ts';
import { secretFileTracked } from './rules/secret-file-tracked.ts';
import { vendorToken } from './rules/vendor-token.ts';
import type { DeploymentView, FileView } from './rules/view.ts';
import { secretCandidates } from './secrets/candidate.ts';
import { judgeSecrets } from './secrets/judge.ts';
import type { Severity } from './severity.ts';
import type { Suppression } from './suppression.ts';
import { unneededEntries } from './unneeded.ts';

/** A rule that threw: it loses its own findings for that deployment and nothing else. */
export interface Fault {
  readonly path: string;
  readonly rule: string;
  readonly reason: string;
}

/** What one deployment's files gave. */
export interface AnalyzedDeployment {
  readonly deployment: Deployment;
  readonly findings: readonly Finding[];
  /** Findings that are accepted with a reason and so no part of the report; checklists still count them. */
  readonly suppressed: readonly Suppressed[];
  readonly suppressions: readonly Suppression[];
  readonly faults: readonly Fault[];
}

export interface Analysis {
  readonly input: AnalysisInput;
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly versioning: Versioning;
  /** The products built in, with those that the workspace's own files add. */
  readonly catalogue: Catalogue;
  readonly deployments: readonly AnalyzedDeployment[];
  /** Our own files, which are no part of any deployment. */
  readonly project: AnalyzedDeployment | undefined;
  /** By path, start, rule; one a place and rule, though a file may belong to several deployments. */
  readonly findings: readonly Finding[];
  readonly suppressed: AnalyzedDeployment['suppressed'];
  readonly suppressions: readonly Suppression[];
  readonly faults: readonly Fault[];
}

export interface AnalysisInput {
  readonly settings: Settings;
  /** Those built in. */
  readonly products: readonly Product[];
  /** Findings that were there before; none where it is left out. */
  readonly baseline?: Baseline;
  /** What git's index holds; left out where there is none or nobody can read it. */
  readonly git?: GitFacts;
  /** Left out where nobody asked the machine. */
  readonly host?: HostFacts;
  /** For tests and new releases; the catalogue where it is left out. */
  readonly rules?: readonly Rule[];
}

/** Texts that came, changed or went (`undefined`) since the previous analysis. */
export type Change = ReadonlyMap<string, InputFile | undefined>;

/**
 * The one entry: the next state of the analysis after a change of files. Pure: the same files, settings and products give
 * the same findings, whatever came before. Only changed texts are read again, and only the deployments whose files changed
 * are judged again.
 */
export function analyze(previous: Analysis | undefined, change: Change, input: AnalysisInput): Analysis {
  const isSameInput =
    previous?.input.settings === input.settings &&
    previous.input.products === input.products &&
    previous.input.baseline === input.baseline &&
    previous.input.git === input.git;
  const written = new Map(isSameInput ? previous.files : reread(previous, input.settings));
  let changed = !isSameInput;
  for (const [path, file] of change) {
    const source = file && !isExcluded(path, input.settings) ? readSource(file, input.settings) : undefined;
    if (!source && !written.has(path)) continue;
    changed = true;
    if (source) written.set(path, source);
    else written.delete(path);
  }
  if (!changed && previous) return previous;
  const files = withIncluded(written, input.settings);
  const ordered = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const catalogue = catalogueOf(
    input.products,
    ordered.filter(({ path }) => isOwnProduct(path)),
    previous?.catalogue,
  );
  const isSameJudge = isSameInput && catalogue === previous.catalogue;
  const { products, forced } = productsHere(catalogue, input.settings);
  const versioning = versioningOf(ordered, input.git, previous?.versioning);
  const known = new Map(
    (isSameJudge ? previous.deployments : []).map((analyzed) => [analyzed.deployment.root, analyzed]),
  );
  const judge = (group: FileGroup, old: AnalyzedDeployment | undefined): AnalyzedDeployment => {
    const same =
      old &&
      versioning === previous?.versioning &&
      old.deployment.lends === group.lends &&
      old.deployment.parts.join('\0') === group.parts.join('\0') &&
      old.deployment.group.files.length === group.files.length &&
      group.files.every((file, index) => file === old.deployment.group.files[index]);
    return same
      ? old
      : analyzeDeployment(
          buildDeployment(group, { products, forced, publicUrl: input.settings.publicUrl }),
          input,
          versioning,
          group.root === projectRoot ? projectMistakes(group.files, catalogue) : [],
        );
  };
  const deployments = groupFiles(ordered.filter(({ kind }) => kind !== 'project')).map((group) =>
    judge(group, known.get(group.root)),
  );
  const own = ordered.filter(({ kind }) => kind === 'project');
  const project =
    own.length === 0
      ? undefined
      : judge({ root: projectRoot, files: own, lends: false, parts: [] }, isSameJudge ? previous.project : undefined);
  const all = project ? [...deployments, project] : deployments;
  const suppressed = all.flatMap((one) => one.suppressed);
  const found = withoutUsed(
    all.flatMap(({ findings }) => findings),
    suppressed,
  );
  const unneeded = unneededEntries({
    files,
    settings: input.settings,
    baseline: input.baseline ?? [],
    findings: found,
    accepted: suppressed.map(({ finding }) => finding),
    ran: ranIn(input, all),
  });
  return {
    input,
    files,
    versioning,
    catalogue,
    deployments,
    project,
    findings: sorted([
      ...found,
      ...(project
        ? unneeded.flatMap((one) => toFinding(one, invalidSuppression, project.deployment, input.settings))
        : []),
    ]),
    suppressed,
    suppressions: all.flatMap(({ suppressions }) => suppressions),
    faults: all.flatMap(({ faults }) => faults),
  };
}

/** No file of ours makes a deployment, so that no other one has this name. */
const projectRoot = '.seaworthy';

/** What the settings leave of the catalogue, and the ids of those that count as deployed whatever the files show. */
function productsHere(
  { products }: Catalogue,
  settings: Settings,
): { readonly products: readonly Product[]; readonly forced: readonly string[] } {
  const left = products.filter(({ id, fallback }) => settings.products[id] !== false && !fallback);
  const forced = left.filter(({ id, always }) => always || settings.products[id] === true);
  return { products: left, forced: forced.map(({ id }) => id) };
}

/** The same of all deployments, for rules that were told what they ask of git and the machine. */
function ranIn(
  { settings, git, host, rules = allRules }: AnalysisInput,
  all: readonly AnalyzedDeployment[],
): (rule: string, path: string) => boolean {
  const untold = [host ? [] : [secretFileReadable.id], git ? [] : [secretFileTracked.id]].flat();
  const ran = ranWithout(
    all.flatMap(({ faults }) => faults),
    rules,
    settings,
  );
  return (id, path) => !untold.includes(id) && ran(id, path);
}

/** New settings may give a file another tier, so every text is read again. */
function reread(previous: Analysis | undefined, settings: Settings): readonly [string, SourceFile][] {
  return [...(previous?.files.values() ?? [])].flatMap((file): [string, SourceFile][] => {
    const { path } = file;
    const source = isExcluded(path, settings) ? undefined : readSource(file, settings);
    return source ? [[path, source]] : [];
  });
}

function analyzeDeployment(
  deployment: Deployment,
  { settings, host, baseline = [], rules = allRules }: AnalysisInput,
  versioning: Versioning,
  mistakes: readonly PlacedMistake[],
): AnalyzedDeployment {
  const candidates = secretCandidates(deployment);
  const secrets = judgeSecrets(deployment, candidates);
  const { profile } = settings;
  const view: DeploymentView = { deployment, candidates, secrets, versioning, host, profile, mistakes };
  const byPath = new Map<string, EffectiveSetting[]>();
  for (const setting of deployment.settings) {
    const list = byPath.get(setting.decided.path) ?? [];
    list.push(setting);
    byPath.set(setting.decided.path, list);
  }
  const views = deployment.files.map((file): FileView => ({ ...view, file, settings: byPath.get(file.path) ?? [] }));
  const faults: Fault[] = [];
  const found: Finding[] = [];
  for (const rule of rules) {
    if (!isRuleOn(rule, settings)) continue;
    const runs =
      rule.scope === 'file'
        ? views.map((view) => [view.file.path, () => rule.check(view)] as const)
        : [[deployment.root, () => rule.check(view)] as const];
    for (const [path, run] of runs) {
      try {
        for (const problem of run()) found.push(...toFinding(problem, rule, deployment, settings));
      } catch (error) {
        faults.push({ path, rule: rule.id, reason: error instanceof Error ? error.message : 'unknown error' });
      }
    }
  }
  const accepted = acceptFindings(
    sorted(found),
    deployment.files,
    settings,
    baseline,
    ranWithout(faults, rules, settings),
    (problem) =>
      rules.includes(invalidSuppression) ? toFinding(problem, invalidSuppression, deployment, settings) : [],
  );
  return { deployment, ...accepted, findings: accepted.findings.filter(isOfWhatRuns(deployment)), faults };
}

/** False for what another file replaces, and in a base that is judged as an overlay of Kustomize leaves it. */
function isOfWhatRuns({ files, parts, isReplaced }: Deployment): (finding: Finding) => boolean {
  const bases = files.filter(
    ({ kind, path }) => (kind === 'kubernetes' || kind === 'kustomize') && parts.includes(path),
  );
  const basePaths = new Set(bases.map(({ path }) => path));
  // What was once written down is known, whatever counts in its place.
  const isOfText = ({ rule: { id, topic } }: Finding): boolean =>
    topic === 'syntax' || id === vendorToken.id || id === privateKeyInWorkspace.id;
  return (finding) => !basePaths.has(finding.path) && (isOfText(finding) || !isReplaced(finding));
}

/** The finding with the severity that its tier and the settings leave; nothing where the tier says to be quiet. */
function toFinding(problem: Problem, rule: Rule, deployment: Deployment, settings: Settings): readonly Finding[] {
  if (!isOnAt(rule, problem.path, settings)) return [];
  const judged = problem.severity ?? rule.severity;
  const tier = deployment.tierOf(problem.path);
  if (tier === 'example' && rule.topic !== 'syntax' && !rule.examples) return [];
  const configured = ruleSettingAt(rule.id, problem.path, settings);
  const lowered = tier === 'development' ? developmentSeverity(rule, judged) : judged;
  return [{ ...problem, rule, judged, severity: configured && configured !== 'off' ? configured : lowered }];
}

/** Rules page, decision 2: what matters in production is a hint in a development file; a way out of the container is more. */
const developmentSeverity = ({ topic }: Rule, severity: Severity): Severity =>
  topic === 'syntax' ? severity : topic === 'escape' ? 'information' : 'hint';

function sorted(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings
    .toSorted((a, b) =>
      a.path !== b.path
        ? a.path < b.path
          ? -1
          : 1
        : a.span.start - b.span.start || (a.rule.id < b.rule.id ? -1 : a.rule.id > b.rule.id ? 1 : 0),
    )
    .filter(({ path, span, rule }) => {
      const id = `${rule.id}\0${path}\0${span.start}\0${span.end}`;
      return !seen.has(id) && seen.add(id);
    });
}
