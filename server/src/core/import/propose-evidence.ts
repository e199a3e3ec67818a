import type { ChecklistLine } from './checklist-line.ts';
import { rulesAbout } from './concerns.ts';
import {
  closedPortsIn,
  headersIn,
  imagesIn,
  isSecretKind,
  type NamedVariable,
  oldestReleaseIn,
  variablesIn,
} from './named.ts';

/** A piece of evidence as product files write it. */
export type ProposedEvidence = Readonly<Record<string, unknown>>;

export interface Proposal {
  readonly variables: readonly NamedVariable[];
  /** Beside the question to a person. */
  readonly checks: readonly ProposedEvidence[];
  readonly evidence: readonly ProposedEvidence[];
}

/**
 * What the files could say about a line, from what it names. A wrong pass is worse than none: a line is left to the files alone
 * where it is an assignment or a header with its value and nothing else; any other one asks a person as well, and is no
 * more than failed by what the files show.
 */
export function proposeEvidence(line: ChecklistLine): Proposal {
  const { text, marked, every } = line;
  const variables = variablesIn(line);
  const headers = headersIn(text);
  const isConditional = conditional.test(text);
  const checks: ProposedEvidence[] = [
    ...variables.flatMap((one) => checkOf(one, line, isConditional)),
    ...headers.map(({ name, value }) => headerCheck(name, value)),
    ...closedPortsIn(text).map((port) => ({
      published: port,
      fails: { is: ['all'] },
      failOnly: true,
      why: `Port ${port} is published on all addresses.`,
    })),
    ...imagesIn(marked).map((image) => ({ image, rules: ['mutable-image-tag'], absent: 'skip' })),
  ];
  const oldest = oldestReleaseIn(text);
  if (oldest) {
    const { image, version } = oldest;
    checks.push({ image, fails: { versionBelow: version }, failOnly: true, why: `It is older than ${version}.` });
  }
  const rules = isConditional ? [] : rulesAbout(text);
  if (rules.length > 0)
    checks.push({ findings: rules, fails: { is: ['*'] }, failOnly: true, why: 'The files show the contrary.' });
  const question = { ask: text, ...(every !== undefined && { every }) };
  const isSettled = isWholly(text, variables) || headers.some(({ value }) => value !== undefined);
  return { variables, checks, evidence: isSettled ? checks.slice(0, 1) : [...checks, question] };
}

/** What holds only for some, or only for a while: that it is not so here is no failure. */
const conditional =
  /^(?:if|when|where|for|with)\b|\bif\b|\bunless\b|\bonly (?:for|during|on|until)\b|\bunset\b|\bfirst boot\b|\bwhere (?:possible|applicable|needed)\b|\boptional/i;

const switches: readonly (readonly string[])[] = [
  ['true', '1', 'yes', 'on'],
  ['false', '0', 'no', 'off'],
];

/** A value and those that programs read as the same. */
const same = (value: string): readonly string[] =>
  switches.find((words) => words.includes(value.toLowerCase())) ?? [value];

/** The whole line is `NAME=value`, with nothing that files could not show. */
function isWholly(text: string, variables: readonly NamedVariable[]): boolean {
  const [first, second] = variables;
  if (!first || second || first.value === undefined || isSecretKind(first.kind)) return false;
  return /^(?:(?:set|ensure|use|verify)\s+)?\w+\s*=\s*["']?[^\s"']+["']?(?:\s+\(default\))?\.?$/i.test(text);
}

function checkOf(
  variable: NamedVariable,
  { text, marked }: ChecklistLine,
  isConditional: boolean,
): readonly ProposedEvidence[] {
  const { name: setting, kind, value } = variable;
  const skip = isConditional ? { absent: 'skip' } : {};
  if (isSecretKind(kind)) {
    const rules = ['weak-secret', 'placeholder-secret', 'published-secret', 'default-credential'];
    return [{ setting, rules: isConditional ? rules : ['missing-secret', ...rules], ...skip }];
  }
  const refused = refusedValue(setting, marked);
  const unwanted =
    refused === undefined
      ? []
      : [{ setting, fails: { is: same(refused) }, failOnly: true, why: `${setting} is ${refused}.` }];
  if (isNegated(setting, text)) {
    return value === undefined
      ? []
      : [{ setting, fails: { is: same(value) }, failOnly: true, why: `${setting} is ${value}.` }];
  }
  if (kind === 'origins') return [{ setting, rules: ['wildcard-origin', 'insecure-origin'], ...skip }];
  if (kind === 'log-level') return [{ setting, rules: ['verbose-log-level'], ...skip }, ...unwanted];
  if (kind === 'public-url') return [{ setting, rules: ['insecure-public-url'], ...skip }, ...unwanted];
  if (value !== undefined) {
    const other = switches.find((words) => words.includes(value.toLowerCase()));
    const isPlain = isWholly(text, [variable]);
    const fails =
      isConditional || !(other || isPlain) ? {} : { fails: { not: same(value) }, why: `${setting} is not ${value}.` };
    return [{ setting, passes: { is: same(value) }, ...fails, ...skip }, ...unwanted];
  }
  const isToBeSet =
    !isConditional &&
    new RegExp(
      `^(?:set|define|configure|provide)\\b[^,;.]*\\b${setting}\\b|\\b${setting}\\b (?:is|must be|has to be) set\\b`,
      'i',
    ).test(text);
  return isToBeSet ? [{ setting, absent: 'fail', why: `${setting} is not set.` }, ...unwanted] : unwanted;
}

/** The sentence forbids what it says of the variable. */
const isNegated = (name: string, text: string): boolean =>
  new RegExp(
    `\\b(?:not|never|no|don['’]t|avoid|without|instead of|rather than|remove|unset|disable|delete)\\b[^.;(]*\\b${name}\\b|\\b${name}\\b[^.;(,]*\\b(?:not|never|unset|removed)\\b`,
    'i',
  ).test(text);

/** `(not debug)` and `never none` behind a variable. */
function refusedValue(name: string, marked: string): string | undefined {
  const after = marked.slice(marked.indexOf(name));
  return /[(,]\s*(?:not|never)\s+`?([a-z][\w-]*)`?(?:\s+in (?:prod\w*))?\s*[),.]/i.exec(`${after}.`)?.[1];
}

function headerCheck(header: string, value: string | undefined): ProposedEvidence {
  const rules = ['missing-security-header', 'weak-security-header', 'stripped-security-header'];
  return {
    header,
    rules,
    fails: { is: ['removed'] },
    passes: value === undefined ? { not: ['', 'removed'] } : { is: [value] },
    why: 'The proxy removes it.',
  };
}
