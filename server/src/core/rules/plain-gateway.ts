import type { Deployment } from '../deployment/deployment.ts';
import type { Attachment, GatewayHost } from '../deployment/gateway-front.ts';
import type { SourceFile } from '../model/source-file.ts';
import { type Edit, lineEnding } from '../text.ts';
import type { Fix, Problem } from './rule.ts';

/** A load balancer, tunnel or mesh in front of the Gateway ends TLS, or nobody from outside gets there. */
const elsewhere = /cloudflare|tailscale|ngrok|ssl-cert|tls-cert|certificate|lattice|internal|private|mesh|waypoint/i;

/** Routes of the Gateway API that answer public names at a listener without TLS. */
export function* plainGatewayProblems({ gateways, files }: Deployment): Iterable<Problem> {
  const serving = gateways.filter(({ redirectsOnly }) => !redirectsOnly);
  const secured = new Set(serving.flatMap(({ tls, names }) => (tls ? names : [])));
  for (const host of serving) {
    const { route, path, attachments, names } = host;
    const [name] = names;
    const plain = attachments.find(({ listener }) => listener.protocol?.value === 'HTTP');
    if (!plain || name === undefined || !host.complete || isEndedElsewhere(plain)) continue;
    if (gateways.some((other) => other.redirectsOnly && isBeside(other, plain, name))) continue;
    const file = files.find((one) => one.path === path);
    const at = route.hostnames.find(({ value }) => value.toLowerCase() === name)?.span ?? route.nameSpan;
    const where = `the listener '${plain.listener.name}' of Gateway '${plain.gateway.name}'`;
    yield {
      path,
      span: at,
      message: secured.has(name)
        ? `${name} answers without TLS as well, at ${where}.`
        : `${name} is served at ${where} alone, without TLS.`,
      severity: 'warning',
      fixes: file ? attachToSecure(host, file) : [],
      subject: { site: route.name },
      pointer: `${route.pointer}/spec/parentRefs`,
    };
  }
}

const isEndedElsewhere = ({ gateway: { className, annotations, labels } }: Attachment): boolean =>
  [className?.value ?? '', ...[...annotations, ...labels].flatMap(({ key, value }) => [key, value])].some((word) =>
    elsewhere.test(word),
  );

/** Of two routes the one that names the host gets its requests; where both do, which of them is older decides. */
const isBeside = (other: GatewayHost, { gateway, listener }: Attachment, name: string): boolean =>
  other.attachments.some((one) => one.gateway === gateway && one.listener === listener) &&
  other.route.hostnames.some(({ value }) => value.toLowerCase() === name);

/** The reference to its only Gateway names the one listener that has TLS. */
function attachToSecure({ route, attachments }: GatewayHost, { path, text }: SourceFile): readonly Fix[] {
  const secure = attachments.filter(({ listener }) => listener.protocol?.value === 'HTTPS');
  const [parent] = route.parents;
  const [one] = secure;
  const { name } = parent ?? {};
  if (!parent || !name || !one || secure.length > 1 || route.parents.length > 1 || parent.section !== undefined)
    return [];
  const at = name.entry.end;
  const isFlow = text[parent.span.start] === '{';
  const indent = ' '.repeat(parent.span.start - text.lastIndexOf('\n', parent.span.start - 1) - 1);
  const words = `sectionName: ${one.listener.name}`;
  const edit: Edit = {
    path,
    span: { start: at, end: at },
    text: [isFlow ? `, ${words}` : `${lineEnding(text)}${indent}${words}`],
  };
  return [{ title: `Serve it at the listener '${one.listener.name}' alone`, safe: false, edits: [edit] }];
}
