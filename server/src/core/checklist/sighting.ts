import type { Place } from '../model/place.ts';

/** A value of a subject at its place. */
export interface Sighting {
  /** What it is called in a sentence: a variable's name, `image`, `site app.example.org`. */
  readonly name: string;
  /** Undefined where the files leave it open. */
  readonly value: string | undefined;
  /** The sentence that tells it, where its name and value alone read badly. */
  readonly words?: string;
  /** Why it is open. */
  readonly open?: string;
  /** Where it stands, most telling first; findings on any of them are about it. */
  readonly places: readonly [Place, ...Place[]];
  /** The value may be told. */
  readonly tellable: boolean;
  /** Names that findings use for it. */
  readonly about?: { readonly setting?: string; readonly services?: readonly string[]; readonly site?: string };
}

export interface Sightings {
  readonly found: readonly Sighting[];
  /** What is told of them where all are right, instead of each. */
  readonly whole?: Sighting;
  /** Everything that could hold the subject was seen, so that finding nothing means that there is none. */
  readonly complete: boolean;
  /** Where a line about its absence points. */
  readonly home?: Place;
  /** What is not there, in words. */
  readonly name: string;
}
