import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { jwtPayload } from './jwt.ts';
import { commonPasswordDigests, publishedBy, publishedDigests } from './published-digests.ts';

const digits = 16;

/** Where a value is printed for everyone to read; undefined where it is on no list. */
export function publishedIn(value: string): string | undefined {
  if (isSupabaseDemo(value)) return 'supabase/supabase';
  const digest = digestOf(value);
  return publishedBy[digest] ?? (isListed(publishedDigests, digest) ? 'public code' : undefined);
}

/** A password of the lists that are tried first, although it looks like a good one. */
export const isCommonPassword = (value: string): boolean => isListed(commonPasswordDigests, digestOf(value));

const digestOf = (value: string): string => bytesToHex(sha256(utf8ToBytes(value))).slice(0, digits);

/** Supabase's demo keys are signed with a printed secret; each guide prints other dates in them. */
export const isSupabaseDemo = (value: string): boolean => /"iss"\s*:\s*"supabase-demo"/.test(jwtPayload(value) ?? '');

/** The list is one sorted text, so that nothing has to be unpacked when the program starts. */
function isListed(list: string, digest: string): boolean {
  let low = 0;
  let high = list.length / digits;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = list.slice(middle * digits, (middle + 1) * digits);
    if (entry === digest) return true;
    if (entry < digest) low = middle + 1;
    else high = middle;
  }
  return false;
}
