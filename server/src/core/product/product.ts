import type { Encoding, Span } from '../text.ts';
import type { Condition, Evidence, ItemSeverity } from './condition.ts';

/**
 * Everything that Seaworthy knows about one product, as its YAML file says it (design page: checklists). Built-in files and a
 * workspace's own ones are read by the same {@link file://./read-product.ts readProduct}.
 */
export interface Product {
  readonly id: string;
  /** What people call it in a sentence. */
  readonly name: string;
  /** What its checklist is called. */
  readonly title: string;
  /** The published checklist that the items come from. */
  readonly source?: string;
  /** It counts as deployed wherever its file is, because nothing says how to recognise it. */
  readonly always?: true;
  /** Its checklist is walked only where no other one is. */
  readonly fallback?: true;
  readonly detect: Detection;
  readonly variables: Readonly<Record<string, Variable>>;
  /** Dotted path of a JSON key -> the variable whose value it holds instead. */
  readonly jsonVariables?: Readonly<Record<string, string>>;
  readonly images: Readonly<Record<string, ImageFacts>>;
  /** Its ports are those of a datastore or broker, which only the services beside it need to reach. */
  readonly datastore?: boolean;
  /** Name of the listener -> port inside the container. */
  readonly ports: Readonly<Record<string, number>>;
  /** Paths that answer whether it is well, where they are known. */
  readonly health?: readonly string[];
  /** Each replica counts requests for itself, unless one of these variables names a store that they share. */
  readonly ownLimiter?: { readonly sharedBy: readonly string[] };
  readonly proxy: {
    readonly forwardedHeaders?: boolean;
    /** Those of the request headers that it reads, where it does not read them all. */
    readonly requestHeaders?: readonly string[];
    readonly websocket?: boolean;
    readonly sse?: boolean;
    /** The variable that makes the product believe forwarded addresses. */
    readonly trust?: string;
  };
  /** Response headers that must reach the client, with the value that the product's guide asks for. */
  readonly headers: Readonly<Record<string, string>>;
  /** Those that the product itself already sends: never asked of the proxy. */
  readonly sentHeaders: readonly string[];
  /** Names of variables, and dotted paths of JSON keys (`*` stands for any one key), that the product does not read. */
  readonly ignored: Readonly<Record<string, IgnoredName>>;
  /** Old name -> the name that the product reads now. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Globs of names that whoever deploys makes up, which `unknown-variable` therefore leaves alone. */
  readonly openNames?: readonly string[];
  /** Pairs of variables that have to hold the same value; the first one follows the second. */
  readonly linked?: readonly (readonly [string, string])[];
  readonly rateLimits: Readonly<
    Record<string, Readonly<Partial<Record<'production' | 'staging' | 'development', number>>>>
  >;
  /** The variable that says on which address it listens, and those of which one has to be set before strangers reach it. */
  readonly listener?: { readonly host: string; readonly auth: readonly string[] };
  /** Variables with the number of database connections that one replica may open. */
  readonly pools: readonly string[];
  /** User and password pairs that the product or its examples ship. */
  readonly credentials: readonly Credential[];
  readonly sections: readonly Section[];
  /** Where its file names it. */
  readonly span?: Span;
  /** What is wrong in its file outside of the lines: facts may be missing, so nothing passes. */
  readonly mistake?: string;
}

export interface Credential {
  readonly user?: string;
  readonly password: string;
  /** Where it is printed; the product's `source` where it is left out. */
  readonly where?: string;
}

export interface IgnoredName {
  /** What is true instead, as the end of a sentence. */
  readonly why: string;
  /** The name or dotted path that the product reads for the same purpose. */
  readonly instead?: string;
}

export interface Detection {
  /** One sign is enough. */
  readonly strong: Signs;
  /** Two different kinds of sign are needed. */
  readonly weak: Signs;
}

export interface Signs {
  readonly envPrefixes: readonly string[];
  /** Repositories without a tag. */
  readonly images: readonly string[];
  /** Globs of paths. */
  readonly files: readonly string[];
  readonly services: readonly string[];
  /** Dotted paths of keys in JSON files. */
  readonly jsonKeys: readonly string[];
}

export type VariableKind =
  | 'secret'
  | 'password'
  | 'dsn'
  | 'enum'
  | 'bool'
  | 'int'
  | 'url'
  | 'public-url'
  | 'origins'
  | 'host'
  | 'email'
  | 'path'
  | 'string'
  | 'tier'
  | 'log-level';

export interface Variable {
  readonly kind: VariableKind;
  /** What a generated value is written in; `hex` for most keys. */
  readonly encoding?: Encoding;
  /** The consumer decodes it, and refuses another encoding or number of bytes. */
  readonly decoded?: boolean;
  /** Random bytes that the consumer needs. */
  readonly bytes?: number;
  /** The consumer refuses shorter values. */
  readonly minLength?: number;
  /** `true`, or the values of another variable that make it unnecessary. */
  readonly required?: boolean;
  readonly requiredUnless?: { readonly variable: string; readonly values: readonly string[] };
  readonly requiredWhen?: { readonly variable: string; readonly values: readonly string[] };
  /** What the product uses when nothing sets it. */
  readonly default?: string;
  readonly values?: readonly string[];
  /** Values that must not reach production, compared without case; `*` is a glob star. */
  readonly insecure?: readonly string[];
  /** Values that the product's templates ship for people to replace. */
  readonly placeholders?: readonly string[];
  /** The rule that reports an insecure value. */
  readonly rule?: string;
  /** The value that production needs, where there is one. */
  readonly production?: string;
  /** Replacing a live value makes stored data unreadable: fixes only fill blanks and placeholders. */
  readonly encryptsData?: boolean;
  readonly bootstrapOnly?: boolean;
  /** Names that hold the path of a file with the value; one of them set counts as set. */
  readonly files?: readonly string[];
  /** What happens when the value is replaced; shown beside the fix. */
  readonly rotation?: string;
  /** Which releases read it, where not all do: its absence then says nothing. */
  readonly versions?: string;
  /** The program's own listener takes this address. */
  readonly listens?: boolean;
  readonly note?: string;
}

export interface ImageFacts {
  /** Globs of release tags: `v*.*.*`. */
  readonly releases: readonly string[];
  /** Tags that name a variant and follow its newest release: `fpm`, `alpine`. */
  readonly moving?: readonly string[];
  /** Folders inside of the container in which it keeps what it stores. */
  readonly data?: readonly string[];
  /** Everything is lost where that folder is on no volume. */
  readonly stateful?: boolean;
  /** The tag that a fix pins to when the file does not tell a better one. */
  readonly pin?: string;
}

export interface Section {
  readonly title: string;
  readonly items: readonly Item[];
}

export interface Item {
  readonly id: string;
  readonly text: string;
  readonly severity: ItemSeverity;
  /** The line repeats another one and shows its state. */
  readonly same?: string;
  /** The line says in short what these lines say: it is as the worst of them. */
  readonly sums?: readonly string[];
  /** Whether the line is about this deployment at all, and what to say where it is not. */
  readonly applies?: { readonly when: Condition; readonly otherwise: string };
  readonly evidence: readonly Evidence[];
  /** What really helps, where the rules' own words do not say it. */
  readonly remedy?: string;
  /** The item's place in its file, for mistakes in it. */
  readonly span: Span;
  /** What is wrong in it: part of what decides it may be missing, so nothing does. */
  readonly mistake?: string;
}

export type { Condition, Evidence, ItemSeverity };
