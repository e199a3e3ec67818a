import type {
  BackupPart,
  ConfigPart,
  NginxPart,
  Pm2Part,
  ServicePart,
  SitePart,
  Sort,
  TraefikPart,
  UnitPart,
  WorkloadPart,
} from './parts.ts';

/**
 * The small language in which product files say what decides a checklist line. It is data: subjects that the files may hold,
 * tests on their values, and words for what no file can show. There is no code in product files.
 */

/** What is looked at. Each gives values with places, or nothing where the files do not have it. */
export type Subject =
  /** The effective value of a variable as the product reads it; its declared default where all that could set it was seen. */
  | { readonly setting: string }
  /** For a URL that people use: `served` where a proxy of the files serves its host, else `other`; nothing where no proxy is here. */
  | { readonly serves: string }
  /**
   * Where the host of a variable's URL is: `loopback`, `service` of these files, `cluster`, `remote`; `unknown` for a name without a
   * dot that nothing here has.
   */
  | { readonly located: string }
  /** The release of PostgreSQL that each server of the product's database runs; these variables say where the database is. */
  | { readonly postgres: readonly string[] }
  /**
   * How many connections the servers of the product's database have left when every replica has filled its pool: the variable
   * with the pool's size, further connections of each replica, and variables that say where the database is.
   */
  | { readonly pool: string; readonly beside: number; readonly database: readonly string[] }
  /** A part of each program of the product that systemd starts. */
  | { readonly unit: UnitPart }
  /** What holds the literal value of a secret, or of the password inside a DSN: the kind of its file (`dotenv`, `compose`), in manifests that of the object (`secret`, `configmap`). */
  | { readonly kept: string }
  /** `same` or `different`: two settings, or the passwords inside them where they are DSNs. */
  | { readonly equal: readonly string[] }
  /** The tag of an image that runs, or that the product's is built on, with `@digest` behind it where there is one: by whole repository, or by its last part (`postgres`). */
  | { readonly image: string }
  /** How far a container port of the product is published: `all`, `address`, `loopback`, or `none`. */
  | { readonly published: number }
  /** A part of a service (`reach`: of each of its published ports, as for `published`); `of` is `product`, `*`, or the last part of an image's repository. */
  | { readonly service: ServicePart; readonly of: string }
  /** A part of each proxy site that serves the product. */
  | { readonly site: SitePart }
  /** A part of each nginx server that proxies to the product. */
  | { readonly nginx: NginxPart }
  /** A part of each router of Traefik that leads to the product. */
  | { readonly traefik: TraefikPart }
  /**
   * What stands before a path of the product (`/admin/*`: all below it) at each way by which Caddy, nginx, Traefik, an Ingress
   * or a route of the Gateway API serves it: `login`, `certificate`, `address`, `closed` where nobody gets through, `none`; open where the files do not tell.
   */
  | { readonly access: string }
  /** A response header as the sites that serve the product send it: its value, `''` where they do not set it, `removed`. */
  | { readonly header: string }
  /** The value of a label of the product's service; `*` is any part of the name. */
  | { readonly label: string }
  /**
   * Values at a dotted path of the deployment's JSON files; `in` is a glob of those that count. With `written` a value that names
   * a variable is that text; otherwise it is what the variable is.
   */
  | { readonly json: string; readonly in?: string; readonly written?: boolean }
  /** A part of the product's JSON files; `in` is a glob of those that count, `under` the dotted path that keys stand under. */
  | { readonly config: ConfigPart; readonly in: string; readonly under: string }
  /** A part of each app of the product that PM2 starts. */
  | { readonly pm2: Pm2Part }
  /** A part of each workload of Kubernetes that runs the product. */
  | { readonly workload: WorkloadPart }
  /** Each command that saves data of a sort, or each script for backups; `database` are variables that say where the product's database is. */
  | { readonly backup: BackupPart; readonly database: readonly string[] }
  /** For each of these paths whether backups of files take it: `taken` or `missing`; undecided where one takes paths that nobody can tell. */
  | { readonly covered: readonly string[] }
  /** Whether two path variables lie on the `same` volume of the product's container or on `different` ones; `served` where a proxy gives the first to everybody. */
  | { readonly apart: readonly string[] }
  /** All things of one sort that production has, whatever product they belong to. */
  | { readonly each: Sort }
  /** Findings of these rules anywhere in the files; each is one value, the rule's id. */
  | { readonly findings: readonly string[] };

/** A test of one value; several keys must all hold. Words are compared without case, `*` is any text. */
export interface Test {
  readonly is?: readonly string[];
  readonly not?: readonly string[];
  /** One of these stands between its spaces, commas and semicolons; `*` means itself here. */
  readonly hasWord?: readonly string[];
  /** One of these stands in it, letter for letter; `*` means itself here. */
  readonly has?: readonly string[];
  /** Letter for letter none of these: for consumers that compare so. */
  readonly notExactly?: readonly string[];
  readonly below?: number;
  readonly above?: number;
  /** Guessed with fewer bits than this, as it looks. */
  readonly bitsBelow?: number;
  /** Fewer characters than this, of a DSN its password; undecided, as for bits, where the text only says where the value is kept. */
  readonly shorter?: number;
  /** Whether it is a whole number. */
  readonly wholeNumber?: boolean;
  /** A version below this one, part by part; undecided where the value starts with no number. */
  readonly versionBelow?: string;
  /** A `max-age` of fewer seconds, or none. */
  readonly maxAgeBelow?: number;
  /** Memory below this many megabytes, as Compose writes sizes. */
  readonly megabytesBelow?: number;
  /** Whether the tag is a full release, a commit, or has a digest: what cannot move. */
  readonly pinned?: boolean;
  /** Whether it is a URL of a public host. */
  readonly publicUrl?: boolean;
  /** The host of this other setting's URL does not stand in it. */
  readonly omitsHostOf?: string;
  /** A value of this other subject stands in it. */
  readonly contains?: Subject;
  /** No value of this other subject stands in it. */
  readonly lacks?: Subject;
}

export interface Check {
  readonly subject: Subject;
  /** None of these rules has a finding on the subject. */
  readonly rules: readonly string[];
  /** The line fails where one value is so. */
  readonly fails?: Test;
  /** The line passes only where every value is so; else it stays unknown. */
  readonly passes?: Test;
  /** A value that is so and not right decides nothing, where otherwise it would fail the line. */
  readonly open?: Test;
  /** One value that is right is enough, as for the routers of one service. */
  readonly some: boolean;
  /** What the subject's absence means: a failure, or that other evidence decides. Without it the line is unknown. */
  readonly absent?: 'fail' | 'skip';
  /** The files can prove the failure, never the contrary: the line is left to its other evidence. */
  readonly failOnly: boolean;
  /** What failing means. The value itself is told only where the subject cannot be a secret. */
  readonly why?: string;
  /** How bad failing here is, where that is less than the line's own severity. */
  readonly severity?: ItemSeverity;
  /** Counts only where this holds. */
  readonly when?: Condition;
}

export const itemSeverities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type ItemSeverity = (typeof itemSeverities)[number];

export type Evidence =
  | { readonly type: 'check'; readonly check: Check }
  /** One of them is enough; any failure among them counts. */
  | { readonly type: 'any'; readonly of: readonly Evidence[] }
  /** A person has to look; `every` is how long an answer holds, as `90d`. */
  | { readonly type: 'ask'; readonly ask: string; readonly every?: string; readonly when?: Condition }
  /** This machine would tell. */
  | { readonly type: 'host'; readonly host: string; readonly when?: Condition }
  /** The running deployment would tell. */
  | { readonly type: 'probe'; readonly probe: string; readonly when?: Condition }
  /** A reader or rule that this release does not have would tell. */
  | { readonly type: 'needs'; readonly needs: string; readonly to: string; readonly when?: Condition };

/** A question that the files answer with yes or no; a value that nobody can resolve answers neither. */
export type Condition =
  /** Some value of the subject passes the test; any value at all where there is none. */
  | { readonly on: Subject; readonly test: Test }
  | { readonly without: Subject; readonly test: Test }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };
