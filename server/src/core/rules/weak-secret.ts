import type { FileRule } from './rule.ts';
import { secretProblems } from './secret-problem.ts';

export const weakSecret: FileRule = {
  id: 'weak-secret',
  severity: 'error',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'file',
  topic: 'secret',
  summary: 'A secret can be guessed, or is shorter than its consumer needs.',
  why: `A signing or encryption key is attacked offline, as fast as hardware allows: below 64 bits it falls, below 128 bits
it has no margin. A password that people choose is guessed from word lists first. The bits named in the message are an
estimate of how the value was made, not a measure of its luck; the value itself is never shown.

Keys are counted in random bytes: 32 bytes are 64 hex digits. Where a product says how many it needs, that number is asked for.`,
  bad: { '.env': 'SESSION_SECRET=summer2024\n' },
  good: { '.env': 'SESSION_SECRET=e1b7a2f4c9d86350417fae2b9c5d7083f6a1e4b2d9c8075361fae7b4c2d90835\n' },
  references: ['https://pages.nist.gov/800-63-4/sp800-63b.html', 'https://cwe.mitre.org/data/definitions/521.html'],
  check: (view) => secretProblems(view, 'weak-secret'),
};
