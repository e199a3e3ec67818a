import { secretFiles } from './live-secrets.ts';
import type { DeploymentRule } from './rule.ts';

export const secretFileTracked: DeploymentRule = {
  id: 'secret-file-tracked',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'secret',
  summary: 'A file with live secrets is in git’s index.',
  why: `Whoever can read the repository has the secrets, and its history keeps them after the file is gone. Take it out of the
index and ignore it, then replace every secret that was in it:

\`\`\`sh
git rm --cached .env
echo /.env >> .gitignore
git commit -m "Stop tracking the env file"
\`\`\`

The index is read from \`.git/index\`; git itself is never run. Where there is none, or it cannot be read, the rule is silent.`,
  bad: {
    '.env': 'JWT_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n',
    '.git/index': '.env',
  },
  good: {
    '.env': 'JWT_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n',
    '.gitignore': '.env\n',
    '.git/index': '.gitignore',
  },
  references: ['https://git-scm.com/docs/git-rm', 'https://cwe.mitre.org/data/definitions/538.html'],

  *check(view) {
    const { tracked } = view.versioning;
    for (const { path, span, what } of secretFiles(view)) {
      if (tracked?.has(path) !== true) continue;
      yield {
        path,
        span,
        message: `git tracks this file with ${what}: run "git rm --cached ${path}", ignore it, and replace what it holds.`,
        pointer: '/tracked',
      };
    }
  },
};
