import type { Span } from '../text.ts';
import { crc32Base62 } from './crc32.ts';
import { type VendorToken, vendorTokens } from './vendors.ts';

export interface FoundToken {
  readonly vendor: VendorToken;
  readonly span: Span;
}

const byPrefix: readonly (readonly [string, VendorToken])[] = vendorTokens.flatMap((vendor) =>
  vendor.prefixes.map((prefix) => [prefix, vendor] as const),
);
const anyPrefix = new RegExp([...new Set(byPrefix.map(([prefix]) => prefix.replace(/[.|/]/g, '\\$&')))].join('|'), 'g');
const withoutPrefix = vendorTokens.filter(({ contains }) => contains !== undefined);

/** Keys that manuals print (of Stripe, Google, AWS): everyone knows them, and they open nothing. */
const documented = new Set([
  'sk_test_4eC39HqLyjWDarjtT1zdp7dc',
  'sk_test_BQokikJOvBiI2HlWgH4olfQ2',
  'sk_test_26PHem9AhJZvU623DfE1x4sd',
  'sk_test_VePHdqKTYQjKNInc7u56JBrQ',
  'AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe',
  'AIzaSyCW5bCoiB95pQs3YMo4p8v3cCnAuoiqkRM',
]);

/** The tokens of known vendors in a text, in its order, without those that manuals and templates print. */
export function findVendorTokens(text: string): readonly FoundToken[] {
  const found: FoundToken[] = [];
  let end = 0;
  for (const { index } of text.matchAll(anyPrefix)) {
    if (index < end) continue;
    const token = tokenAt(text, index);
    if (!token) continue;
    end = token.span.end;
    if (isReal(text.slice(token.span.start, end), token.vendor)) found.push(token);
  }
  for (const vendor of withoutPrefix) {
    if (!text.includes(vendor.contains ?? '')) continue;
    for (const { index, 0: value } of text.matchAll(vendor.form)) {
      const span = { start: index, end: index + value.length };
      const isKnown = found.some((other) => span.start < other.span.end && other.span.start < span.end);
      if (!isKnown && isReal(value, vendor)) found.push({ vendor, span });
    }
  }
  return found.toSorted((a, b) => a.span.start - b.span.start);
}

/** The longest one that begins there: vendors share the beginnings of their prefixes. */
function tokenAt(text: string, start: number): FoundToken | undefined {
  return byPrefix
    .filter(([prefix]) => text.startsWith(prefix, start))
    .flatMap(([, vendor]) => {
      vendor.form.lastIndex = start;
      const match = vendor.form.exec(text);
      return match ? [{ vendor, span: { start, end: start + match[0].length } }] : [];
    })
    .toSorted((a, b) => b.span.end - a.span.end)[0];
}

/** AWS gives its secret keys no prefix: their name has to say it. */
export const isAwsSecret = (name: string, value: string): boolean =>
  /(?:aws|amazon).*secret.*key|^secret_access_key$/i.test(name) &&
  /^[A-Za-z0-9/+]{40}$/.test(value) &&
  /[a-z]/.test(value) &&
  /[A-Z]/.test(value) &&
  !sampleWords.test(value);

const sampleWords =
  /example|your|placeholder|dummy|sample|redacted|change-?me|insert|replace|not-?a-?real|fake|x{5}|X{5}|\*{3}|\.{3}/i;

/** Neither a template's stand-in nor a manual's own, and with the right checksum where the vendor gives it one. */
function isReal(value: string, { prefixes, checksum }: VendorToken): boolean {
  const prefix = prefixes.find((one) => value.startsWith(one)) ?? '';
  const body = value.slice(prefix.length);
  if (sampleWords.test(body) || documented.has(value)) return false;
  if (new Set(body).size < 6 || /(.)\1{7}/.test(body)) return false;
  return !checksum || body.slice(-6) === crc32Base62(body.slice(0, -6));
}
