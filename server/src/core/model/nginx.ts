import type { NginxBlock, NginxDirective, NginxToken, NginxTree } from '../syntax/nginx.ts';
import type { SyntaxProblem } from '../syntax/problem.ts';
import type { Span } from '../text.ts';
import type { NginxAccess } from './nginx-access.ts';

/** One argument, or what a level of the file inherits as one. */
export interface NginxValue {
  readonly text: string;
  readonly span: Span;
  /** The file that holds it, where an `include` brought it in. */
  readonly path?: string;
}

/** `listen`; a server without any listens on port 80 of all addresses (8000 where nginx is not started by root). */
export interface NginxListen {
  /** The address and port as written. */
  readonly text: string;
  readonly span: Span;
  /** Without the brackets of IPv6; undefined where a port stands alone or with `*`. */
  readonly address: string | undefined;
  /** Undefined for sockets, and where a variable of a template stands. */
  readonly port: number | undefined;
  /** `ssl` or `quic` here, or `ssl on` for the server. */
  readonly ssl: boolean;
  readonly defaultServer: boolean;
  readonly directive: NginxDirective;
}

/** `add_header` or `proxy_set_header`, here or inherited. */
export interface NginxHeader {
  readonly name: string;
  readonly value: string | undefined;
  /** Of the name to the value. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span | undefined;
  /** With error pages too, not with successes and redirects alone. */
  readonly always: boolean;
  readonly inherited: boolean;
  /** As for values. */
  readonly path?: string;
}

export interface NginxSsl {
  readonly certificate?: NginxValue;
  readonly key?: NginxValue;
  readonly protocols?: { readonly values: readonly NginxValue[]; readonly span: Span };
}

export interface NginxUpstreamServer {
  readonly text: string;
  readonly span: Span;
  /** Lower case, without brackets; undefined for sockets and where a variable stands. */
  readonly host: string | undefined;
  readonly port: number | undefined;
}

export interface NginxUpstream {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly servers: readonly NginxUpstreamServer[];
}

export interface NginxProxyPass {
  /** As written. */
  readonly text: string;
  /** Of the argument. */
  readonly span: Span;
  readonly scheme: string | undefined;
  /** With variables that the file sets once followed; undefined where others stand, and for sockets. */
  readonly host: string | undefined;
  /** The scheme's own where none is written; undefined where an `upstream` of this file says it. */
  readonly port: number | undefined;
  readonly path: string | undefined;
  /** What the host stands for: the servers of the `upstream` of this file, or itself. */
  readonly servers: readonly NginxUpstreamServer[];
  readonly upstream: NginxUpstream | undefined;
  /** Inside of `if` or `limit_except`, which take a share of the requests. */
  readonly conditional: boolean;
  readonly directive: NginxDirective;
}

/** A level of the file: what holds for its requests, whichever level says it. */
export interface NginxScope {
  /** The file that holds it, where an `include` brought it in. */
  readonly file?: string;
  readonly span: Span;
  /** The directive's name. */
  readonly keyword: Span;
  /** With the braces; a fix inserts behind `block.open`. */
  readonly block: NginxBlock;
  /** In effect: none is inherited where the level has one of its own (unless `add_header_inherit` says so). */
  readonly addHeaders: readonly NginxHeader[];
  readonly proxyHeaders: readonly NginxHeader[];
  /** Names of the response headers that `proxy_hide_header` keeps back, inherited where the level has none of its own. */
  readonly hiddenHeaders: readonly NginxValue[];
  /** Those that `more_clear_headers` keeps back, here and at the levels around. */
  readonly clearedHeaders: readonly NginxValue[];
  readonly proxyPasses: readonly NginxProxyPass[];
  readonly proxyHttpVersion: NginxValue | undefined;
  readonly proxyBuffering: NginxValue | undefined;
  readonly proxyReadTimeout: NginxValue | undefined;
  /** The zone that limits requests, of `limit_req`. */
  readonly requestLimit: NginxValue | undefined;
  /** Who gets in, without what blocks inside say. */
  readonly access: NginxAccess;
  /** Of this level and those around it, those that nobody followed: they may hold more of anything. */
  readonly includes: readonly NginxValue[];
  /** Its own, without those of blocks inside. */
  readonly directives: readonly NginxDirective[];
  readonly locations: readonly NginxLocation[];
  readonly conditions: readonly NginxScope[];
}

export interface NginxLocation extends NginxScope {
  readonly modifier: '' | '=' | '~' | '~*' | '^~' | '@';
  readonly path: string;
  readonly pathSpan: Span;
}

export interface NginxServer extends NginxScope {
  readonly listens: readonly NginxListen[];
  readonly serverNames: readonly NginxValue[];
  readonly ssl: NginxSsl;
  /** Sends all requests to `https://`, but for the challenges of certificate authorities. */
  readonly redirectsOnly: boolean;
  /** It sends away what comes without TLS, whatever else it serves. */
  readonly redirectsPlain: boolean;
}

export interface NginxMap {
  readonly source: NginxToken | undefined;
  readonly span: Span;
  readonly entries: readonly { readonly key: NginxValue; readonly value: NginxValue | undefined }[];
}

export interface NginxModel {
  readonly tree: NginxTree;
  /** Of the syntax, or where that is right, of what directives take. */
  readonly problems: readonly SyntaxProblem[];
  /** Of HTTP; not those of `stream` and `mail`. */
  readonly servers: readonly NginxServer[];
  /** Outside of any server: a file that others include. */
  readonly locations: readonly NginxLocation[];
  readonly upstreams: readonly NginxUpstream[];
  /** All of the file, none resolved. */
  readonly includes: readonly NginxValue[];
  /** By the variable that they set, with its `$`. */
  readonly maps: ReadonlyMap<string, NginxMap>;
}
