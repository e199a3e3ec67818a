import type { Deployment } from '../deployment/deployment.ts';
import { productServedBy, runsProduct } from '../deployment/served-product.ts';
import type { Product } from '../product/product.ts';
import { insertEnvironment } from './insert-environment.ts';
import type { DeploymentRule, Problem } from './rule.ts';
import { replaceValue, settingPlace } from './setting-problem.ts';
import { trustOf } from './spoofable-forwarded-for.ts';

export const trustedProxyMissing: DeploymentRule = {
  id: 'trusted-proxy-missing',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'header',
  summary: 'A proxy stands in front, and the product is not told to believe it.',
  why: `The product then takes the proxy's address for that of every visitor: one person at their rate limit locks everybody out, and
audit logs name nobody. It asks for a setting because the header is believed only where a proxy of one's own sets it.`,
  bad: {
    '.env': 'NOVAMEM_AUTH=oidc\nNOVAMEM_TRUST_PROXY=false\n',
    Caddyfile: 'app.example.org {\n\treverse_proxy 127.0.0.1:8787\n}\n',
  },
  good: {
    '.env': 'NOVAMEM_AUTH=oidc\nNOVAMEM_TRUST_PROXY=true\n',
    Caddyfile: 'app.example.org {\n\treverse_proxy 127.0.0.1:8787\n}\n',
  },
  references: ['https://www.rfc-editor.org/rfc/rfc7239#section-8.1', 'https://cwe.mitre.org/data/definitions/348.html'],

  *check({ deployment }) {
    for (const { product } of deployment.products) {
      if (product.proxy.trust === undefined || !isProxied(product, deployment) || trustOf(product, deployment))
        continue;
      yield* problemsOf(product, product.proxy.trust, deployment);
    }
  },
};

const isProxied = (product: Product, deployment: Deployment): boolean =>
  deployment.sites.some((site) => site.public && productServedBy(site, deployment) === product) ||
  deployment.nginx.some((host) => host.public && host.product === product);

function* problemsOf(product: Product, name: string, deployment: Deployment): Iterable<Problem> {
  const on = product.variables[name]?.production ?? 'true';
  const title = `Set ${name} to ${on}`;
  const set = deployment.settings.filter(({ key, product: owner }) => key === name && owner === product);
  for (const setting of set) {
    // A value that nobody can resolve may well be on.
    if (setting.value === undefined) continue;
    yield {
      ...settingPlace(setting),
      message: `${name} is off, and a proxy stands in front of ${product.name}.`,
      fixes: replaceValue(setting, title, [on]),
    };
  }
  if (set.length > 0 || product.variables[name]?.versions !== undefined) return;
  for (const service of deployment.services) {
    if (service.product !== product || !service.primary || !service.complete || !runsProduct(service, product))
      continue;
    const edit = insertEnvironment(service, name, [/^(?:true|false)$/.test(on) ? `"${on}"` : on], deployment);
    yield {
      path: service.path,
      span: service.definition.nameSpan,
      message: `A proxy stands in front of ${product.name}, and ${name} is not set.`,
      fixes: edit ? [{ title, safe: false, edits: [edit] }] : [],
      subject: { setting: name, service: service.name },
      pointer: `/services/${service.name}/environment/${name}`,
    };
  }
}
