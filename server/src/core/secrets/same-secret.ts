import type { SecretCandidate } from './candidate.ts';
import { isLinked } from './linked.ts';
import { wordsOf } from './role.ts';

/** Words that say whose it is, not what for: two names that differ in no others may mean one secret. */
const another =
  /^(?:admin|root|master|refresh|session|cookie|jwt|csrf|encryption|encrypt|signing|hash|salt|pepper|webhook|internal|oauth|app|api|access|auth|private|vault|hmac|smtp|mail|redis|minio|s3|grafana|replication|nonce|logged|secure|in|bootstrap)$/;

/**
 * Whether two secrets of one deployment that hold the same value are meant to: one secret for two readers, or both sides of a
 * login. A name that only adds a prefix of its program (`GOTRUE_JWT_SECRET`, `JWT_SECRET`) means the same secret.
 */
export function isSameSecret(a: SecretCandidate, b: SecretCandidate): boolean {
  if (a.key.toLowerCase() === b.key.toLowerCase() || isLinked(a, b)) return true;
  if (a.inUrl !== b.inUrl && a.role === 'password' && b.role === 'password') return true;
  const [first, second] = [wordsOf(a.key), wordsOf(b.key)];
  const [shorter, longer] = first.length <= second.length ? [first, second] : [second, first];
  const common = longer.slice(longer.length - shorter.length);
  const isSuffix = common.length === shorter.length && common.every((word, index) => word === shorter[index]);
  if (isSuffix) return !longer.slice(0, longer.length - shorter.length).some((word) => another.test(word));
  const ends = (words: readonly string[]): string => words.filter((word) => another.test(word)).join(' ');
  return a.role === b.role && ends(first) === ends(second);
}
