import type { NginxDirective, NginxToken } from '../syntax/nginx.ts';
import type { NginxListen, NginxProxyPass, NginxUpstream, NginxUpstreamServer } from './nginx.ts';

const bare = (host: string | undefined): string | undefined =>
  host === undefined || host === '' || /[$\s]/.test(host) ? undefined : host.replace(/^\[|\]$/g, '').toLowerCase();

/** `host:port`, `[::]:port`; https://nginx.org/en/docs/http/ngx_http_core_module.html#listen */
const hostAndPort = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d+))?$/;

export function readListen(directive: NginxDirective, sslOn: boolean): readonly NginxListen[] {
  const [target, ...rest] = directive.args;
  if (!target) return [];
  const { text, span } = target;
  const flags = new Set(rest.map((arg) => arg.text));
  const match = text.startsWith('unix:') ? null : hostAndPort.exec(text);
  const isPort = /^\d+$/.test(text);
  const host = match?.[1];
  const unknown = text.startsWith('unix:') || !match || (text.includes('$') && match[2] === undefined);
  return [
    {
      text,
      span,
      address: isPort || host === '*' ? undefined : bare(host),
      port: isPort ? Number(text) : unknown ? undefined : Number(match?.[2] ?? 80),
      ssl: sslOn || flags.has('ssl') || flags.has('quic'),
      defaultServer: flags.has('default_server') || flags.has('default'),
      directive,
    },
  ];
}

const socket = (text: string): boolean => /^unix:/i.test(text);

/** A `server` of an `upstream`: port 80 where none is written. */
function readUpstreamServer({ text, span }: NginxToken): NginxUpstreamServer {
  const match = socket(text) ? null : hostAndPort.exec(text);
  const host = bare(match?.[1]);
  const port = match?.[2] === undefined ? (host === undefined ? undefined : 80) : Number(match[2]);
  return { text, span, host, port };
}

export function readUpstream(directive: NginxDirective): readonly NginxUpstream[] {
  const [name] = directive.args;
  if (!name || !directive.block) return [];
  const servers = directive.block.directives.flatMap(({ name: inner, args: [target] }) =>
    inner.text === 'server' && target ? [readUpstreamServer(target)] : [],
  );
  return [{ name: name.text, nameSpan: name.span, span: directive.span, servers }];
}

/** `set $backend http://app:3000;` is how a name is looked up anew; what it says counts where the file says it once. */
export function followVariables(text: string, variables: ReadonlyMap<string, readonly string[]>): string {
  let followed = text;
  // A value may name another; more than a few steps are a circle.
  for (let step = 0; step < 4 && followed.includes('$'); step++) {
    followed = followed.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (all, braced?: string, plain?: string) => {
      const values = variables.get(`$${braced ?? plain ?? ''}`) ?? [];
      return values.length === 1 ? (values[0] ?? all) : all;
    });
    if (followed.length > 2000) return text;
  }
  return followed;
}

/** https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass */
export function readProxyPass(
  directive: NginxDirective,
  conditional: boolean,
  upstreams: readonly NginxUpstream[],
  variables: ReadonlyMap<string, readonly string[]>,
): readonly NginxProxyPass[] {
  const [target] = directive.args;
  if (!target) return [];
  const { text, span } = target;
  const match = /^([a-z]+):\/\/(unix:[^:]*|\[[^\]]*\]|[^/:?#]*)(?::(\d+|\$\w+|\$\{\w+\}))?(.*)$/is.exec(
    followVariables(text, variables),
  );
  const scheme = match?.[1]?.toLowerCase();
  const host = match?.[2] !== undefined && socket(match[2]) ? undefined : bare(match?.[2]);
  const written = match?.[3];
  const upstream = written === undefined ? upstreams.find(({ name }) => name.toLowerCase() === host) : undefined;
  const port = readPort(written, upstream !== undefined || host === undefined ? undefined : scheme);
  const path = match?.[4] === '' || match?.[2]?.startsWith('unix:') ? undefined : match?.[4];
  const servers = upstream?.servers ?? [{ text, span, host, port }];
  return [{ text, span, scheme, host, port, path, servers, upstream, conditional, directive }];
}

function readPort(written: string | undefined, scheme: string | undefined): number | undefined {
  if (written !== undefined) return /^\d+$/.test(written) ? Number(written) : undefined;
  if (scheme === 'https') return 443;
  return scheme === 'http' ? 80 : undefined;
}
