import { containersIn, factProblem, missingProblem, ownEntry, wholeContainersIn } from './containers.ts';
import { insertSecurity, insertServiceKeys } from './insert-entry.ts';
import type { FileRule } from './rule.ts';

export const writableRootFilesystem: FileRule = {
  id: 'writable-root-filesystem',
  severity: 'hint',
  confidence: 'high',
  profile: 'strict',
  scope: 'file',
  topic: 'container',
  summary: 'A container can change its own program.',
  why: `Whoever takes over a program usually writes something first: a tool, a script, another program. With a root file system that is
read-only there is no place for it, and nothing that a container should have kept is lost unnoticed. Give the folders that the
program writes to a volume or a \`tmpfs\`.`,
  bad: { 'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n' },
  good: {
    'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    read_only: true\n    tmpfs: [/tmp]\n',
  },
  references: [
    'https://docs.docker.com/reference/compose-file/services/#read_only',
    'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  ],

  *check(view) {
    const { file } = view;
    for (const one of containersIn(file)) {
      const { readOnlyRoot } = one.container;
      if (readOnlyRoot?.value !== false) continue;
      const own = ownEntry(one, readOnlyRoot);
      yield {
        ...factProblem(file, one, readOnlyRoot, 'readOnlyRoot'),
        message: `${one.label} writes to its root file system.`,
        fixes: own
          ? [
              {
                title: 'Make the root file system read-only',
                safe: false,
                edits: [{ path: file.path, span: readOnlyRoot.span, text: ['true'] }],
              },
            ]
          : [],
      };
    }
    for (const one of wholeContainersIn(view)) {
      const { layers, service, pod, label } = one;
      if (layers.some(({ readOnlyRoot }) => readOnlyRoot !== undefined)) continue;
      const edit = service
        ? insertServiceKeys(file, service, [[0, 'read_only: true']])
        : pod && insertSecurity(file, pod.definition, [[0, 'readOnlyRootFilesystem: true']]);
      yield {
        ...missingProblem(file, one, 'readOnlyRoot'),
        message: `${label} may write to its root file system.`,
        fixes: edit ? [{ title: 'Make the root file system read-only', safe: false, edits: [edit] }] : [],
      };
    }
  },
};
