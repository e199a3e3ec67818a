import type { Deployment } from '../deployment/deployment.ts';
import { isListenName } from '../deployment/listening.ts';
import { isLoopbackAddress } from '../model/port.ts';
import { clusterFlagProblems } from './cluster-flags.ts';
import type { DeploymentRule } from './rule.ts';
import { replaceValue, settingPlace } from './setting-problem.ts';

export const listensOnAllInterfaces: DeploymentRule = {
  id: 'listens-on-all-interfaces',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'exposure',
  summary: 'A program beside its proxy can be reached around it.',
  why: `The proxy on this machine asks 127.0.0.1. A program that listens on 0.0.0.0 also answers everybody else, over plain http and
without the proxy's limits and headers, as soon as no firewall stands in between.`,
  bad: {
    '.env': 'HOST=0.0.0.0\nPORT=3000\n',
    Caddyfile: 'app.example.org {\n\treverse_proxy 127.0.0.1:3000\n}\n',
  },
  good: {
    '.env': 'HOST=127.0.0.1\nPORT=3000\n',
    Caddyfile: 'app.example.org {\n\treverse_proxy 127.0.0.1:3000\n}\n',
  },
  references: ['https://cwe.mitre.org/data/definitions/1327.html'],

  *check({ deployment, profile }) {
    for (const file of deployment.files) yield* clusterFlagProblems(file, 'listens-on-all-interfaces', profile);
    // With containers about, the address may be one inside of them.
    if (deployment.services.length > 0 || !hasLocalProxy(deployment)) return;
    for (const setting of deployment.settings) {
      const { key, value, product } = setting;
      if (!isListenName(key, product) || !/^(?:0\.0\.0\.0|::|\[::\]|\*)$/.test(value?.trim() ?? '')) continue;
      yield {
        ...settingPlace(setting),
        message: `${key} lets everybody reach the program around its proxy.`,
        fixes: replaceValue(setting, `Set ${key} to 127.0.0.1`, ['127.0.0.1']),
      };
    }
  },
};

const hasLocalProxy = ({ sites, nginx }: Deployment): boolean =>
  sites.some(
    ({ upstreams, public: isPublic }) => isPublic && upstreams.some(({ host }) => isLoopbackAddress(host ?? '')),
  ) ||
  nginx.some(({ routes, public: isPublic }) => isPublic && routes.some(({ host }) => isLoopbackAddress(host ?? '')));
