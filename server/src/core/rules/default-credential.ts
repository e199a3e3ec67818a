import type { FileRule } from './rule.ts';
import { secretProblems } from './secret-problem.ts';

export const defaultCredential: FileRule = {
  id: 'default-credential',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'secret',
  summary: 'A login or key that a product or image ships is still in use.',
  why: `Everyone who has read the product's manual knows it, and scanners try these pairs within hours of a new address
appearing. The value counts wherever it comes from: a line of an env file, a Compose entry, or the fallback of
\`\${NAME:-fallback}\` while nothing sets the name.

A database that already has its data keeps the old password: change it there too (\`ALTER ROLE ... PASSWORD\`).`,
  bad: {
    'compose.yaml': 'services:\n  db:\n    image: postgres:16.4\n    environment:\n      POSTGRES_PASSWORD: postgres\n',
  },
  good: {
    'compose.yaml':
      'services:\n  db:\n    image: postgres:16.4\n    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}\n',
  },
  references: ['https://cwe.mitre.org/data/definitions/1392.html', 'https://hub.docker.com/_/postgres'],
  check: (view) => secretProblems(view, 'default-credential'),
};
