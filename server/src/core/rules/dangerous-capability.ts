import { isManifest } from '../deployment/workload.ts';
import type { Container, Fact } from '../model/container.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Severity } from '../severity.ts';
import type { Edit } from '../text.ts';
import { admittedCapabilities } from './admitted-capabilities.ts';
import {
  containersIn,
  type FileContainer,
  factProblem,
  missingProblem,
  ownEntry,
  type WholeContainer,
  wholeContainersIn,
} from './containers.ts';
import { isHostAgent } from './host-agent.ts';
import { appendItem, insertPodSecurity, insertSecurity, insertServiceKeys } from './insert-entry.ts';
import { admissionProblems } from './pod-admission.ts';
import { removeLines } from './remove-lines.ts';
import type { FileRule, Fix, Problem } from './rule.ts';
import type { FileView } from './view.ts';

export const dangerousCapability: FileRule = {
  id: 'dangerous-capability',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'escape',
  summary: 'A container has a right over its host, or is without the filter that keeps system calls from it.',
  why: `Root's powers are cut into capabilities. Some of them are as good as all: \`SYS_ADMIN\` mounts file systems, \`SYS_MODULE\` loads
code into the kernel, \`SYS_PTRACE\` reads other processes, \`NET_ADMIN\` redirects the host's traffic. \`seccomp=unconfined\` takes
away the filter in front of the kernel. Drop all capabilities and add the one that the program asks for.

The profile \`strict\` also asks that capabilities are dropped at all, and in Kubernetes for a seccomp profile, which is off there
unless somebody names one. It tells of settings of the kernel that reach beyond their pod, and of policies (PodSecurityPolicy,
OpenShift's SecurityContextConstraints) that admit such pods.`,
  bad: { 'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    cap_add: [SYS_ADMIN]\n' },
  good: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    cap_drop: [ALL]\n    cap_add: [NET_BIND_SERVICE]\n',
  },
  references: [
    'https://man7.org/linux/man-pages/man7/capabilities.7.html',
    'https://docs.docker.com/engine/security/seccomp/',
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  ],

  *check(view) {
    const { file, profile } = view;
    for (const one of containersIn(file)) {
      const severity: { severity?: Severity } = isHostAgent(one) ? { severity: 'information' } : {};
      for (const fact of one.container.addedCapabilities) {
        const power = powers[fact.value];
        if (power === undefined && (profile !== 'strict' || isGivenBack(fact.value, one.container))) continue;
        yield {
          ...factProblem(file, one, fact, `capabilities/add/${fact.value}`),
          message:
            power === undefined
              ? `${one.label} is given the capability ${fact.value}.`
              : `${one.label} is given ${fact.value}, with which it ${power}.`,
          ...(power === undefined ? { severity: 'hint', strict: true } : severity),
          fixes: removal(file, one, fact, `Remove ${fact.value}`),
        };
      }
      for (const fact of one.container.unconfined) {
        yield {
          ...factProblem(file, one, fact, `unconfined/${fact.value}`),
          message: `${one.label} runs without ${filters[fact.value] ?? fact.value}.`,
          ...severity,
          fixes: removal(file, one, fact, `Keep ${filters[fact.value] ?? fact.value}`),
        };
      }
    }
    if (profile !== 'strict') return;
    yield* absences(view);
    yield* unsafeSysctls(file);
    yield* admissionProblems(file, admittedCapabilities);
  },
};

const powers: Readonly<Record<string, string>> = {
  ALL: 'has every right of root over the host',
  SYS_ADMIN: 'mounts file systems and gets out of its container',
  SYS_MODULE: 'loads code into the kernel',
  SYS_RAWIO: 'writes to the host’s memory and disks',
  SYS_PTRACE: 'reads and changes other processes',
  SYS_BOOT: 'restarts the host',
  SYS_TIME: 'sets the host’s clock',
  NET_ADMIN: 'changes interfaces, routes and firewall rules',
  DAC_READ_SEARCH: 'reads every file of the host',
  BPF: 'loads programs into the kernel',
  PERFMON: 'reads the kernel’s memory',
  MAC_ADMIN: 'changes the host’s access rules',
  MAC_OVERRIDE: 'passes the host’s access rules',
  LINUX_IMMUTABLE: 'changes files that are marked as unchangeable',
  SYSLOG: 'reads addresses of the kernel',
};

/** What every container starts with, but for raw sockets and device files (https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities). */
const usual =
  /^(?:AUDIT_WRITE|CHOWN|DAC_OVERRIDE|FOWNER|FSETID|KILL|NET_BIND_SERVICE|SETFCAP|SETGID|SETPCAP|SETUID|SYS_CHROOT)$/;

/** Who drops all and gives some back has fewer than before. */
const isGivenBack = (value: string, { droppedCapabilities }: Container): boolean =>
  value === 'NET_BIND_SERVICE' || (usual.test(value) && droppedCapabilities.some((dropped) => dropped.value === 'ALL'));

const filters: Readonly<Record<string, string>> = {
  seccomp: 'the filter of system calls',
  apparmor: 'its AppArmor profile',
  label: 'SELinux labels',
  systempaths: 'the mask over /proc and /sys',
};

/** What stands for the default in a pod, an annotation or a chart's values. */
const defaults: Readonly<Record<string, string>> = {
  Unconfined: 'RuntimeDefault',
  Unmasked: 'Default',
  unconfined: 'runtime/default',
};

/** A list that would be left empty goes by hand: its key would stay behind. */
function removal(file: SourceFile, one: FileContainer, fact: Fact<string>, title: string): readonly Fix[] {
  const { path, text } = file;
  const { addedCapabilities, unconfined } = one.container;
  const own = ownEntry(one, fact);
  if (!own) return [];
  const isAdded = addedCapabilities.includes(fact);
  const value = isAdded || one.service ? undefined : defaults[fact.text];
  if (value !== undefined) return [{ title, safe: false, edits: [{ path, span: fact.span, text: [value] }] }];
  const isOnly = isAdded
    ? addedCapabilities.length === 1
    : one.service?.securityOpt.length === 1 || !unconfined.includes(fact);
  const edit = isOnly ? undefined : removeLines(path, text, own);
  return edit ? [{ title, safe: false, edits: [edit] }] : [];
}

function* absences(view: FileView): Iterable<Problem> {
  const { file } = view;
  for (const one of wholeContainersIn(view)) {
    const { layers, label } = one;
    if (layers.some(({ privileged }) => privileged?.value === true) || layers.some(dropsEnough)) continue;
    const edit = dropAll(file, one);
    yield {
      ...missingProblem(file, one, 'capabilities/drop'),
      message: `${label} keeps the capabilities that every container starts with, NET_RAW among them.`,
      severity: 'information',
      strict: true,
      fixes: edit ? [{ title: 'Drop all capabilities', safe: false, edits: [edit] }] : [],
    };
  }
  yield* unfiltered(view);
}

const dropsEnough = ({ droppedCapabilities }: Container): boolean =>
  droppedCapabilities.some(({ value }) => value === 'ALL' || value === 'NET_RAW');

function dropAll(file: SourceFile, { layers, service, pod, container }: WholeContainer): Edit | undefined {
  if (layers.some(({ droppedCapabilities }) => droppedCapabilities.length > 0))
    return appendItem(file, container.droppedCapabilities, 'ALL');
  if (service) return insertServiceKeys(file, service, [[0, 'cap_drop: [ALL]']]);
  const context = pod?.definition.entries.securityContext;
  // A second `capabilities:` would be a duplicate.
  if (!pod || (context && /\bcapabilities\b/.test(file.text.slice(context.start, context.end)))) return undefined;
  return insertSecurity(file, pod.definition, [
    [0, 'capabilities:'],
    [1, 'drop: [ALL]'],
  ]);
}

/**
 * Settings of the kernel that reach beyond the pod that sets them: all but those which every cluster takes
 * (https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls).
 */
function* unsafeSysctls(file: SourceFile): Iterable<Problem> {
  if (!isManifest(file)) return;
  for (const { sysctls, name, pointer } of file.model.workloads) {
    for (const fact of sysctls) {
      const written = fact.value.replaceAll('/', '.');
      if (safeSysctl.test(written)) continue;
      yield {
        path: file.path,
        span: fact.span,
        message: `${name} sets ${written} of the kernel, which can disturb other pods of its node.`,
        severity: 'information',
        strict: true,
        subject: { service: name },
        pointer: `${pointer}/sysctls/${written}`,
      };
    }
  }
}

const safeSysctl =
  /^(?:kernel\.shm_rmid_forced|net\.ipv4\.(?:ip_local_port_range|tcp_syncookies|ping_group_range|ip_unprivileged_port_start|ip_local_reserved_ports|tcp_keepalive_(?:time|intvl|probes)|tcp_fin_timeout|tcp_rmem|tcp_wmem))$/;

/** Pods without a profile for all of their containers: one finding a pod. */
function* unfiltered(view: FileView): Iterable<Problem> {
  const { file } = view;
  const open = wholeContainersIn(view).flatMap(({ pod, definitions }) =>
    pod && !definitions.some(({ seccomp }) => seccomp) && pod.definition.container.privileged?.value !== true
      ? [pod.workload]
      : [],
  );
  for (const workload of new Set(open)) {
    const { name, nameSpan, pointer } = workload;
    const edit = insertPodSecurity(file, workload, [
      [0, 'seccompProfile:'],
      [1, 'type: RuntimeDefault'],
    ]);
    yield {
      path: file.path,
      span: nameSpan,
      message: `${name} has no seccomp profile: Kubernetes filters none of its system calls.`,
      severity: 'information',
      strict: true,
      fixes: edit ? [{ title: 'Use the runtime’s seccomp profile', safe: false, edits: [edit] }] : [],
      subject: { service: name },
      pointer: `${pointer}/seccompProfile`,
    };
  }
}
