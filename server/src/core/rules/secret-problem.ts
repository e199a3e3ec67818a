import { generatedFor, generatedTitle } from '../secrets/generate.ts';
import type { JudgedSecret, Verdict } from '../secrets/judge.ts';
import { isLinked } from '../secrets/linked.ts';
import type { Edit } from '../text.ts';
import { requireInEnv } from './require-in-env.ts';
import type { Fix, Problem } from './rule.ts';
import type { DeploymentView, FileView } from './view.ts';

/** The problems of one secret rule in one file: the verdicts are made once for all rules, so that a value gets one finding. */
export function* secretProblems(view: FileView, rule: Verdict['rule']): Iterable<Problem> {
  for (const judged of view.secrets) {
    const { candidate, verdict, others } = judged;
    if (verdict.rule !== rule || candidate.place.path !== view.file.path) continue;
    const name = candidate.place.setting.key;
    // A variable that a URL is put together from holds the password alone.
    const part = candidate.inUrl && candidate.place.setting.text !== candidate.value ? `The password in ${name}` : name;
    const aside =
      candidate.variable?.encryptsData && verdict.rule !== 'placeholder-secret'
        ? ' It encrypts stored data: plan its replacement.'
        : '';
    yield {
      path: candidate.place.path,
      span: candidate.place.span,
      message: `${part} ${verdict.because}.${aside}`,
      severity: verdict.severity,
      related: others
        .filter((other) => isLinked(candidate, other) && isElsewhere(judged, other.place))
        .map(({ place }) => ({
          path: place.path,
          span: place.span,
          message: `${place.setting.key} holds the same password`,
        })),
      fixes: fixesOf(judged, view),
      subject: { setting: candidate.key, ...(candidate.setting.service && { service: candidate.setting.service }) },
      pointer: candidate.place.setting.pointer,
    };
  }
}

const isElsewhere = ({ candidate }: JudgedSecret, place: { path: string; span: { start: number } }): boolean =>
  place.path !== candidate.place.path || place.span.start !== candidate.place.span.start;

/** One fix that changes every place of the password, or none: half a change locks the program out of its database. */
function fixesOf(judged: JudgedSecret, view: DeploymentView): readonly Fix[] {
  const { candidate, verdict, others } = judged;
  if (candidate.role === 'token' && candidate.variable === undefined) return [];
  if (candidate.variable?.encryptsData && verdict.rule !== 'placeholder-secret') return [];
  // A key of JSON that holds what a variable would: it is to name the variable, so nothing is generated there.
  if (
    candidate.variable !== candidate.setting.product?.variables[candidate.key] &&
    candidate.place.setting.source === 'json'
  )
    return [];
  const linked = others.filter((other) => isLinked(candidate, other));
  const generated = generatedFor(
    candidate,
    linked.some(({ inUrl }) => inUrl),
  );
  const title = generatedTitle(generated);
  const places = [candidate, ...linked].map(({ place }) => place);
  if (candidate.place.kind === 'default') {
    const fix = requireInEnv(candidate.place, generated, view.deployment);
    return fix && linked.every(({ place }) => !isElsewhere(judged, place)) ? [{ ...fix, title }] : [];
  }
  // Everyone who pulls an image reads its environment: what is generated there would be no secret.
  if (places.some(({ setting }) => setting.source === 'dockerfile-env')) return [];
  if (places.some(({ exact, kind }) => !exact || kind === 'default')) return [];
  const edits = new Map<string, Edit>();
  for (const { path, span, setting } of places) {
    const lead = span.start === span.end ? setting.lead : '';
    edits.set(`${path}:${span.start}`, { path, span, text: [lead, generated] });
  }
  return [{ title, safe: false, edits: [...edits.values()] }];
}
