import type { CaddyBlock, CaddyDirective, CaddyfileTree } from '../syntax/caddyfile.ts';
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
  /** The file that an import brought it in from; undefined for the site's own. */
  readonly path: string | undefined;
  /** `header_down` of a `reverse_proxy`, or the `header` directive. */
  readonly from: 'header' | 'header_down';
}

export interface CaddyUpstream {
  readonly text: string;
  /** Undefined where a variable, a socket or a bare `:port` stands. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly span: Span;
  /** As for headers. */
  readonly path: string | undefined;
}

/** A directive that requests of the site pass. */
export interface PlacedDirective extends CaddyDirective {
  /** Held back to some requests by what surrounds it. */
  readonly conditional: boolean;
  /** The groups around it, outermost first. */
  readonly within: readonly CaddyDirective[];
  /** As for headers. */
  readonly path: string | undefined;
}

export interface CaddyProxy {
  readonly directive: PlacedDirective;
  readonly upstreams: readonly CaddyUpstream[];
  /** `header_up` names, lower case. */
  readonly headersUp: readonly string[];
}

/** A site with everything that its imports bring in, as far as they were followed. */
export interface CaddySite {
  readonly addresses: readonly CaddyAddress[];
  readonly span: Span;
  /** The braces' inside; where a fix inserts. Undefined in a file of one site without braces. */
  readonly open: Span | undefined;
  readonly body: Span;
  readonly headers: readonly CaddyHeader[];
  readonly proxies: readonly CaddyProxy[];
  readonly tls: readonly PlacedDirective[];
  /** Redirects all requests elsewhere: no content of its own. */
  readonly redirectsOnly: boolean;
  /** Imports that nobody followed: what they hold is unknown. */
  readonly unresolvedImports: readonly string[];
  /** All directives, flat, with imports followed. */
  readonly directives: readonly PlacedDirective[];
}

export interface CaddyfileModel {
  readonly tree: CaddyfileTree;
  /** By name without parentheses. */
  readonly snippets: ReadonlyMap<string, CaddyBlock>;
  readonly sites: readonly CaddySite[];
  /** Directives stand outside of any site: a part that other files import into theirs. */
  readonly fragment: boolean;
  /** Directives of the global options block. */
  readonly options: readonly CaddyDirective[];
  /** Of the syntax, and of what the directives take. */
  readonly problems: readonly SyntaxProblem[];
}
