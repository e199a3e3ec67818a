import { containersIn, factProblem, ownEntry } from './containers.ts';
import { admissionProblems } from './pod-admission.ts';
import { removeLines } from './remove-lines.ts';
import type { FileRule } from './rule.ts';

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

  *check({ file, profile }) {
    if (profile === 'strict')
      yield* admissionProblems(file, ({ privileged }) =>
        privileged?.value ? [{ fact: privileged, words: 'admits privileged containers', part: 'privileged' }] : [],
      );
    for (const one of containersIn(file)) {
      const { privileged } = one.container;
      if (privileged?.value !== true) continue;
      const own = ownEntry(one, privileged);
      // A chart merges its values: what is taken out there may come back from below.
      const isValue = file.kind === 'helm-values';
      const edit = isValue
        ? { path: file.path, span: privileged.span, text: ['false'] }
        : own && removeLines(file.path, file.text, own);
      yield {
        ...factProblem(file, one, privileged, one.service ? 'privileged' : 'securityContext/privileged'),
        message: `${one.label} runs with every privilege of its host.`,
        fixes: edit
          ? [{ title: isValue ? 'Set privileged to false' : 'Remove privileged', safe: false, edits: [edit] }]
          : [],
      };
    }
  },
};
