import type { FileRule } from './rule.ts';
import { secretProblems } from './secret-problem.ts';

export const placeholderSecret: FileRule = {
  id: 'placeholder-secret',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'secret',
  summary: 'A secret still holds the placeholder of the template it was copied from.',
  why: `The template is public, so the value is too. Programs rarely refuse it: the deployment starts and looks healthy
with a key that anyone can read. Example files (\`.env.example\`, \`*.sample\`, \`docs/\`) hold placeholders on purpose and are
left alone.`,
  bad: { '.env': 'JWT_SECRET=your-secret-here\n' },
  good: { '.env': 'JWT_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n' },
  references: ['https://cwe.mitre.org/data/definitions/1188.html'],
  check: (view) => secretProblems(view, 'placeholder-secret'),
};
