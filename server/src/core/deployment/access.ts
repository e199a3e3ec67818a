import type { Place } from '../model/place.ts';

/** What somebody has to show before a proxy hands a request on; `closed`: nobody gets through. */
export type Layer = 'login' | 'certificate' | 'address' | 'closed' | 'none';

/** What stands before a path at one of the ways by which a proxy serves it. */
export interface Access extends Place {
  /** Undefined where the files leave it open. */
  readonly layer: Layer | undefined;
  /** Why it is open, as a sentence. */
  readonly open?: string;
}

/** Paths that are asked for: one, or all that begin so. */
export interface AskedPath {
  /** With its slash at the end where all below it is meant. */
  readonly base: string;
  readonly deep: boolean;
}

/** `/admin/*` is all below `/admin/`; `/admin` that path alone. */
export const readAskedPath = (text: string): AskedPath =>
  text.endsWith('*') ? { base: text.slice(0, -1), deep: true } : { base: text, deep: false };

/** What no file names, in several forms, so that no pattern has all of them by chance. */
const unnamed = ['x0', 'qz/7', '0-_.Q'];

/** Paths that stand for all that are asked for: the first, some that no file names, and those that the files do name. */
export function probesOf({ base, deep }: AskedPath, named: readonly string[]): readonly string[] {
  if (!deep) return [base];
  const below = named.filter((path) => path.startsWith(base));
  return [...new Set([base, ...below].flatMap((path) => [path, ...unnamed.map((rest) => path + rest)]))];
}

export const isAsked = ({ base, deep }: AskedPath, path: string): boolean =>
  deep ? path.startsWith(base) : path === base;

/** Where the asked path stands in front of a proxy that exchanges the prefix `outer` for `inner`; undefined where it does not lead there. */
export function outside(asked: AskedPath, outer: string, inner: string): AskedPath | undefined {
  if (asked.base.startsWith(inner)) return { ...asked, base: outer + asked.base.slice(inner.length) };
  return asked.deep && inner.startsWith(asked.base) ? { ...asked, base: outer } : undefined;
}

/** So many of a family's addresses that strangers are among them. */
export function isWideRange(text: string): boolean {
  if (/^(?:all|any|\*)$/i.test(text)) return true;
  const [address = '', length] = text.split('/');
  if (length === undefined || !/^\d+$/.test(length)) return /^(?:0\.0\.0\.0|::)$/.test(address);
  return Number(length) < (address.includes(':') ? 16 : 8);
}

/** Addresses or ranges of them, all written out, none so wide that strangers are among them. */
export const isNarrow = (ranges: readonly string[]): boolean =>
  ranges.length > 0 && ranges.every((text) => /^[\da-f.:]+(?:\/\d+)?$/i.test(text) && !isWideRange(text));

/** Repetition of what repeats: matching could take for ever. */
const nested = /[*+}]\)*[*+{]|[*+}][^()]*\)[*+{]/;

/** Whether a pattern matches; undefined where it is none that can be tried here. */
export function triesPattern(pattern: string, path: string, ignoreCase: boolean): boolean | undefined {
  if (pattern.length > 200 || nested.test(pattern) || /\(\?[^:=!<]|\\[AzZGQE]|\[\[:/.test(pattern)) return undefined;
  try {
    return new RegExp(pattern, ignoreCase ? 'i' : '').test(path);
  } catch {
    return undefined;
  }
}

/** Whether a pattern might match something below a path: not where the letters that it starts with lead elsewhere. */
export function mayMatchBelow(pattern: string, base: string): boolean {
  const start = /^\^((?:[\w/-]|\\[./-])*)(?![?*{|])/.exec(pattern)?.[1]?.replaceAll('\\', '');
  if (start === undefined || /(?:^|[^\\])\|/.test(pattern.replace(/\([^()]*\)/g, ''))) return true;
  return start.startsWith(base) || base.startsWith(start);
}
