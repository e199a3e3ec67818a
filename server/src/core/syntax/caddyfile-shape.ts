/** What an argument of a directive has to be. `called` ends the sentence "... takes ...". */
export interface CaddyValue {
  readonly called: string;
  readonly accepts: (text: string) => boolean;
}

/** https://caddyserver.com/docs/conventions#durations: Go's durations, and days. */
export const duration: CaddyValue = {
  called: 'a duration such as 10s',
  accepts: (text) => /^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d))+)$/.test(text),
};

export const integer: CaddyValue = { called: 'a whole number', accepts: (text) => /^[-+]?\d+$/.test(text) };

/** As go-humanize reads them: bytes without a unit. */
export const size: CaddyValue = {
  called: 'a size such as 10MB',
  accepts: (text) => /^[\d.,]*\d[\d.,]*\s*(?:[kmgtpe]?i?b?)$/i.test(text),
};

/** A status of a response, or a class of them. */
export const status: CaddyValue = {
  called: 'a status such as 404 or 4xx',
  accepts: (text) => /^\d(?:\d\d|xx)$/.test(text),
};

/** One of some words, as they stand. */
export const oneOf = (...words: readonly string[]): CaddyValue => ({
  called: words.length === 1 ? `only ${words[0]}` : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
  accepts: (text) => words.includes(text),
});

/** Any of two. */
export const either = (one: CaddyValue, other: CaddyValue): CaddyValue => ({
  called: `${one.called} or ${other.called}`,
  accepts: (text) => one.accepts(text) || other.accepts(text),
});

/** What a directive, an option or a line of a block of theirs takes. */
export interface Shape {
  /** Fewest and most arguments, without the matcher. */
  readonly args?: readonly [least: number, most: number];
  /** What each argument has to be; undefined where anything may stand. The last holds for all that follow. */
  readonly takes?: readonly (CaddyValue | undefined)[];
  /** A matcher may stand before the arguments. */
  readonly matcher?: true;
  /** The names that its block may hold; undefined where plugins, or the author, make them up. */
  readonly inside?: Readonly<Record<string, Shape>>;
  /** Every line of its block, where the author makes up the names. */
  readonly each?: Shape;
  /** The first argument names a module of Caddy, which takes the rest; others are of plugins. */
  readonly modules?: Readonly<Record<string, Shape>>;
  /** Its block holds directives of the site. */
  readonly routes?: true;
  /** The name may stand once in its block. */
  readonly once?: true;
}

export const many = Number.POSITIVE_INFINITY;
export const exactly = (count: number): Shape => ({ args: [count, count] });
export const atLeast = (count: number): Shape => ({ args: [count, many] });
export const upTo = (count: number): Shape => ({ args: [0, count] });
/** One argument, of that value. */
export const one = (value: CaddyValue): Shape => ({ args: [1, 1], takes: [value] });
/** The same shape for several names. */
export const names = (shape: Shape, ...list: readonly string[]): Readonly<Record<string, Shape>> =>
  Object.fromEntries(list.map((name) => [name, shape]));
