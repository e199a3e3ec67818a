import type { Place } from '../model/place.ts';
import type { Severity } from '../severity.ts';
import type { Edit } from '../text.ts';
import type { DeploymentView, FileView } from './view.ts';

export type { Severity };

/** `recommended` runs always; `strict` is for those who want every mere absence of hardening too. */
export type Profile = 'recommended' | 'strict';

/** What a problem is about, by name, so that a checklist item finds it where no place overlaps. */
export interface Subject {
  readonly setting?: string;
  readonly service?: string;
  readonly site?: string;
  readonly image?: string;
}

export interface Fix {
  /** Imperative, shown in the editor's menu. */
  readonly title: string;
  /** The meaning of the file cannot get worse: fix-all and `fix` may apply it unasked. */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
}

export interface Problem extends Place {
  /** What is wrong here, with names from the file and never a secret's value. */
  readonly message: string;
  /** Lower than the rule's own, where this case is less bad. */
  readonly severity?: Severity;
  readonly related?: readonly (Place & { readonly message: string })[];
  readonly fixes?: readonly Fix[];
  readonly subject?: Subject;
  /** A mere absence, which a recommended rule reports in the profile `strict` alone: no line of a checklist fails for it. */
  readonly strict?: true;
  /** `unused` and `deprecated` are drawn faded or struck through by editors. */
  readonly tag?: 'unused' | 'deprecated';
  /** The structural path of what is wrong: with rule and file it makes the fingerprint. */
  readonly pointer: string;
}

/** A small set of files that shows a rule: path -> text. */
export type Example = Readonly<Record<string, string>>;

interface RuleWords {
  /** Kebab-case; reads in "allow <id>". */
  readonly id: string;
  /** The highest that it gives. */
  readonly severity: Severity;
  readonly confidence: 'high' | 'medium';
  readonly profile: Profile;
  /** What kind of trouble it is, for the tier decisions and the documentation. */
  readonly topic: 'secret' | 'origin' | 'header' | 'exposure' | 'container' | 'escape' | 'operation' | 'syntax';
  /** It is about example files, where all other rules but those on syntax are silent. */
  readonly examples?: true;
  /** One sentence: what is wrong in general. */
  readonly summary: string;
  /** Why it matters and what to do; Markdown. */
  readonly why: string;
  readonly bad: Example;
  readonly good: Example;
  /** Primary sources. */
  readonly references: readonly string[];
}

/** Judges one file with what its deployment tells about it. */
export interface FileRule extends RuleWords {
  readonly scope: 'file';
  check(view: FileView): Iterable<Problem>;
}

/** Judges the files of a deployment together. */
export interface DeploymentRule extends RuleWords {
  readonly scope: 'deployment';
  check(view: DeploymentView): Iterable<Problem>;
}

export type Rule = FileRule | DeploymentRule;

/** A problem and the rule that found it, with the severity that the tier and the settings leave. */
export interface Finding extends Problem {
  readonly rule: Rule;
  readonly severity: Severity;
  /** The severity before the tier or a setting changed it. */
  readonly judged: Severity;
}
