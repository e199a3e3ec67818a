import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import { isListenName } from '../deployment/listening.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { DeploymentRule } from './rule.ts';
import { replaceValue, settingPlace } from './setting-problem.ts';

export const containerListensOnLoopback: DeploymentRule = {
  id: 'container-listens-on-loopback',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'A program in a container listens where nobody outside of the container can reach it.',
  why: `A container has a loopback interface of its own: 127.0.0.1 inside of it is neither the host's nor the proxy's. The published port
and the proxy both get a refused connection. Listen on 0.0.0.0 inside, and publish on 127.0.0.1 outside.`,
  bad: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      HOST: 127.0.0.1\n    ports:\n      - "127.0.0.1:3000:3000"\n',
  },
  good: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      HOST: 0.0.0.0\n    ports:\n      - "127.0.0.1:3000:3000"\n',
  },
  references: ['https://docs.docker.com/engine/network/', 'https://docs.docker.com/compose/how-tos/networking/'],

  *check({ deployment }) {
    for (const service of deployment.services) {
      if (usesHostNetwork(service) || !isReachedFromOutside(service, deployment)) continue;
      for (const setting of service.settings) {
        const { key, value, product } = setting;
        if (value === undefined || !isListenName(key, product) || !isLoopbackAddress(value.trim())) continue;
        yield {
          ...settingPlace(setting),
          message: `'${service.name}' listens on ${value.trim()} inside of its container, where nobody reaches it.`,
          fixes: replaceValue(setting, `Set ${key} to 0.0.0.0`, ['0.0.0.0']),
        };
      }
    }
    for (const { containers } of deployment.workloads) {
      const servers = containers.filter(({ container }) => container.role === 'app');
      const [only] = servers;
      // Containers of one pod share the loopback interface: a proxy among them may well be the way in.
      if (!only || servers.length > 1 || only.container.hostNamespaces.some(({ value }) => value === 'network'))
        continue;
      if (only.definition.ports.length === 0 && only.definition.probes.every(({ action }) => action === 'exec'))
        continue;
      for (const setting of only.settings) {
        const { key, value, product } = setting;
        if (value === undefined || !isListenName(key, product) || !isLoopbackAddress(value.trim())) continue;
        yield {
          ...settingPlace(setting),
          message: `'${only.service}' listens on ${value.trim()} inside of its pod, where nobody reaches it.`,
          fixes: replaceValue(setting, `Set ${key} to 0.0.0.0`, ['0.0.0.0']),
        };
      }
    }
  },
};

const usesHostNetwork = ({ layers }: DeployedService): boolean =>
  layers.some(({ service }) => service.networkMode === 'host' || service.networkMode?.startsWith('service:') === true);

const isReachedFromOutside = ({ name, ports }: DeployedService, { sites, nginx }: Deployment): boolean =>
  ports.length > 0 ||
  sites.some(({ services }) => services.includes(name)) ||
  nginx.some(({ routes }) => routes.some(({ service }) => service === name));
