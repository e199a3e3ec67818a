import { isManifest, type ManifestFile } from '../deployment/workload.ts';
import type { ComposeVolume } from '../model/compose.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Severity } from '../severity.ts';
import { removeLines, wholeLines } from './remove-lines.ts';
import type { FileRule, Fix, Problem } from './rule.ts';

export const dockerSocketMounted: FileRule = {
  id: 'docker-socket-mounted',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'escape',
  summary: 'A container can command the engine that runs it.',
  why: `Whoever reaches the engine's socket starts a privileged container and is root on the host. \`:ro\` protects the file, not
the interface: requests still go through. Programs that only list containers (a proxy, a dashboard) get by with a socket
proxy that lets a few read requests through; such a proxy itself is reported as information.`,
  bad: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n',
  },
  good: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      DOCKER_HOST: tcp://socket-proxy:2375\n',
  },
  references: [
    'https://docs.docker.com/engine/security/protect-access/',
    'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html',
  ],

  *check({ file }) {
    if (isManifest(file)) return yield* manifestProblems(file);
    if (file.kind !== 'compose') return;
    for (const { name, volumes, image } of file.model.services) {
      for (const volume of volumes) {
        const source = fallbackOf(volume);
        if (!isEngineSocket(source)) continue;
        yield {
          path: file.path,
          span: volume.span,
          message: `'${name}' can command the container engine through ${source}.`,
          severity: severityFor(image?.text),
          fixes: removal(volume, file),
          subject: { service: name },
          pointer: volume.pointer,
        };
      }
    }
  },
};

const isEngineSocket = (path: string): boolean => /(?:^|\/)(?:docker|podman|containerd|crio)\.sock$/.test(path);

/** A socket proxy has the socket so that others need not. */
const severityFor = (image: string | undefined): Severity =>
  /socket-?proxy/i.test(image ?? '') ? 'information' : 'error';

/** One problem a volume, which the first container that mounts it names. */
function* manifestProblems({ path, model }: ManifestFile): Iterable<Problem> {
  for (const { name, containers, unmounted } of model.workloads) {
    const seen = new Set<string>();
    for (const { container } of containers) {
      for (const { source, span, pointer } of container.hostMounts) {
        if (!isEngineSocket(source) || seen.has(pointer)) continue;
        seen.add(pointer);
        yield {
          path,
          span,
          message: `'${container.name}' of ${name} can command the container engine through ${source}.`,
          severity: severityFor(container.image?.value),
          subject: { service: name },
          pointer,
        };
      }
    }
    for (const { source, span, pointer } of unmounted) {
      if (!isEngineSocket(source)) continue;
      const message = `${name} asks for the container engine’s socket ${source}.`;
      yield { path, span, message, subject: { service: name }, pointer };
    }
  }
}

/** The source with `${DOCKER_SOCK:-/var/run/docker.sock}` read as its fallback. */
const fallbackOf = ({ source }: ComposeVolume): string => (source?.text ?? '').replace(/\$\{\w+:?-([^}]*)\}/g, '$1');

function removal({ span, list, only, flow }: ComposeVolume, { path, text }: SourceFile): readonly Fix[] {
  const last = only && !flow ? wholeLines(text, list) : undefined;
  const edit =
    last && /^\s*volumes:\s*$/.test(text.slice(last.start, span.start).replace(/-\s*["']?$/, ''))
      ? { path, span: last, text: [] }
      : only
        ? undefined
        : flow
          ? undefined
          : removeLines(path, text, span);
  return edit ? [{ title: 'Remove the engine’s socket', safe: false, edits: [edit] }] : [];
}
