import { isManifest } from '../deployment/workload.ts';
import type { HostMount } from '../model/container.ts';
import type { Severity } from '../severity.ts';
import { containersIn, type FileContainer } from './containers.ts';
import { isEngineSocket } from './docker-socket-mounted.ts';
import { isHostAgent } from './host-agent.ts';
import { hostMountsOf } from './host-mounts.ts';
import { admissionProblems } from './pod-admission.ts';
import { removeVolume } from './remove-volume.ts';
import type { FileRule, Problem } from './rule.ts';

export const sensitiveHostPathMounted: FileRule = {
  id: 'sensitive-host-path-mounted',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'escape',
  summary: 'A container sees a part of the host from which the host can be taken over, or its keys.',
  why: `A program that writes to \`/etc\`, \`/root\` or \`/var/lib/docker\` adds a user, a key or a job, and is root on the host. One that
reads \`~/.ssh\`, \`~/.aws\` or \`~/.kube\` has the keys to other machines. Read-only mounts keep the first from happening, not the
second, and are a warning. Mount the one file or folder that the program needs, or a volume.

The profile \`strict\` also reports other parts of system folders, and in Kubernetes every path of the host.`,
  bad: {
    'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    volumes:\n      - /etc:/host/etc\n',
  },
  good: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    volumes:\n      - /etc/localtime:/etc/localtime:ro\n',
  },
  references: [
    'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
    'https://docs.docker.com/engine/security/#docker-daemon-attack-surface',
  ],

  *check({ file, profile, deployment }) {
    const seen = new Set<string>();
    const judge = function* (mount: HostMount, label: string, one: FileContainer | undefined): Iterable<Problem> {
      const power = powerOf(mount, profile === 'strict', file.kind !== 'compose');
      if (power === undefined || seen.has(mount.pointer)) return;
      seen.add(mount.pointer);
      // What an agent only reads is what it is for.
      if (one && isHostAgent(one) && (power.inside || (mount.readOnly && profile !== 'strict'))) return;
      const severity = severityOf(mount, one, power.inside);
      const volume = one?.service?.volumes.find((known) => known.pointer === mount.pointer);
      yield {
        path: file.path,
        span: mount.span,
        message: `${label} ${mount.readOnly ? 'reads' : 'writes to'} ${mount.source} of the host${power.words}.`,
        severity,
        ...(power.inside && { strict: true }),
        fixes: volume ? removeVolume(volume, file, `Remove ${mount.source}`) : [],
        ...(one && { subject: one.subject }),
        pointer: mount.pointer,
      };
    };
    const all = containersIn(file);
    for (const one of all)
      for (const mount of hostMountsOf(one, file.path, deployment)) yield* judge(mount, one.label, one);
    for (const one of all) yield* rawDevices(one, file.path, profile === 'strict');
    for (const { name, hostPath } of file.kind === 'compose' ? file.model.volumes : []) {
      if (!hostPath) continue;
      const place = { span: hostPath.span, pointer: hostPath.setting.pointer };
      yield* judge({ ...place, source: hostPath.text, target: '', readOnly: false }, `The volume ${name}`, undefined);
    }
    for (const { name, hostPath, pointer } of isManifest(file) ? file.model.persistentVolumes : []) {
      if (!hostPath) continue;
      const place = { span: hostPath.entry, pointer: `${pointer}/spec/hostPath` };
      yield* judge({ ...place, source: hostPath.value, target: '', readOnly: false }, `The volume ${name}`, undefined);
    }
    if (profile === 'strict')
      yield* admissionProblems(file, ({ hostPaths }) =>
        hostPaths.map(({ fact, path }) => ({
          fact,
          words: path === undefined ? 'admits any path of the host' : `admits writing to ${path} of the host`,
          part: `hostPaths/${path ?? ''}`,
        })),
      );
    for (const workload of new Set(all.flatMap(({ pod }) => pod?.workload ?? [])))
      for (const mount of workload.unmounted) yield* judge(mount, `${workload.name}`, undefined);
  },
};

/** Disks below their file systems, and the memory of the machine. */
const disk =
  /^\/dev\/(?:(?:xv|[shv])d[a-z]+\d*|nvme\d+(?:n\d+(?:p\d+)?)?|mmcblk\d+(?:p\d+)?|md\d+|dm-\d+|(?:mapper|disk|block)\/.+)$/;
const memory = /^\/dev\/(?:k?mem|port)$/;

/** Whoever writes to a disk below its file system writes to any file. What watches over disks is meant to ask them. */
function* rawDevices(one: FileContainer, path: string, isStrict: boolean): Iterable<Problem> {
  const isWatching = isHostAgent(one) || /smart|scrutiny|hdd|disk/i.test(one.container.image?.value ?? '');
  if (isWatching && !isStrict) return;
  for (const { text, span, setting } of one.service?.devices ?? []) {
    const [source = '', , rights = 'rwm'] = text.split(':');
    if (!disk.test(source) && !memory.test(source)) continue;
    yield {
      path,
      span,
      message: `${one.label} ${rights.includes('w') ? 'writes to' : 'reads'} ${source} of the host, past all rights of files.`,
      severity: isWatching ? 'information' : 'warning',
      ...(isWatching && { strict: true }),
      subject: one.subject,
      pointer: setting.pointer,
    };
  }
}

interface Power {
  readonly words: string;
  /** Only a part of a system folder: what it gives is not known. */
  readonly inside: boolean;
}

const inside: Power = { words: '', inside: true };

/** Folders that are the host itself, and those of which every part is. */
const whole =
  /^\/(?:|boot|dev|etc|lib|lib64|bin|sbin|usr(?:\/(?:bin|sbin|lib|local\/s?bin))?|var|var\/(?:lib|run|spool(?:\/cron)?)|run|root|home|proc|sys)$/;
const parts =
  /^\/(?:boot|proc|sys|root|etc\/(?:shadow|passwd|gshadow|sudoers(?:\.d)?|ssh|cron[\w.]*|systemd|kubernetes|docker|pki|ssl\/private|rc\.local|ld\.so\.\w+|profile(?:\.d)?|pam\.d)|var\/lib\/(?:docker|containerd|kubelet|rancher|etcd|cni)|var\/spool\/cron|run\/(?:containerd|dbus|systemd)|var\/run\/(?:containerd|dbus))(?:\/|$)/;
const homeKeys = /(?:^|\/)\.(?:ssh|aws|azure|kube|gnupg|docker|config\/gcloud|netrc|pgpass|git-credentials)(?:\/|$)/;
const wholeHome = /^(?:~|\$\{?HOME\}?|\/home\/[\w.-]+)\/?$/;
const systemPart = /^\/(?:boot|dev|etc|lib|lib64|bin|sbin|usr|var|run|root|proc|sys)\//;

/** Facts of the machine that programs read: the clock, the names, certificates that everybody has, devices, logs. */
const harmless =
  /^\/(?:etc\/(?:localtime|timezone|hostname|hosts|resolv\.conf|os-release|machine-id|group|letsencrypt|ssl\/certs|ssl\/cert\.pem|ca-certificates|pki\/ca-trust)|usr\/share\/(?:zoneinfo|ca-certificates)|dev\/.+|var\/www|var\/log|run\/user|run\/secrets|run\/udev|var\/run\/secrets|sys\/fs\/cgroup|sys\/class\/[\w-]+|proc\/(?:cpuinfo|meminfo|uptime|loadavg|stat|diskstats))(?:\/|$)/;

function powerOf({ source, readOnly }: HostMount, isStrict: boolean, isPod: boolean): Power | undefined {
  const path = source.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
  if (isEngineSocket(path)) return undefined;
  if (homeKeys.test(path) && !/\/\.ssh\/known_hosts$/.test(path))
    return { words: ', where keys to other machines are', inside: false };
  // The baseline of Kubernetes has no paths of the host at all.
  const strict = isStrict && (isPod || (systemPart.test(path) && !harmless.test(path))) ? inside : undefined;
  if (readOnly && /^\/(?:lib\/modules|usr\/src)(?:\/|$)/.test(path)) return strict;
  if (harmless.test(path)) return strict;
  if (path === '/') return { words: ': all that is on it', inside: false };
  if (whole.test(path) || parts.test(path)) return { words: '', inside: false };
  if (wholeHome.test(path)) return { words: ', with the keys that are in it', inside: false };
  return strict;
}

function severityOf({ readOnly }: HostMount, one: FileContainer | undefined, isInside: boolean): Severity {
  if (isInside || (one && isHostAgent(one))) return 'information';
  return readOnly ? 'warning' : 'error';
}
