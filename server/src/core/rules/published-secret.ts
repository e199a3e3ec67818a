import type { FileRule } from './rule.ts';
import { secretProblems } from './secret-problem.ts';

export const publishedSecret: FileRule = {
  id: 'published-secret',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'secret',
  summary: 'A secret equals one that a public repository or manual prints.',
  why: `It looks random, and it is not: it came with a template, and everyone who reads that template has it. Whoever
knows a signing key makes sessions and tokens of any user; whoever knows an encryption key reads what it encrypts. Attackers
try these lists. The value is looked up by its hash; no secret is in the list or leaves your machine.

Generate your own, and make those that were signed or encrypted with the old one invalid.`,
  bad: { '.env': 'SECRET_KEY=7(2w1sedok=aznpq)ta1mc4i%4h=xx@hxwx*o57ctsuml0x%fr\n' },
  good: { '.env': 'SECRET_KEY=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n' },
  references: ['https://cwe.mitre.org/data/definitions/1394.html', 'https://cwe.mitre.org/data/definitions/798.html'],
  check: (view) => secretProblems(view, 'published-secret'),
};
