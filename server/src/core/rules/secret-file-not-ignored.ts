import { isIgnored } from '../deployment/versioning.ts';
import { lastStage, stageChain } from '../model/dockerfile.ts';
import { baseNameOf, folderOf, isWithin } from '../model/path.ts';
import type { SourceFile } from '../model/source-file.ts';
import { type Edit, lineEnding } from '../text.ts';
import { ignoreFix } from './ignore-line.ts';
import { type SecretFile, secretFiles } from './live-secrets.ts';
import type { DeploymentRule, Problem } from './rule.ts';
import type { DeploymentView } from './view.ts';

export const secretFileNotIgnored: DeploymentRule = {
  id: 'secret-file-not-ignored',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'secret',
  summary: 'Neither git nor the builder of the image leaves out a file with secrets.',
  why: `The next \`git add .\` takes it into the repository, and \`COPY . .\` takes it into the image, where everyone who pulls
the image reads it. One line in \`.gitignore\` and one in \`.dockerignore\` end both. The rule asks the ignore files that are
there, nested ones too; where a workspace has no ignore file of git it says nothing about git.`,
  bad: {
    '.env': 'JWT_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n',
    '.gitignore': 'node_modules\n',
  },
  good: {
    '.env': 'JWT_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n',
    '.gitignore': 'node_modules\n.env\n',
  },
  references: [
    'https://git-scm.com/docs/gitignore',
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  ],

  *check(view) {
    const { versioning, deployment } = view;
    const files = secretFiles(view);
    for (const { path, span, what } of files) {
      // What git tracks has to be taken out, and kept out. A private key has a rule of its own.
      if (isIgnored(versioning, path) !== false) continue;
      if (deployment.files.find((file) => file.path === path)?.kind !== 'dotenv') continue;
      const fix = ignoreFix(path, versioning);
      yield {
        path,
        span,
        message: `git does not ignore ${baseNameOf(path)}, which holds ${what}.`,
        fixes: fix ? [fix] : [],
        pointer: '/gitignore',
      };
    }
    for (const file of deployment.files) if (file.kind === 'dockerfile') yield* takenIn(file, files, view);
  },
};

type Dockerfile = Extract<SourceFile, { kind: 'dockerfile' }>;

/** `COPY . .` into the image that is made, with a file of secrets in what it copies. The context is taken to be its folder. */
function* takenIn(file: Dockerfile, files: readonly SecretFile[], view: DeploymentView): Iterable<Problem> {
  const stage = lastStage(file.model);
  if (!stage || view.deployment.tierOf(file.path) === 'example') return;
  const context = folderOf(file.path);
  const ignore = ignoreFileOf(file, view);
  for (const { copies } of stageChain(file.model, stage)) {
    for (const { sources, from } of copies) {
      for (const source of from ? [] : sources) {
        const taken = files.find(
          ({ path }) => isCopied(path, context, source.value) && ignore?.model.isIgnored(path) !== true,
        );
        if (source.kind !== 'path' || !taken) continue;
        yield {
          path: file.path,
          span: source.span,
          message: `The image takes in ${taken.path}, which holds ${taken.what}.`,
          related: [{ path: taken.path, span: taken.span, message: 'Everyone who pulls the image reads this' }],
          fixes: [
            {
              title: `Add ${taken.path.slice(context === '' ? 0 : context.length + 1)} to .dockerignore`,
              safe: false,
              edits: [dockerignoreEdit(taken.path, context, ignore)],
            },
          ],
          pointer: `/dockerignore/${taken.path}`,
        };
      }
    }
  }
}

/** `Dockerfile.dockerignore` comes before the context's own. */
function ignoreFileOf({ path }: Dockerfile, { versioning }: DeploymentView) {
  const folder = folderOf(path);
  const names = [
    `${path}.dockerignore`,
    ...['.dockerignore', '.containerignore'].map((name) => (folder === '' ? name : `${folder}/${name}`)),
  ];
  return names.flatMap((name) => versioning.ignoreFiles.filter((file) => file.path === name))[0];
}

function isCopied(path: string, context: string, source: string): boolean {
  if (!isWithin(path, context)) return false;
  const inside = path.slice(context === '' ? 0 : context.length + 1);
  const wanted = source.replace(/^\.?\/+/, '').replace(/\/+$/, '');
  return wanted === '' || wanted === '.' || (!/[*?[]/.test(wanted) && isWithin(inside, wanted));
}

function dockerignoreEdit(path: string, context: string, file: ReturnType<typeof ignoreFileOf>): Edit {
  const line = path.slice(context === '' ? 0 : context.length + 1);
  if (!file) {
    const made = context === '' ? '.dockerignore' : `${context}/.dockerignore`;
    return { path: made, span: { start: 0, end: 0 }, text: [`${line}\n`], create: true };
  }
  const ending = lineEnding(file.text);
  const end = file.text.length;
  const lead = end === 0 || file.text.endsWith('\n') ? '' : ending;
  return { path: file.path, span: { start: end, end }, text: [`${lead}${line}${ending}`] };
}
