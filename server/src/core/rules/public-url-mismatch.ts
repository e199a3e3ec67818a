import type { Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import { faultOf, type ServedAddress, servedAddresses, workloadOf } from '../deployment/served-address.ts';
import { runsProduct } from '../deployment/served-product.ts';
import { isPublicUrlName } from '../deployment/tier.ts';
import { isPublicHost, originOf, readUrl, type Url } from '../model/url.ts';
import type { DeploymentRule } from './rule.ts';
import { replaceValue, settingPlace } from './setting-problem.ts';

export const publicUrlMismatch: DeploymentRule = {
  id: 'public-url-mismatch',
  severity: 'error',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'origin',
  summary: 'The public address that the application builds links with is served by no proxy site.',
  why: `Sign-in redirects, e-mail links, cookies and token issuers use this address. Where the proxy serves another name, or the port of
the container is left in it, people land nowhere or lose their session. Every site of the files counts; with a site whose name only
the environment knows the rule stays silent.`,
  bad: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      PUBLIC_URL: https://www.example.org\n',
    Caddyfile: 'app.example.org {\n\treverse_proxy app:3000\n}\n',
  },
  good: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      PUBLIC_URL: https://app.example.org\n',
    Caddyfile: 'app.example.org {\n\treverse_proxy app:3000\n}\n',
  },
  references: [
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Redirections',
    'https://openid.net/specs/openid-connect-core-1_0.html#IssuerIdentifier',
  ],

  *check({ deployment }) {
    for (const setting of deployment.settings) {
      const url = publicUrlOf(setting, deployment);
      const served = url && servedAddresses(setting.service, deployment);
      const fault = url && served && served.length > 0 && faultOf(url, served, deployment);
      if (!url || !served || !fault) continue;
      const names = [...new Set(served.map(({ host }) => host))];
      const [only, more] = names.filter((host) => !host.startsWith('*'));
      const right =
        fault === 'port'
          ? `https://${url.host}${portOf(url.host, served)}`
          : more === undefined && only !== undefined
            ? `https://${only}`
            : undefined;
      const whole = originOf(url);
      yield {
        ...settingPlace(setting),
        message:
          fault === 'host'
            ? `${setting.key} is ${url.host}, and the proxy serves ${names.join(', ')}.`
            : url.port === undefined
              ? `${setting.key} names no port, and the proxy serves ${url.host}${portOf(url.host, served)}.`
              : `${setting.key} names port ${url.port}, which no proxy site has.`,
        fixes:
          right !== undefined && setting.value?.startsWith(whole)
            ? replaceValue(setting, `Set ${setting.key} to ${right}`, [right + setting.value.slice(whole.length)])
            : [],
      };
    }
  },
};

/** `:8443` where that is the only port of the name and not the one of https. */
function portOf(host: string, served: readonly ServedAddress[]): string {
  const ports = served.filter((address) => address.host === host).flatMap((address) => address.ports ?? []);
  const [port, more] = new Set(ports);
  return port === undefined || more !== undefined || port === 443 ? '' : `:${port}`;
}

function publicUrlOf(setting: EffectiveSetting, deployment: Deployment): Url | undefined {
  const { tierOf, services, processes } = deployment;
  const { key, value, product, service, decided, variable } = setting;
  if (value === undefined || !isPublicUrlName(key, product, variable)) return undefined;
  const tier = tierOf(decided.path);
  const onHost = product === undefined ? services.length === 0 : !services.some((one) => runsProduct(one, product));
  // Beside containers, a file that none of them reads may belong to something that another machine serves.
  const isOwn =
    service === undefined
      ? onHost
      : services.some(({ name, primary }) => name === service && primary) ||
        processes.some(({ name }) => name === service) ||
        workloadOf(service, deployment) !== undefined;
  const url = readUrl(value.trim());
  return url && isOwn && tier !== 'example' && tier !== 'development' && isPublicHost(url.host) ? url : undefined;
}
