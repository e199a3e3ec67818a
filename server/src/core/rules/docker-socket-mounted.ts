import type { Severity } from '../severity.ts';
import { containersIn } from './containers.ts';
import { hostMountsOf } from './host-mounts.ts';
import { removeVolume } from './remove-volume.ts';
import type { FileRule } from './rule.ts';

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

  *check({ file, deployment }) {
    const seen = new Set<string>();
    const all = containersIn(file);
    for (const one of all) {
      for (const { source, span, pointer } of hostMountsOf(one, file.path, deployment)) {
        // A volume that several containers of a pod mount is one mistake.
        if (!isEngineSocket(source) || seen.has(pointer)) continue;
        seen.add(pointer);
        const volume = one.service?.volumes.find((known) => known.pointer === pointer);
        yield {
          path: file.path,
          span,
          message: `${one.label} can command the container engine through ${source}.`,
          severity: severityFor(one.container.image?.value),
          fixes: volume ? removeVolume(volume, file, 'Remove the engine’s socket') : [],
          subject: one.subject,
          pointer,
        };
      }
    }
    for (const workload of new Set(all.flatMap(({ pod }) => pod?.workload ?? []))) {
      for (const { source, span, pointer } of workload.unmounted) {
        if (!isEngineSocket(source)) continue;
        const message = `${workload.name} asks for the container engine’s socket ${source}.`;
        yield { path: file.path, span, message, subject: { service: workload.name }, pointer };
      }
    }
  },
};

export const isEngineSocket = (path: string): boolean =>
  /(?:^|\/)(?:docker|podman|containerd|crio|cri-dockerd|dockershim)\.sock$/.test(path);

/** A socket proxy has the socket so that others need not. */
const severityFor = (image: string | undefined): Severity =>
  /socket-?proxy/i.test(image ?? '') ? 'information' : 'error';
