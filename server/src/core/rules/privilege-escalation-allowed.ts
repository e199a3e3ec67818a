import type { Dockerfile } from '../deployment/dockerfile-image.ts';
import { containersIn, factProblem, missingProblem, ownEntry, wholeContainersIn } from './containers.ts';
import { appendItem, insertSecurity, insertServiceKeys } from './insert-entry.ts';
import { admissionProblems } from './pod-admission.ts';
import type { FileRule, Problem } from './rule.ts';
import type { FileView } from './view.ts';

export const privilegeEscalationAllowed: FileRule = {
  id: 'privilege-escalation-allowed',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'container',
  summary: 'A process in a container may gain more rights than the one that started it.',
  why: `A program with the set-user-id bit (\`sudo\`, \`su\`, \`ping\`, \`mount\`) makes its caller root. The kernel's flag \`no_new_privs\` turns
that off for a container and all that it starts; hardly any server notices. In Kubernetes it is \`allowPrivilegeEscalation: false\`.

The profile \`strict\` also asks for the flag where nothing is said: the default is to allow it.`,
  bad: {
    'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    security_opt: [no-new-privileges:false]\n',
  },
  good: {
    'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    security_opt: [no-new-privileges:true]\n',
  },
  references: [
    'https://docs.kernel.org/userspace-api/no_new_privs.html',
    'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html',
  ],

  *check(view) {
    const { file, profile } = view;
    for (const one of containersIn(file)) {
      const { escalation, privileged } = one.container;
      if (escalation?.value !== true) continue;
      // Kubernetes refuses a privileged container that may not gain rights.
      const own = privileged?.value === true ? undefined : ownEntry(one, escalation);
      const secure = one.service ? escalation.text.replace(/false$/, 'true') : 'false';
      yield {
        ...factProblem(file, one, escalation, 'escalation'),
        message: `${one.label} lets its processes gain rights.`,
        fixes: own
          ? [
              {
                title: 'Let no process gain rights',
                safe: false,
                edits: [{ path: file.path, span: escalation.span, text: [secure] }],
              },
            ]
          : [],
      };
    }
    if (profile !== 'strict') return;
    yield* absences(view);
    yield* admissionProblems(file, ({ escalation }) =>
      escalation?.value === false
        ? []
        : [{ fact: escalation, words: 'admits containers whose processes gain rights', part: 'escalation' }],
    );
  },
};

function* absences(view: FileView): Iterable<Problem> {
  const { file } = view;
  if (file.kind === 'dockerfile') return yield* sudoIn(file);
  for (const one of wholeContainersIn(view)) {
    const { layers, service, pod, label } = one;
    if (layers.some(({ escalation, privileged }) => escalation !== undefined || privileged?.value === true)) continue;
    const options = (service?.securityOpt ?? []).map(({ text, span, setting }) => ({
      value: text,
      text,
      span,
      entry: setting.span,
    }));
    const edit = service
      ? options.length > 0
        ? appendItem(file, options, 'no-new-privileges:true')
        : insertServiceKeys(file, service, [[0, 'security_opt: [no-new-privileges:true]']])
      : pod && insertSecurity(file, pod.definition, [[0, 'allowPrivilegeEscalation: false']]);
    yield {
      ...missingProblem(file, one, 'escalation'),
      message: `Nothing keeps processes of ${label} from gaining rights.`,
      severity: 'information',
      strict: true,
      fixes: edit ? [{ title: 'Let no process gain rights', safe: false, edits: [edit] }] : [],
    };
  }
}

/** What asks for `sudo` while the image is built leaves it in the image. */
function* sudoIn({ path, model }: Dockerfile): Iterable<Problem> {
  for (const { index, runs } of model.stages) {
    for (const [count, { text, argsSpan }] of runs.entries()) {
      if (!/(?:^|[;&|(]\s*)sudo\s/.test(text)) continue;
      yield {
        path,
        span: argsSpan,
        message: 'RUN asks sudo, which makes its caller root in the finished image as well.',
        severity: 'information',
        strict: true,
        pointer: `/stages/${index}/RUN/${count}`,
      };
    }
  }
}
