import type { Span } from '../text.ts';

/** What one program takes from an env file; names that it takes from its own environment have no value. */
export interface DotenvReading {
  /** In the order of the file; the last of a name counts. */
  readonly values: ReadonlyMap<string, string | undefined>;
  /** Where the program gives up on the file; what it read before is in `values`. */
  readonly fault: Span | undefined;
}

/** Collects a reading; a name that is set again moves to its last place. */
export interface Draft {
  readonly values: Map<string, string | undefined>;
  fault: Span | undefined;
}

export const draft = (): Draft => ({ values: new Map(), fault: undefined });

export function put({ values }: Draft, key: string, value: string | undefined): void {
  values.delete(key);
  values.set(key, value);
}

/** The first sign that no UTF-8 gave: programs that decode strictly refuse such a file. */
export function undecoded(text: string): Span | undefined {
  const start = text.indexOf('\ufffd');
  return start < 0 ? undefined : { start, end: start + 1 };
}
