import { isPublicHost, readUrl } from '../model/url.ts';
import type { Condition, Subject, Test } from '../product/condition.ts';
import { matchesText } from '../product/glob.ts';
import { strengthOf } from '../secrets/strength.ts';
import { isIndirect } from '../secrets/value.ts';
import type { Context } from './context.ts';
import { see } from './see.ts';

/** Three answers: a value that the files leave open gives neither yes nor no. */
type Answer = boolean | undefined;

const every = (answers: readonly Answer[]): Answer =>
  answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
const some = (answers: readonly Answer[]): Answer =>
  answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;

/** Whether a value passes all that the test asks. */
export function holds(test: Test, value: string | undefined, context: Context): Answer {
  if (value === undefined) return undefined;
  const isOneOf = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => matchesText(pattern.toLowerCase(), value.toLowerCase()));
  const answers: Answer[] = [];
  if (test.is) answers.push(isOneOf(test.is));
  if (test.not) answers.push(!isOneOf(test.not));
  if (test.hasWord) answers.push(value.split(/[\s,;]+/).some((word) => test.hasWord?.includes(word)));
  if (test.has) answers.push(test.has.some((part) => value.includes(part)));
  if (test.notExactly) answers.push(!test.notExactly.includes(value));
  if (test.below !== undefined) answers.push(numberIn(value, (number) => number < (test.below ?? 0)));
  if (test.above !== undefined) answers.push(numberIn(value, (number) => number > (test.above ?? 0)));
  if (test.bitsBelow !== undefined) answers.push(measured(value, () => strengthOf(value).bits < (test.bitsBelow ?? 0)));
  if (test.shorter !== undefined) answers.push(measured(value, () => secretIn(value).length < (test.shorter ?? 0)));
  if (test.wholeNumber !== undefined) answers.push(/^\d+$/.test(value) === test.wholeNumber);
  if (test.versionBelow !== undefined) answers.push(isOlder(value, test.versionBelow));
  if (test.megabytesBelow !== undefined) answers.push(isSmaller(value, test.megabytesBelow));
  if (test.maxAgeBelow !== undefined) answers.push(Number(/max-age="?(\d+)/i.exec(value)?.[1] ?? 0) < test.maxAgeBelow);
  if (test.pinned !== undefined) answers.push(isPinned(value) === test.pinned);
  if (test.publicUrl !== undefined) answers.push(isPublicHost(readUrl(value)?.host ?? '') === test.publicUrl);
  if (test.omitsHostOf !== undefined) answers.push(omitsHost(value, test.omitsHostOf, context));
  if (test.contains) answers.push(containsOne(value, test.contains, context));
  if (test.lacks) {
    const held = containsOne(value, test.lacks, context);
    answers.push(held === undefined ? undefined : !held);
  }
  return every(answers);
}

/** Whether a condition holds; an open value, or an absence that the files cannot prove, answers neither way. */
export function isSo(condition: Condition, context: Context): Answer {
  if ('all' in condition) return every(condition.all.map((one) => isSo(one, context)));
  if ('any' in condition) return some(condition.any.map((one) => isSo(one, context)));
  const { found, complete } = see('on' in condition ? condition.on : condition.without, context);
  const seen =
    found.length === 0
      ? complete
        ? false
        : undefined
      : some(found.map(({ value }) => answerFor(condition.test, value, context)));
  if ('on' in condition) return seen;
  return seen === undefined ? undefined : !seen;
}

/** Mere existence where the test asks nothing. */
const answerFor = (test: Test, value: string | undefined, context: Context): Answer =>
  Object.keys(test).length === 0 ? true : holds(test, value, context);

function containsOne(value: string, subject: Subject, context: Context): Answer {
  const { found } = see(subject, context);
  return found.length === 0
    ? undefined
    : some(found.map((one) => (one.value === undefined ? undefined : standsIn(one.value, value))));
}

/** As a word of its own: `80` does not stand in `8080`. */
const standsIn = (part: string, whole: string): boolean => isBounded(part, whole, /[a-z0-9]/i);

/** One of the places where the part stands in the whole has none of these signs before and behind it. */
function isBounded(part: string, whole: string, signs: RegExp): boolean {
  for (let at = whole.indexOf(part); at >= 0; at = whole.indexOf(part, at + 1)) {
    const around = [whole[at - 1], whole[at + part.length]];
    if (!around.some((sign) => sign !== undefined && signs.test(sign))) return true;
  }
  return false;
}

/** Of an address with a password that is what is long or short. */
const secretIn = (value: string): string => readUrl(value)?.password ?? value;

/** A text that only says where a value is kept, or how it is made, has not the value's length. */
const measured = (value: string, isSmall: () => boolean): Answer => (isIndirect(value) ? undefined : isSmall());

const numberIn = (value: string, test: (number: number) => boolean): Answer =>
  /^-?\d+(?:\.\d+)?$/.test(value) ? test(Number(value)) : undefined;

/** `16.4-alpine` against `14`: part by part, as far as both go. */
function isOlder(value: string, limit: string): Answer {
  const version = /^v?(\d+(?:\.\d+)*)/.exec(value)?.[1]?.split('.').map(Number);
  if (!version) return undefined;
  const wanted = limit.split('.').map(Number);
  for (const [index, part] of wanted.entries()) {
    const own = version[index];
    if (own === undefined) return undefined;
    if (own !== part) return own < part;
  }
  return false;
}

const megabytes: Readonly<Record<string, number>> = {
  b: 1 / 1048576,
  k: 1 / 1024,
  kb: 1 / 1024,
  m: 1,
  mb: 1,
  g: 1024,
  gb: 1024,
  ki: 1 / 1024,
  mi: 1,
  gi: 1024,
};

/** Sizes as Compose and Kubernetes write them: a number with `b`, `k`, `m`, `Mi` or `g`, bytes without one. */
function isSmaller(value: string, limit: number): Answer {
  const size = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value);
  const unit = size && megabytes[(size[2] || 'b').toLowerCase()];
  return unit === undefined || unit === null ? undefined : Number(size?.[1]) * unit < limit;
}

/** A full release, a commit, or a digest: tags that people do not move. */
const isPinned = (tag: string): boolean =>
  /@sha256:[0-9a-f]{64}$/.test(tag) ||
  /^v?\d+\.\d+\.\d+(?:[-+.][\w.-]+)?$/.test(tag) ||
  /^sha-[0-9a-f]{7,40}$/.test(tag);

function omitsHost(value: string, name: string, context: Context): Answer {
  const [first] = see({ setting: name }, context).found;
  const host = first?.value === undefined ? undefined : readUrl(first.value)?.host;
  if (host === undefined) return undefined;
  // A pattern for hosts escapes its dots, and may match what does not stand in it.
  const names = isBounded(host, value.toLowerCase().replace(/\\/g, ''), /[a-z0-9.-]/);
  return names ? false : /hostregexp\(/i.test(value) ? undefined : true;
}
