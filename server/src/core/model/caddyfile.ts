import type { CaddyDirective, CaddyfileTree } from '../syntax/caddyfile.ts';
import type { CaddyToken } from '../syntax/caddyfile-lexer.ts';
import type { SyntaxProblem } from '../syntax/problem.ts';
import type { Span } from '../text.ts';

/** One address of a site as written; {@link file://./caddy-address.ts readAddress} takes it apart once its variables are known. */
export interface CaddyAddress {
  readonly token: CaddyToken;
  readonly text: string;
  readonly variables: readonly CaddyVariable[];
}

/** `{$NAME:default}`, replaced before the file is parsed. */
export interface CaddyVariable {
  readonly name: string;
  readonly fallback: string | undefined;
  readonly span: Span;
}

/** A response header that a site sets, or strips where `operation` is `delete`. */
export interface CaddyHeader {
  readonly name: string;
  readonly value: string | undefined;
  readonly operation: 'set' | 'add' | 'delete' | 'default' | 'replace';
  readonly span: Span;
  readonly valueSpan: Span | undefined;
  /** Held back to some requests by a matcher or a surrounding `handle`, `route` or `@name`. */
  readonly conditional: boolean;
  /** `header_down` of a `reverse_proxy`, or the `header` directive. */
  readonly from: 'header' | 'header_down';
}

export interface CaddyUpstream {
  readonly text: string;
  /** Undefined where a variable, a socket or a bare `:port` stands. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly span: Span;
}

export interface CaddyProxy {
  readonly directive: CaddyDirective;
  readonly upstreams: readonly CaddyUpstream[];
  /** `header_up` names, lower case. */
  readonly headersUp: readonly string[];
}

/** A site with everything that its imports of snippets of the same file bring in. */
export interface CaddySite {
  readonly addresses: readonly CaddyAddress[];
  readonly span: Span;
  /** The braces' inside; where a fix inserts. Undefined in a file of one site without braces. */
  readonly open: Span | undefined;
  readonly body: Span;
  readonly headers: readonly CaddyHeader[];
  readonly proxies: readonly CaddyProxy[];
  readonly tls: readonly CaddyDirective[];
  /** Redirects all requests elsewhere: no content of its own. */
  readonly redirectsOnly: boolean;
  /** Imports of files, or of snippets that the file lacks: what they hold is unknown. */
  readonly unresolvedImports: readonly string[];
  /** All directives, flat, with imports followed. */
  readonly directives: readonly CaddyDirective[];
}

export interface CaddyfileModel {
  readonly tree: CaddyfileTree;
  readonly sites: readonly CaddySite[];
  /** Directives of the global options block. */
  readonly options: readonly CaddyDirective[];
  /** Of the syntax, and of what the directives take. */
  readonly problems: readonly SyntaxProblem[];
}
