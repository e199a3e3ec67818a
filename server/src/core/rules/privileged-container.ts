import { isManifest, type ManifestFile } from '../deployment/workload.ts';
import { removeLines } from './remove-lines.ts';
import type { FileRule, Problem } from './rule.ts';

export const privilegedContainer: FileRule = {
  id: 'privileged-container',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'escape',
  summary: 'A container has every privilege of its host.',
  why: `\`privileged: true\` gives all capabilities and all devices: whoever takes over the program mounts the host's disk and is
root there. What a program really needs is a capability (\`cap_add\`) or a device (\`devices\`).`,
  bad: { 'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    privileged: true\n' },
  good: { 'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    cap_add: [NET_BIND_SERVICE]\n' },
  references: [
    'https://docs.docker.com/reference/compose-file/services/#privileged',
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
  ],

  *check({ file }) {
    if (isManifest(file)) return yield* manifestProblems(file);
    if (file.kind !== 'compose') return;
    for (const { name, privileged, nameSpan, span } of file.model.services) {
      // A flag that a merge key brings in is reported where it stands, once.
      if (privileged?.value !== true) continue;
      const own = privileged.entry.start > nameSpan.start && privileged.entry.end <= span.end;
      const edit = own ? removeLines(file.path, file.text, privileged.entry) : undefined;
      yield {
        path: file.path,
        span: own ? privileged.entry : nameSpan,
        message: `'${name}' runs with every privilege of its host.`,
        fixes: edit ? [{ title: 'Remove privileged', safe: false, edits: [edit] }] : [],
        subject: { service: name },
        pointer: `/services/${name}/privileged`,
      };
    }
  },
};

function* manifestProblems({ path, text, model }: ManifestFile): Iterable<Problem> {
  for (const { name, containers } of model.workloads) {
    for (const { container } of containers) {
      const { privileged } = container;
      if (privileged?.value !== true) continue;
      const edit = removeLines(path, text, privileged.entry);
      yield {
        path,
        span: privileged.entry,
        message: `'${container.name}' of ${name} runs with every privilege of its host.`,
        fixes: edit ? [{ title: 'Remove privileged', safe: false, edits: [edit] }] : [],
        subject: { service: name },
        pointer: `${container.pointer}/securityContext/privileged`,
      };
    }
  }
}
