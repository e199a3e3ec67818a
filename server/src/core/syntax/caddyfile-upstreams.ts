import type { CaddyDirective } from './caddyfile.ts';
import type { CaddyToken } from './caddyfile-lexer.ts';
import { isMatcher, type Refuse } from './caddyfile-routes.ts';

/**
 * Upstreams of a proxy are addresses to dial, with one scheme for all of them
 * (https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#upstream-addresses).
 */
export function checkUpstreams({ args, block }: CaddyDirective, refuse: Refuse): void {
  const upstreams = [
    ...(isMatcher(args[0]) ? args.slice(1) : args),
    ...(block?.directives ?? []).flatMap(({ name, args: more }) => (name.text === 'to' ? more : [])),
  ];
  let common = '';
  for (const upstream of upstreams) {
    // A placeholder may hold the whole address.
    if (upstream.text.includes('{')) continue;
    const { scheme, mistake } = readUpstream(upstream);
    if (mistake !== undefined) refuse(upstream, mistake);
    else if (common !== '' && scheme !== common)
      refuse(upstream, `All upstreams of a proxy have one scheme, and ${common}:// stands before.`);
    if (scheme !== '') common = scheme;
  }
}

function readUpstream({ text }: CaddyToken): { readonly scheme: string; readonly mistake?: string } {
  const [, written = '', host = '', rest = ''] = /^(?:(https?|h2c):\/\/)?([^/?#]*)(.*)$/s.exec(text) ?? [];
  const port = /:(\d+)$/.exec(host)?.[1];
  if (written === '') return { scheme: '' };
  if (rest !== '')
    return {
      scheme: written,
      mistake: 'An upstream ends behind its port; a path is rewritten with uri, rewrite or handle_path.',
    };
  if (written === 'http' && port === '443') return { scheme: written, mistake: 'Port 443 is that of HTTPS.' };
  if (written === 'https' && port === '80') return { scheme: written, mistake: 'Port 80 is that of HTTP.' };
  return { scheme: written };
}
