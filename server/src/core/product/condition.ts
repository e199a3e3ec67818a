/**
 * The small language in which product files say what decides a checklist line. It is data: subjects that the files may hold,
 * tests on their values, and words for what no file can show. There is no code in product files.
 */

/** What is looked at. Each gives values with places, or nothing where the files do not have it. */
export type Subject =
  /** The effective value of a variable as the product reads it. */
  | { readonly setting: string }
  /** The tag of an image: its whole repository, or its last part (`postgres`). A digest counts as its own tag, `@sha256`. */
  | { readonly image: string }
  /** How far a container port is published: `all`, `address` or `loopback`; `none` where its service publishes nothing. */
  | { readonly published: number }
  /** A part of a service; `of` is `product`, or the last part of an image's repository. */
  | { readonly service: ServicePart; readonly of: string }
  /** A part of each proxy site that serves the product. */
  | { readonly site: SitePart }
  /** The value of a label of the product's service; `*` is any part of the name. */
  | { readonly label: string }
  /** A path of a file in the deployment; the value is the path. */
  | { readonly file: string };

export type ServicePart = 'healthcheck' | 'logging' | 'memory' | 'cpus' | 'replicas' | 'command' | 'volumes' | 'name';

/** `tls`: `true` or `false`. `upstream-port`: the ports. `headers-up`: names sent on. `stripped`: response headers removed. `auth`: directives that ask for a login. */
export type SitePart = 'tls' | 'upstream-port' | 'headers-up' | 'stripped' | 'auth' | 'address';

/** A test of one value; several keys must all hold. Words are compared without case, `*` is any text. */
export interface Test {
  readonly is?: readonly string[];
  readonly not?: readonly string[];
  readonly below?: number;
  readonly above?: number;
  /** Fewer characters than this. */
  readonly shorter?: number;
  /** Not a whole number. */
  readonly notNumber?: boolean;
  /** A major version below this, read from the first digits; undecided where there are none. */
  readonly versionBelow?: number;
  /** Memory below this many megabytes, as Compose writes sizes. */
  readonly megabytesBelow?: number;
}

export interface Check {
  readonly on: Subject;
  /** None of these rules has a finding on the subject. */
  readonly rules?: readonly string[];
  /** The line fails where one value is so. */
  readonly fails?: Test;
  /** The line passes only where every value is so; else it stays unknown. */
  readonly passes?: Test;
  /** What the subject's absence means; unknown where it is left out. */
  readonly absent?: 'fail' | 'pass' | 'unknown';
  /** What failing means, in words; the value itself is shown only where it is no secret. */
  readonly why?: string;
  /** The files can prove the failure, never the contrary: passing leaves the line to its other evidence. */
  readonly failOnly?: boolean;
}

export type Evidence =
  | { readonly check: Check }
  /** Enough of them pass: one. */
  | { readonly any: readonly Evidence[] }
  /** A person has to look; `every` is how long an answer holds, as `90d`. */
  | { readonly ask: string; readonly every?: string }
  /** This machine would tell. */
  | { readonly host: string }
  /** The running deployment would tell. */
  | { readonly probe: string }
  /** A reader or rule of a later release would tell. */
  | { readonly needs: string; readonly to: string };

/** When a line is about this deployment at all. */
export type Condition =
  | { readonly on: Subject; readonly test?: Test; readonly otherwise: string }
  | { readonly without: Subject; readonly test?: Test; readonly otherwise: string };
