import { isChartDefault } from '../model/helm-values.ts';
import type { Place } from '../model/place.ts';
import type { Check, Evidence, ItemSeverity } from '../product/condition.ts';
import { reusedSecret } from '../rules/reused-secret.ts';
import type { Finding } from '../rules/rule.ts';
import { overlaps } from '../text.ts';
import type { Shown } from './checklist.ts';
import type { Context } from './context.ts';
import { see } from './see.ts';
import type { Sighting, Sightings } from './sighting.ts';
import { holds, isSo } from './test.ts';

/** What one piece of evidence says of its line. */
export type Outcome =
  | {
      readonly says: 'fail';
      readonly shown: readonly Shown[];
      readonly severity?: ItemSeverity;
      /** It fails because the files do not have what is looked at. */
      readonly absent?: true;
    }
  | { readonly says: 'pass'; readonly shown: readonly Shown[] }
  /** `needs`: a reader or rule that is not there yet. `open`: nothing examined decides it. `ask`: a person would. */
  | {
      readonly says: 'needs' | 'open' | 'ask';
      readonly reason: string;
      readonly shown: readonly Shown[];
      /** The files do not have what is looked at. */
      readonly absent?: true;
    }
  /** It has nothing to say about this deployment. */
  | { readonly says: 'nothing'; readonly shown: readonly Shown[] };

const nothing: Outcome = { says: 'nothing', shown: [] };

export function decide(evidence: Evidence, context: Context): readonly Outcome[] {
  const when = evidence.type === 'check' ? evidence.check.when : evidence.type === 'any' ? undefined : evidence.when;
  const counts = when ? isSo(when, context) : true;
  if (counts === false) return [nothing];
  const outcomes = decided(evidence, context);
  return counts === undefined ? outcomes.map(undecided) : outcomes;
}

/** Of what nobody knows whether it counts here, the absence is no failure; a wrong value still is. */
export const undecided = (outcome: Outcome): Outcome =>
  outcome.says === 'fail' && outcome.absent
    ? {
        says: 'open',
        reason: `The files leave open whether this counts: ${outcome.shown[0]?.message ?? ''}`,
        shown: outcome.shown,
      }
    : outcome;

function decided(evidence: Evidence, context: Context): readonly Outcome[] {
  switch (evidence.type) {
    case 'check':
      return [decideCheck(evidence.check, context)];
    case 'any':
      return [oneOf(evidence.of.flatMap((one) => decide(one, context)))];
    case 'ask':
      return [{ says: 'ask', reason: evidence.ask, shown: [] }];
    case 'host':
      return [{ says: 'open', reason: `Only the machine that runs it can tell: ${evidence.host}`, shown: [] }];
    case 'probe':
      return [{ says: 'open', reason: `Only the running deployment can tell: ${evidence.probe}`, shown: [] }];
    default:
      return [
        {
          says: 'needs',
          reason: `Needs ${evidence.needs}, which this release does not have, to ${evidence.to}.`,
          shown: [],
        },
      ];
  }
}

/** The order in which outcomes count: a failure before everything, a pass only where nothing is open. */
const order = ['fail', 'needs', 'ask', 'open', 'pass', 'nothing'] as const;

/** One that passes is enough, unless another fails. A person who is asked sees what the files show. */
function oneOf(outcomes: readonly Outcome[]): Outcome {
  const [first] = [...outcomes].sort((a, b) => order.indexOf(a.says) - order.indexOf(b.says));
  if (!first || first.says === 'fail') return first ?? nothing;
  const passed = outcomes.find(({ says }) => says === 'pass');
  if (passed || first.says !== 'ask') return passed ?? first;
  return { ...first, shown: outcomes.flatMap(({ shown }) => shown) };
}

function decideCheck(check: Check, context: Context): Outcome {
  const seen = see(check.subject, context);
  const { found } = seen;
  const findings = findingsOn(check, seen, context);
  // What a rule says about a place says it better than the test behind it.
  const isSaid = ({ path, span }: Shown): boolean =>
    findings.some((finding) => finding.path === path && overlaps(finding.span, span));
  const failures = [...findings, ...failuresIn(check, found, context).filter((one) => !isSaid(one))];
  if (failures.length > 0)
    return { says: 'fail', shown: failures, ...(check.severity && { severity: check.severity }) };
  if (found.length === 0) return absent(check, seen);
  const open = openIn(check, found, context);
  if (open !== undefined) return { says: 'open', reason: open, shown: found.map((one) => shownAs(one, check)) };
  if (check.failOnly) return nothing;
  return { says: 'pass', shown: (seen.whole ? [seen.whole] : found).map((one) => shownAs(one, check)) };
}

function absent(check: Check, { complete, home, name }: Sightings): Outcome {
  const why = check.why ?? `${name} is missing.`;
  if (check.absent === 'fail' && complete && home) {
    const shown = [{ ...home, message: why }];
    return { says: 'fail', shown, absent: true, ...(check.severity && { severity: check.severity }) };
  }
  if (check.absent === 'skip' || check.failOnly) return nothing;
  return { says: 'open', reason: `The files do not show ${name}.`, shown: [], absent: true };
}

/** Findings of the check's rules that lie on the subject, by place or by name. */
function findingsOn(check: Check, seen: Sightings, context: Context): readonly Shown[] {
  return context.findings
    .filter(({ finding }) => check.rules.includes(finding.rule.id) && isAbout(finding, check, seen, context))
    .map(({ finding, accepted }) => ({
      path: finding.path,
      span: finding.span,
      message: finding.message,
      finding,
      ...(accepted !== undefined && { accepted }),
    }));
}

function isAbout(finding: Finding, { subject: looked }: Check, { found }: Sightings, context: Context): boolean {
  const { path, subject } = finding;
  // That two secrets are one is told at the later of them, and is true of both.
  const told = finding.rule.id === reusedSecret.id ? [finding, ...(finding.related ?? [])] : [finding];
  const isOn = (place: Place): boolean => told.some((one) => one.path === place.path && overlaps(one.span, place.span));
  if (found.some(({ places }) => places.some(isOn))) return true;
  // Examples are judged by the rules that are about examples alone.
  if ('each' in looked) return context.deployment.tierOf(path) !== 'development';
  if (!context.counts(path)) return false;
  const isOwn =
    subject?.service === undefined ||
    [...context.own, ...context.processes].some(({ name }) => name === subject.service);
  if ('setting' in looked)
    return subject?.setting === looked.setting && isOwn && !(found.length > 0 && isChartDefault(path));
  if (subject?.setting !== undefined) return false;
  return found.some(
    ({ about }) =>
      (about?.site !== undefined && about.site === subject?.site) ||
      (subject?.service !== undefined && about?.services?.includes(subject.service) === true),
  );
}

function failuresIn(check: Check, found: readonly Sighting[], context: Context): readonly Shown[] {
  const { fails, some, why = '' } = check;
  if (!fails) return [];
  const answers = found.map((one) => ({ one, answer: isWrong(check, one.value, context) }));
  if (some && answers.some(({ answer }) => answer !== true)) return [];
  return answers.flatMap(({ one, answer }) =>
    answer === true ? [{ ...one.places[0], message: one.tellable ? `${said(one)} ${why}` : why }] : [],
  );
}

/** Whether a value fails the check; what is open by its own words is no failure and no pass. */
function isWrong({ fails, open }: Check, value: string | undefined, context: Context): boolean | undefined {
  const answer = fails ? holds(fails, value, context) : false;
  return answer === true && open && holds(open, value, context) !== false ? undefined : answer;
}

/** Why a check that did not fail does not pass either. */
function openIn(check: Check, found: readonly Sighting[], context: Context): string | undefined {
  const { rules, passes, some } = check;
  const silent = rules.flatMap((rule) => context.silent(rule) ?? [])[0];
  if (silent !== undefined) return silent;
  const isRight = ({ value }: Sighting): boolean =>
    value !== undefined &&
    isWrong(check, value, context) === false &&
    (passes === undefined || holds(passes, value, context) === true);
  const wrong = found.filter((one) => !isRight(one));
  if (wrong.length === 0 || (some && wrong.length < found.length)) return undefined;
  const [first] = wrong;
  return (
    first?.open ?? (first?.tellable ? `${said(first)} That decides nothing.` : 'What was found does not decide it.')
  );
}

/** What was seen, as a sentence. */
const said = ({ name, value, words }: Sighting): string =>
  words ?? (value === '' ? `${name} is not set.` : `${name} is ${value}.`);

function shownAs(one: Sighting, { rules }: Check): Shown {
  return { ...one.places[0], message: messageFor(one, rules) };
}

function messageFor(one: Sighting, rules: readonly string[]): string {
  if (one.value === undefined) return one.open ?? `${one.name} is open.`;
  if (one.tellable) return said(one);
  return rules.length > 0 ? `${one.name}: nothing found by ${rules.join(', ')}.` : `${one.name} is as it has to be.`;
}
