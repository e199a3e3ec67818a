import { isManifest } from '../deployment/workload.ts';
import type { SourceFile } from '../model/source-file.ts';
import { type Demand, demands } from './cluster-demands.ts';
import type { Problem, Profile } from './rule.ts';

/** Flags whose absence kubeadm does not make good. */
const leftByKubeadm = /^(?:profiling|audit-.*|encryption-provider-config)$/;

/** Findings of one rule on the programs of a cluster; absences, one finding a program, wait for the profile `strict`. */
export function* clusterFlagProblems(
  file: SourceFile,
  rule: keyof typeof demands,
  profile: Profile,
): Iterable<Problem> {
  if (!isManifest(file)) return;
  const asked: readonly Demand[] = demands[rule];
  for (const { program, from, flags, nameSpan, pointer } of file.model.programs) {
    const own = asked.filter(({ programs }) => programs.includes(program));
    const common = { path: file.path, subject: { service: program } };
    for (const flag of new Set(own.map((demand) => demand.flag))) {
      const fact = flags.get(flag);
      const wrong = own.filter((demand) => demand.flag === flag && fact && !demand.isFine(fact.value));
      const isHardening = wrong.every((demand) => demand.isHardening);
      if (!fact || wrong.length === 0 || (isHardening && profile !== 'strict')) continue;
      const shown = wrong.filter((demand) => isHardening || !demand.isHardening || profile === 'strict');
      yield {
        ...common,
        span: fact.span,
        message: `--${flag}: ${program} ${[...new Set(shown.map((demand) => demand.said))].join(', and ')}.`,
        ...(isHardening && { severity: 'information', strict: true }),
        pointer: `${pointer}/${flag}`,
      };
    }
    // A kubelet without flags has a configuration elsewhere.
    const isElsewhere = from === 'command' && program === 'kubelet' && (flags.size === 0 || flags.has('config'));
    const absent = own.filter(
      (demand) =>
        demand.absent !== undefined &&
        !flags.has(demand.flag) &&
        !(demand.isSafeInConfiguration && from === 'configuration') &&
        !isElsewhere &&
        (from !== 'kubeadm' || leftByKubeadm.test(demand.flag)),
    );
    if (absent.length === 0 || profile !== 'strict') continue;
    const effects = [...new Set(absent.map((demand) => demand.absent))].join(', and ');
    yield {
      ...common,
      span: nameSpan,
      message: `Without ${[...new Set(absent.map(({ flag }) => `--${flag}`))].join(', ')} ${program} ${effects}.`,
      severity: 'information',
      strict: true,
      pointer: `${pointer}/flags`,
    };
  }
}
