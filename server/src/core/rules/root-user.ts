import type { Dockerfile } from '../deployment/dockerfile-image.ts';
import { builtFrom } from '../deployment/dockerfile-image.ts';
import type { Container } from '../model/container.ts';
import { type DockerfileStage, lastStage, stageChain } from '../model/dockerfile.ts';
import type { SourceFile } from '../model/source-file.ts';
import { containersIn, factProblem, missingProblem, ownEntry, wholeContainersIn } from './containers.ts';
import { insertSecurity, insertServiceKeys } from './insert-entry.ts';
import { admissionProblems } from './pod-admission.ts';
import type { FileRule, Fix, Problem } from './rule.ts';
import type { FileView } from './view.ts';

export const rootUser: FileRule = {
  id: 'root-user',
  severity: 'information',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'container',
  summary: 'A program in a container runs as root.',
  why: `Root in a container is the host's root behind a few walls. A hole in one of them, or a folder of the host that is mounted,
makes it root outside. Most programs need no such right: give the image a user of its own with \`USER\`, or name one where the
container is started.

The profile \`strict\` also reports where nobody names a user at all, so that the image decides, and users in root's group.`,
  bad: { Dockerfile: 'FROM node:22.9.0\nCOPY . /app\nUSER root\nCMD ["node", "/app/server.js"]\n' },
  good: { Dockerfile: 'FROM node:22.9.0\nCOPY . /app\nUSER node\nCMD ["node", "/app/server.js"]\n' },
  references: [
    'https://docs.docker.com/build/building/best-practices/#user',
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
  ],

  *check(view) {
    const { file, profile } = view;
    if (file.kind === 'dockerfile') return yield* imageProblems(file, profile === 'strict');
    if (file.kind === 'systemd') return yield* unitProblems(view);
    for (const one of containersIn(file)) {
      const { user, nonRoot } = one.container;
      if (!user || !isRoot(user.value) || nonRoot?.value === true) continue;
      const own = ownEntry(one, user);
      yield {
        ...factProblem(file, one, user, 'user'),
        message: `${one.label} is started as root.`,
        fixes:
          own && one.service
            ? [
                {
                  title: 'Name another user',
                  safe: false,
                  edits: [{ path: file.path, span: user.span, text: [blank] }],
                },
              ]
            : [],
      };
    }
    if (profile === 'strict') {
      yield* inRootGroup(file);
      yield* unnamed(view);
      yield* admissionProblems(file, ({ root }) =>
        root.map((fact, index) => ({ fact, words: 'admits containers that run as root', part: `root/${index}` })),
      );
    }
  },
};

const blank = { blank: '1000:1000' };

/** `root`, `0`, with a group or without; `0x0` and the like are taken by nobody. */
const isRoot = (user: string): boolean => /^(?:root|0)(?::.*)?$/i.test(user.trim());

const canBeRoot = ({ user, nonRoot }: Container): boolean => user === undefined && nonRoot?.value !== true;

function* unnamed(view: FileView): Iterable<Problem> {
  const { file, deployment } = view;
  for (const one of wholeContainersIn(view)) {
    const { layers, service, pod, container } = one;
    if (!layers.every(canBeRoot) || isKnownUnprivileged(container.image?.value ?? '')) continue;
    const image = service && builtFrom(service, file.path, deployment.files);
    if (image && userOf(image) !== undefined) continue;
    const edit = service
      ? insertServiceKeys(file, service, [[0, 'user: "', blank, '"']])
      : pod && insertSecurity(file, pod.definition, [[0, 'runAsNonRoot: true']]);
    const isDenied = container.nonRoot !== undefined;
    yield {
      ...missingProblem(file, one, 'user'),
      message: `Nothing keeps ${one.label} from running as root.`,
      strict: true,
      fixes:
        edit && !isDenied
          ? [{ title: service ? 'Name a user' : 'Ask for a user other than root', safe: false, edits: [edit] }]
          : [],
    };
  }
}

/** A unit that names root itself; what systemd does for one that names nobody is meant for its own programs too. */
function* unitProblems({ file: { path }, deployment }: FileView): Iterable<Problem> {
  for (const { kind, name, user, path: home } of deployment.processes) {
    if (kind !== 'systemd' || home !== path || !user || !isRoot(user.value)) continue;
    yield {
      path,
      span: user.span,
      message: `${name} is started as root.`,
      subject: { service: name },
      pointer: '/Service/User',
    };
  }
}

/** Another user whose group is root's: what that group may read and write of hosts and images is open to it. */
function* inRootGroup(file: SourceFile): Iterable<Problem> {
  for (const one of containersIn(file)) {
    const { user, group } = one.container;
    if (!group || !/^(?:root|0)$/i.test(group.value.trim()) || (user && isRoot(user.value))) continue;
    yield {
      ...factProblem(file, one, group, 'group'),
      message: `${one.label} is started in root’s group.`,
      strict: true,
    };
  }
}

/** Images whose own user is another one: their names say so. */
const isKnownUnprivileged = (image: string): boolean =>
  /non-?root|unprivileged|rootless|^cgr\.dev\/chainguard\/|^(?:docker\.io\/)?bitnami\//.test(image);

const userOf = ({ model }: Dockerfile): string | undefined => {
  const stage = lastStage(model);
  return stage && stageChain(model, stage).findLast(({ user }) => user !== undefined)?.user?.value;
};

function* imageProblems({ path, model, text }: Dockerfile, isStrict: boolean): Iterable<Problem> {
  const stage = lastStage(model);
  if (!stage) return;
  const chain = stageChain(model, stage);
  const user = chain.findLast((one) => one.user !== undefined)?.user;
  const subject = { image: stage.base.reference.text };
  if (user) {
    if (!isRoot(user.value)) return;
    yield {
      path,
      span: user.span,
      message: 'The image starts its program as root.',
      fixes: [{ title: 'Name another user', safe: false, edits: [{ path, span: user.span, text: [blank] }] }],
      subject,
      pointer: `/stages/${stage.index}/USER`,
    };
    return;
  }
  const base = chain[0]?.base.reference.text ?? '';
  if (!isStrict || isKnownUnprivileged(base)) return;
  yield {
    path,
    span: stage.from,
    message: 'No USER is named, so the image starts its program as root unless its base says otherwise.',
    strict: true,
    fixes: named(stage, text, path),
    subject,
    pointer: `/stages/${stage.index}/USER`,
  };
}

/** In front of what is started, so that everything before is still done as root. */
function named({ command, entrypoint }: DockerfileStage, text: string, path: string): readonly Fix[] {
  const starts = [command, entrypoint].flatMap((one) => (one ? [one.span.start] : []));
  if (starts.length === 0) return [];
  const at = Math.min(...starts);
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  return [
    {
      title: 'Name a user',
      safe: false,
      edits: [{ path, span: { start: at, end: at }, text: ['USER ', blank, ending] }],
    },
  ];
}
