import type { Encoding, Generated } from '../text.ts';
import type { SecretCandidate } from './candidate.ts';

/** What to generate for a secret: its consumer's encoding and length, and an alphabet that every place of it survives. */
export function generatedFor(
  { variable, role, key, inUrl }: Pick<SecretCandidate, 'variable' | 'role' | 'key' | 'inUrl'>,
  inUrlToo: boolean,
): Generated {
  const encoding = variable?.encoding ?? (role === 'password' ? 'password' : 'hex');
  // `/`, `+` and `=` end or change a URL's userinfo.
  const survives: Encoding = (inUrl || inUrlToo) && encoding === 'base64' ? 'base64url' : encoding;
  return { generate: survives, bytes: variable?.bytes ?? (role === 'password' ? 24 : 32), name: key };
}

export const generatedTitle = ({ generate, bytes }: Generated): string =>
  `Generate secure token (${generate}, ${bytes} bytes)`;
