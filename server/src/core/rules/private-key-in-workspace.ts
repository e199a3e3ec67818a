import { settingsWrittenIn } from '../deployment/file-settings.ts';
import { isIgnored, isLeftOut } from '../deployment/versioning.ts';
import { commentsOf } from '../model/comments.ts';
import { credentialsIn, findPrivateKeys } from '../model/credential.ts';
import { lastStage, stageChain } from '../model/dockerfile.ts';
import { baseNameOf } from '../model/path.ts';
import type { SourceFile } from '../model/source-file.ts';
import { isInside } from '../text.ts';
import { ignoreFix } from './ignore-line.ts';
import type { FileRule, Problem } from './rule.ts';
import type { FileView } from './view.ts';

export const privateKeyInWorkspace: FileRule = {
  id: 'private-key-in-workspace',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'secret',
  summary: 'A private key or the login of a cluster or cloud lies in the workspace, or goes into an image.',
  why: `A private key is the identity of a server or a person: whoever has a copy signs, decrypts or logs in as them, and nobody
notices. Workspaces are committed, zipped and built into images. Keep keys where they are used (\`/etc/ssl/private\`, a
Secret, an agent), let git and the builder ignore the file, and replace a key that was ever pushed. In a build use
\`RUN --mount=type=ssh\` or \`type=secret\`.`,
  bad: {
    kubeconfig:
      'apiVersion: v1\nkind: Config\nusers:\n  - name: admin\n    user:\n      token: Zx9kQ2mLw7RtYp4Vb8NcHd3F\n',
  },
  good: {
    'deploy/id_ed25519.pub':
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFDabuRPXFV3Rz1mvixZ/yEnrIunecZ4Hm5doqhG1i8K deploy\n',
  },
  references: [
    'https://www.rfc-editor.org/rfc/rfc7468',
    'https://cwe.mitre.org/data/definitions/321.html',
    'https://docs.docker.com/build/building/secrets/',
  ],

  *check(view) {
    const { file, versioning } = view;
    if (file.kind === 'dockerfile') yield* copiedKeys(file);
    if (file.kind === 'ignore' || isLeftOut(versioning, file.path)) return;
    // An env file is where a key may stand, as long as nobody shares it.
    const isShared = isIgnored(versioning, file.path) === false || versioning.tracked?.has(file.path) === true;
    if (file.kind === 'dotenv' && !isShared) return;
    const fix = file.kind === 'text' ? ignoreFix(file.path, versioning) : undefined;
    for (const [index, { name, encrypted, span }] of found(view).entries()) {
      yield {
        path: file.path,
        span,
        message: encrypted
          ? `A ${name} stands here; only its passphrase protects it.`
          : `A ${name} stands here for everyone who gets the workspace.`,
        severity: encrypted ? 'warning' : 'error',
        fixes: fix ? [fix] : [],
        pointer: `/credentials#${index + 1}`,
      };
    }
  },
};

/** In the file's own text, and in what it holds encoded. */
function found({ file }: FileView) {
  const credentials = credentialsIn(file);
  if (credentials.length > 0) return credentials;
  const written = findPrivateKeys(file.text);
  const encoded = settingsWrittenIn(file).flatMap(({ source, exact, text, valueSpan }) =>
    exact || source !== 'kubernetes-secret' ? [] : findPrivateKeys(text).map((key) => ({ ...key, span: valueSpan })),
  );
  const all = [...written, ...encoded];
  const comments = all.length === 0 ? [] : commentsOf(file);
  return all.filter(({ span }) => !comments.some((comment) => isInside(span, comment)));
}

/** Certificates have `.pem` as well, so that such a name says nothing. */
const keyName =
  /^(?:id_(?:rsa|dsa|ecdsa|ed25519)|.+\.(?:key|p12|pfx|jks|keystore|ppk)|\.npmrc|\.pypirc|\.netrc|\.pgpass|\.git-credentials|kubeconfig|credentials(?:\.json)?)$/i;

/** What the last stage copies out of the context; earlier stages are thrown away. */
function* copiedKeys(file: Extract<SourceFile, { kind: 'dockerfile' }>): Iterable<Problem> {
  const stage = lastStage(file.model);
  const copies = stage ? stageChain(file.model, stage).flatMap((one) => one.copies) : [];
  for (const { from, sources } of copies) {
    for (const { kind, value, span } of from ? [] : sources) {
      if (kind !== 'path' || !keyName.test(baseNameOf(value))) continue;
      yield {
        path: file.path,
        span,
        message: `${baseNameOf(value)} becomes a part of the image, for everyone who pulls it.`,
        pointer: `/copies/${value}`,
      };
    }
  }
}
