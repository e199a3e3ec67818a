import { type DataMember, type DataNode, itemsOf, membersOf } from '../syntax/data.ts';
import type { Fact } from './container.ts';
import type {
  TraefikDynamic,
  TraefikHeaders,
  TraefikMiddleware,
  TraefikNamed,
  TraefikRouter,
  TraefikService,
  TraefikTlsOptions,
} from './traefik.ts';
import { booleanFact, isOn, listFacts, numberFact, optionAt, optionOf, textFact } from './traefik-facts.ts';

const protocols = ['http', 'tcp', 'udp'] as const;

export function readDynamic(root: DataNode | undefined): TraefikDynamic {
  const named = <T>(kind: string, read: (member: DataMember, protocol: TraefikRouter['protocol']) => readonly T[]) =>
    protocols.flatMap((protocol) =>
      membersOf(optionAt(root, protocol, kind)?.value).flatMap((member) => read(member, protocol)),
    );
  return {
    routers: named('routers', readRouter),
    services: named('services', readService),
    middlewares: named('middlewares', readMiddleware),
    tlsOptions: membersOf(optionAt(root, 'tls', 'options')?.value).map(readTlsOptions),
    hasCertificates: ['certificates', 'stores'].some((name) => optionAt(root, 'tls', name) !== undefined),
    serversTransports: named('serversTransports', (member) => [readServersTransport(member)]),
  };
}

export const nameOf = ({ key, keySpan, span }: DataMember): TraefikNamed => ({ name: key, nameSpan: keySpan, span });

export function readRouter(member: DataMember, protocol: TraefikRouter['protocol']): readonly TraefikRouter[] {
  const { value } = member;
  const rule = textFact(optionOf(value, 'rule'));
  return [
    {
      ...nameOf(member),
      protocol,
      rule,
      hosts: rule ? hostsIn(rule, isExact(optionOf(value, 'rule'))) : [],
      entryPoints: listFacts(optionOf(value, 'entryPoints')),
      tls: isOn(optionOf(value, 'tls')),
      priority: textFact(optionOf(value, 'priority')),
      tlsOptions: textFact(optionAt(value, 'tls', 'options')) ?? textFact(optionAt(value, 'tls', 'options', 'name')),
      certResolver: textFact(optionAt(value, 'tls', 'certResolver')),
      middlewares: listFacts(optionOf(value, 'middlewares')),
      service: textFact(optionOf(value, 'service')),
    },
  ];
}

export const readServersTransport = (member: DataMember): TraefikDynamic['serversTransports'][number] => ({
  ...nameOf(member),
  insecureSkipVerify: booleanFact(optionOf(member.value, 'insecureSkipVerify')),
});

const isExact = (member: DataMember | undefined): boolean => member?.value?.type === 'scalar' && member.value.exact;

/** ``Host(`a`, `b`)`` and ``HostSNI(`a`)``; a negated one excludes names and gives none. */
function hostsIn({ text, span, entry }: Fact<string>, exact: boolean): readonly Fact<string>[] {
  const hosts: Fact<string>[] = [];
  for (const call of text.matchAll(/(!?)\b(?:Host|HostSNI)\(([^()]*)\)/g)) {
    if (call[1] === '!') continue;
    const start = (call.index ?? 0) + call[0].length - 1 - (call[2] ?? '').length;
    for (const name of (call[2] ?? '').matchAll(/[`"']([^`"']*)[`"']/g)) {
      const host = name[1] ?? '';
      if (host === '' || host === '*') continue;
      const at = span.start + start + (name.index ?? 0) + 1;
      hosts.push({
        value: host.toLowerCase(),
        text: host,
        span: exact ? { start: at, end: at + host.length } : span,
        entry,
      });
    }
  }
  return hosts;
}

function readService(member: DataMember, protocol: TraefikRouter['protocol']): readonly TraefikService[] {
  const balancer = optionOf(member.value, 'loadBalancer')?.value;
  const servers = optionOf(balancer, 'servers')?.value ?? optionOf(balancer, 'server')?.value;
  const ofServers = (option: string): readonly Fact<string>[] =>
    itemsOf(servers).flatMap((server) => textFact(optionOf(server, option)) ?? []);
  return [
    {
      ...nameOf(member),
      protocol,
      servers: [...ofServers('url'), ...ofServers('address')],
      port: ofServers('port')[0],
      scheme: ofServers('scheme')[0],
      serversTransport: textFact(optionOf(balancer, 'serversTransport')),
      shares: sharesOf(member.value),
    },
  ];
}

/** Whoever of several services gets a request, or a copy of it (https://doc.traefik.io/traefik/routing/services/#weighted-round-robin-service). */
function sharesOf(service: DataNode | undefined): readonly Fact<string>[] {
  const named = [
    ...['service', 'fallback'].map((option) => optionAt(service, 'failover', option)),
    optionAt(service, 'mirroring', 'service'),
    ...[optionAt(service, 'weighted', 'services'), optionAt(service, 'mirroring', 'mirrors')].flatMap((list) =>
      itemsOf(list?.value).map((item) => optionOf(item, 'name')),
    ),
  ];
  return named.flatMap((member) => textFact(member) ?? []);
}

/** As the manual writes them (https://doc.traefik.io/traefik/middlewares/http/overview/). */
const middlewareTypes = new Map(
  [
    'addPrefix',
    'basicAuth',
    'buffering',
    'chain',
    'circuitBreaker',
    'compress',
    'contentType',
    'digestAuth',
    'errors',
    'forwardAuth',
    'grpcWeb',
    'headers',
    'ipAllowList',
    'ipWhiteList',
    'inFlightReq',
    'inFlightConn',
    'passTLSClientCert',
    'plugin',
    'rateLimit',
    'redirectRegex',
    'redirectScheme',
    'replacePath',
    'replacePathRegex',
    'retry',
    'stripPrefix',
    'stripPrefixRegex',
  ].map((name) => [name.toLowerCase(), name]),
);

/** A middleware is of one type; of several Traefik would refuse it, and here each counts. */
export function readMiddleware(member: DataMember, protocol: TraefikRouter['protocol']): readonly TraefikMiddleware[] {
  return membersOf(member.value).map(({ key, keySpan, value }) => {
    const type = middlewareTypes.get(key.toLowerCase()) ?? key;
    return {
      ...nameOf(member),
      protocol,
      type: type === 'ipWhiteList' ? 'ipAllowList' : type,
      typeSpan: keySpan,
      headers: type === 'headers' ? readHeaders(value) : undefined,
      sourceRange: listFacts(optionOf(value, 'sourceRange')),
      readsHeader: optionOf(value, 'ipStrategy') !== undefined,
      prefixes: listFacts(optionOf(value, 'prefixes')),
      scheme: textFact(optionOf(value, 'scheme')),
      chain: type === 'chain' ? listFacts(optionOf(value, 'middlewares')) : [],
      users: listFacts(optionOf(value, 'users')),
      usersFile: textFact(optionOf(value, 'usersFile')) ?? textFact(optionOf(value, 'secret')),
    };
  });
}

/** Options that stand for a header, and what they send where they are true. */
const headerOptions: readonly (readonly [option: string, header: string, sent: string | undefined])[] = [
  ['contentTypeNosniff', 'x-content-type-options', 'nosniff'],
  ['frameDeny', 'x-frame-options', 'DENY'],
  ['customFrameOptionsValue', 'x-frame-options', undefined],
  ['browserXssFilter', 'x-xss-protection', '1; mode=block'],
  ['customBrowserXSSValue', 'x-xss-protection', undefined],
  ['contentSecurityPolicy', 'content-security-policy', undefined],
  ['contentSecurityPolicyReportOnly', 'content-security-policy-report-only', undefined],
  ['referrerPolicy', 'referrer-policy', undefined],
  ['permissionsPolicy', 'permissions-policy', undefined],
];

function readHeaders(node: DataNode | undefined): TraefikHeaders {
  const custom = (option: string) =>
    membersOf(optionOf(node, option)?.value).flatMap((member) => {
      const fact = textFact(member) ?? blankFact(member);
      return [{ ...fact, name: member.key.toLowerCase() }];
    });
  const stsSeconds = numberFact(optionOf(node, 'stsSeconds'));
  const sts = stsSeconds && stsSeconds.value > 0 ? [stsHeader(stsSeconds, node)] : [];
  const known = headerOptions.flatMap(([option, name, sent]) => {
    const member = optionOf(node, option);
    const fact = textFact(member);
    if (!fact || (sent !== undefined && booleanFact(member)?.value !== true)) return [];
    return [{ ...fact, value: sent ?? fact.value, name }];
  });
  return {
    response: [...known, ...sts, ...custom('customResponseHeaders')],
    request: custom('customRequestHeaders'),
    stsSeconds,
    stsIncludeSubdomains: booleanFact(optionOf(node, 'stsIncludeSubdomains')),
    allowOrigins: listFacts(optionOf(node, 'accessControlAllowOriginList')),
    allowOriginPatterns: listFacts(optionOf(node, 'accessControlAllowOriginListRegex')),
    allowCredentials: booleanFact(optionOf(node, 'accessControlAllowCredentials')),
  };
}

const blankFact = ({ keySpan, span }: DataMember): Fact<string> => ({
  value: '',
  text: '',
  span: { start: keySpan.end, end: keySpan.end },
  entry: span,
});

function stsHeader(seconds: Fact<number>, node: DataNode | undefined): Fact<string> & { readonly name: string } {
  const more = [
    booleanFact(optionOf(node, 'stsIncludeSubdomains'))?.value === true ? '; includeSubDomains' : '',
    booleanFact(optionOf(node, 'stsPreload'))?.value === true ? '; preload' : '',
  ].join('');
  return { ...seconds, value: `max-age=${seconds.value}${more}`, name: 'strict-transport-security' };
}

export function readTlsOptions(member: DataMember): TraefikTlsOptions {
  const { value } = member;
  return {
    ...nameOf(member),
    minVersion: textFact(optionOf(value, 'minVersion')),
    maxVersion: textFact(optionOf(value, 'maxVersion')),
    cipherSuites: listFacts(optionOf(value, 'cipherSuites')),
    sniStrict: booleanFact(optionOf(value, 'sniStrict')),
    clientAuthType: textFact(optionAt(value, 'clientAuth', 'clientAuthType')),
  };
}
