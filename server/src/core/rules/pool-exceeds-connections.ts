import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import { readImage } from '../model/image.ts';
import type { DeploymentRule } from './rule.ts';
import { settingPlace } from './setting-problem.ts';

export const poolExceedsConnections: DeploymentRule = {
  id: 'pool-exceeds-connections',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'The pools together may open more connections than the database takes.',
  why: `Every replica opens a pool of its own, and PostgreSQL keeps three connections for administrators. Beyond \`max_connections\`, 100
unless the command says otherwise, each further request fails: first under load, when it is needed most.`,
  bad: {
    'compose.yaml':
      'services:\n  app:\n    image: ghcr.io/example/novamem:v2.3.1\n    environment:\n      NOVAMEM_POOL_MAX: "60"\n    deploy:\n      replicas: 2\n  db:\n    image: postgres:16.4\n',
  },
  good: {
    'compose.yaml':
      'services:\n  app:\n    image: ghcr.io/example/novamem:v2.3.1\n    environment:\n      NOVAMEM_POOL_MAX: "40"\n    deploy:\n      replicas: 2\n  db:\n    image: postgres:16.4\n',
  },
  references: ['https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS'],

  *check({ deployment }) {
    const [server, more] = deployment.services.filter(isPostgres);
    if (!server || more) return;
    const limit = Number(/max_connections\s*=\s*(\d+)/.exec(server.layers.at(-1)?.service.command ?? '')?.[1] ?? 100);
    const pools = poolsIn(deployment);
    const wanted = pools.reduce((sum, { size, replicas }) => sum + size * replicas, 0);
    const [largest] = [...pools].sort((a, b) => b.size * b.replicas - a.size * a.replicas);
    if (!largest || wanted + reserved <= limit) return;
    const sum = pools
      .map(({ size, replicas }) => (replicas === 1 ? String(size) : `${size} x ${replicas}`))
      .join(' + ');
    yield {
      ...settingPlace(largest.setting),
      message: `${sum} connections and ${reserved} in reserve are more than the ${limit} of '${server.name}'.`,
      related: [{ path: server.path, span: server.definition.nameSpan, message: 'the database' }],
    };
  },
};

/** superuser_reserved_connections */
const reserved = 3;

const isPostgres = ({ image, primary }: DeployedService): boolean =>
  primary &&
  /^(?:postgres|postgresql|pgvector|postgis|timescaledb)$/.test(
    readImage(image?.value ?? '')
      ?.name.split('/')
      .at(-1) ?? '',
  );

interface Pool {
  readonly setting: EffectiveSetting;
  readonly size: number;
  readonly replicas: number;
}

function poolsIn({ services }: Deployment): readonly Pool[] {
  return services.flatMap(({ settings, product, replicas, primary }): Pool[] =>
    !primary
      ? []
      : settings.flatMap((setting) => {
          const size = Number(setting.value);
          if (!product?.pools.includes(setting.key) || !Number.isInteger(size) || size <= 0) return [];
          const count = Number(replicas?.value ?? 1);
          return [{ setting, size, replicas: Number.isInteger(count) && count > 0 ? count : 1 }];
        }),
  );
}
