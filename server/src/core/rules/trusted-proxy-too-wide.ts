import { everyDirective } from '../model/nginx-passes.ts';
import type { Span } from '../text.ts';
import type { FileRule, Problem } from './rule.ts';
import { settingPlace } from './setting-problem.ts';
import { switchOff, traefikIn, traefikProblem } from './traefik-place.ts';
import type { FileView } from './view.ts';

export const trustedProxyTooWide: FileRule = {
  id: 'trusted-proxy-too-wide',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'header',
  summary: 'Forwarded addresses are believed whoever sends them.',
  why: `A trusted proxy's word decides which address a visitor has. With \`*\`, \`0.0.0.0/0\` or \`::/0\` everybody is a trusted proxy: one
header gets around rate limits, bans, allow lists and audit logs. Name the addresses that the proxy really has.`,
  bad: { '.env': 'TRUSTED_PROXIES=*\n' },
  good: { '.env': 'TRUSTED_PROXIES=172.18.0.0/16\n' },
  references: [
    'https://caddyserver.com/docs/caddyfile/options#trusted-proxies',
    'https://nginx.org/en/docs/http/ngx_http_realip_module.html#set_real_ip_from',
    'https://doc.traefik.io/traefik/routing/entrypoints/#forwarded-headers',
    'https://cwe.mitre.org/data/definitions/348.html',
  ],

  *check(view) {
    for (const setting of view.settings) {
      const { key, value, setting: written } = setting;
      if (value === undefined || !isEverybody(value)) continue;
      const name = (written.source === 'json' ? written.pointer.replace(/\/\d+$/, '') : key)
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .replaceAll(/[-./]/g, '_');
      if (!trustName.test(name)) continue;
      yield { ...settingPlace(setting), message: `${key} believes forwarded addresses of everybody.` };
    }
    yield* inProxies(view);
    yield* inTraefik(view);
  },
};

const trustName =
  /(?:^|_)(?:TRUSTED_?PROX(?:Y|IES)(?:_(?:IPS?|CIDRS?|RANGES?|LIST|HOSTS?|ADDRESSES))?|FORWARDED_ALLOW_IPS|TRUST_PROX(?:Y|IES)(?:_(?:IPS?|CIDRS?))?|PROXY_TRUSTED_(?:IPS?|CIDRS?)|REAL_IP_FROM|TRUSTED_PROXY_CIDRS?)$/i;

/** One member of the list is the whole of a network family, or a word for all. */
const isEverybody = (value: string): boolean =>
  /\*|\ball\b|\bany\b|\/0/i.test(value) &&
  value
    .split(/[\s,;]+/)
    .some((item) => /^["']?(?:\*|all|any|0\.0\.0\.0\/0|::\/0|0\/0|\*\*)["']?$/i.test(item.replace(/^\[|\]$/g, '')));

function* inProxies({ file }: FileView): Iterable<Problem> {
  const problem = (span: Span, pointer: string): Problem => ({
    path: file.path,
    span,
    message: 'Forwarded addresses are believed whoever sends them.',
    pointer,
  });
  if (file.kind === 'caddyfile') {
    const servers = file.model.options.filter(({ name }) => name.text === 'servers');
    const lists = [
      ...servers.flatMap(({ block }) => block?.directives ?? []),
      ...file.model.sites.flatMap(({ proxies }) =>
        proxies.flatMap(({ directive }) => directive.block?.directives ?? []),
      ),
    ].filter(({ name }) => name.text === 'trusted_proxies');
    for (const [index, { args }] of lists.entries()) {
      const wide = args.find(({ text }) => isEverybody(text));
      if (wide) yield problem(wide.span, `/trusted_proxies/${index}`);
    }
  }
  if (file.kind !== 'nginx') return;
  let count = 0;
  for (const { name, args } of everyDirective(file.model.tree.directives)) {
    const [wide] = args;
    if (name.text === 'set_real_ip_from' && wide && isEverybody(wide.text))
      yield problem(wide.span, `/set_real_ip_from/${count++}`);
  }
}

function* inTraefik(view: FileView): Iterable<Problem> {
  for (const source of traefikIn(view)) {
    for (const { name, forwardedHeaders, proxyProtocol } of source.static?.entryPoints ?? []) {
      for (const [option, { insecure, trustedIps }] of Object.entries({ forwardedHeaders, proxyProtocol })) {
        const part = `entryPoints/${name}/${option}`;
        const message = `The entry point '${name}' believes forwarded addresses whoever sends them.`;
        const wide = trustedIps.find(({ value }) => isEverybody(value));
        if (insecure?.value === true) {
          const fixes = switchOff(view.file, insecure, `${option}.insecure`);
          yield traefikProblem(source, insecure, `${part}/insecure`, message, fixes);
        } else if (wide) yield traefikProblem(source, wide, `${part}/trustedIPs`, message);
      }
    }
  }
}
