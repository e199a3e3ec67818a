import { isJwt } from './jwt.ts';
import { publishedIn } from './published.ts';
import { strengthOf } from './strength.ts';
import { isHashOrPublic, isIndirect, isPlaceholder } from './value.ts';
import { findVendorTokens } from './vendor-tokens.ts';

/** `shipped` names the repository that prints it; `token` and `random` are somebody's own. */
export type RealLooking = { readonly kind: 'shipped'; readonly by: string } | { readonly kind: 'token' | 'random' };

/** Whether a value was made by a random source or a vendor, rather than written for a template; undefined where not. */
export function realLooking(value: string, name: string): RealLooking | undefined {
  if (value.length < 12 || /\s/.test(value)) return undefined;
  if (isIndirect(value) || isHashOrPublic(value) || isPlaceholder(value, name)) return undefined;
  if (findVendorTokens(value).length > 0) return { kind: 'token' };
  const { bits, form } = strengthOf(value);
  const by = form === 'words' && bits < 40 ? undefined : publishedIn(value);
  if (by !== undefined) return { kind: 'shipped', by };
  if (isJwt(value)) return { kind: 'random' };
  return bits >= 80 && form !== 'words' && !isWritten(value) ? { kind: 'random' } : undefined;
}

/** Several words of letters, or no digit at all: a sentence in some spelling. */
const isWritten = (value: string): boolean =>
  !/[0-9]/.test(value) ||
  !/[A-Za-z]/.test(value) ||
  (value.match(/[a-z]{4,}|[A-Z]{4,}/g) ?? []).filter((word) => /[aeiouy]/i.test(word)).length >= 3 ||
  (value.match(/[A-Za-z]{3,}(?=[_-])/g) ?? []).length >= 2;
