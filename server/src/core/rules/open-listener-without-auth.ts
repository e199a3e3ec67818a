import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import { runsProduct } from '../deployment/served-product.ts';
import { readImage } from '../model/image.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { Product } from '../product/product.ts';
import { generatedFor, generatedTitle } from '../secrets/generate.ts';
import { clusterFlagProblems } from './cluster-flags.ts';
import { insertSecret } from './insert-environment.ts';
import { openTiller } from './open-tiller.ts';
import type { DeploymentRule, Problem } from './rule.ts';
import { settingPlace } from './setting-problem.ts';

export const openListenerWithoutAuth: DeploymentRule = {
  id: 'open-listener-without-auth',
  severity: 'error',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'exposure',
  summary: 'A program listens beyond this machine, and nothing asks for a key or password.',
  why: `Datastores that ask for nothing are found within hours, and emptied or held to ransom. A private network is no lock: one other
container, one published port or one request that an application can be talked into is enough. Set the key, or listen on the
loopback address.`,
  bad: { 'compose.yaml': 'services:\n  search:\n    image: qdrant/qdrant:v1.12.0\n    ports:\n      - "6333:6333"\n' },
  good: {
    'compose.yaml':
      'services:\n  search:\n    image: qdrant/qdrant:v1.12.0\n    environment:\n      QDRANT__SERVICE__API_KEY: ${QDRANT_KEY:?set QDRANT_KEY}\n    ports:\n      - "127.0.0.1:6333:6333"\n',
  },
  references: ['https://cwe.mitre.org/data/definitions/306.html', 'https://qdrant.tech/documentation/guides/security/'],

  *check({ deployment, profile }) {
    for (const file of deployment.files) yield* clusterFlagProblems(file, 'open-listener-without-auth', profile);
    for (const workload of deployment.workloads) yield* openTiller(workload);
    for (const service of deployment.services) {
      yield* datastore(service, deployment);
      if (service.product?.listener && service.complete && runsProduct(service, service.product)) {
        const open = service.ports.find(({ reach }) => reach !== 'loopback');
        const isOpen = open !== undefined && !service.settings.some((one) => isAuth(one, service.product));
        if (isOpen) yield productProblem(service, service.product, deployment);
      }
    }
    if (deployment.services.length > 0) return;
    for (const { product } of deployment.products) yield* onBareMachine(product, deployment);
  },
};

/** Last part of the image's repository -> the settings or words of the command that ask for a login. Sources: the images' pages. */
const keys: Readonly<Record<string, { readonly variables: readonly string[]; readonly words?: RegExp }>> = {
  mongo: { variables: ['MONGO_INITDB_ROOT_PASSWORD', 'MONGO_INITDB_ROOT_PASSWORD_FILE'], words: /--auth|--keyFile/ },
  redis: { variables: ['REDIS_PASSWORD'], words: /requirepass|\.conf|--aclfile/ },
  valkey: { variables: ['VALKEY_PASSWORD'], words: /requirepass|\.conf|--aclfile/ },
  qdrant: { variables: ['QDRANT__SERVICE__API_KEY', 'QDRANT__SERVICE__API_KEY_FILE'] },
  meilisearch: { variables: ['MEILI_MASTER_KEY'], words: /--master-key/ },
  couchdb: { variables: ['COUCHDB_PASSWORD'] },
  memcached: { variables: ['MEMCACHED_PASSWORD'], words: /-S\b|--enable-sasl/ },
};

function* datastore(service: DeployedService, deployment: Deployment): Iterable<Problem> {
  const { image, settings, layers, name, ports, complete } = service;
  const repository = image?.value === undefined ? undefined : readImage(image.value)?.name.split('/').at(-1);
  const known = repository === undefined ? undefined : keys[repository.toLowerCase()];
  const open = ports.find(({ reach }) => reach !== 'loopback');
  if (!known || !open || !complete) return;
  const isSet = settings.some(({ key, value }) => known.variables.includes(key) && value !== '');
  const hasConfig = layers.some(
    ({ service: { command, volumes } }) =>
      known.words?.test(command) || volumes.some(({ target }) => /\.conf$|\.ya?ml$|\/etc\/redis/.test(target)),
  );
  if (isSet || hasConfig) return;
  const [variable = ''] = known.variables;
  // Images whose key is a word of the command take none from the environment.
  const generated = generatedFor({ variable: undefined, role: 'password', key: variable, inUrl: false }, false);
  const edits = /^(?:redis|valkey|memcached)$/.test(repository ?? '')
    ? []
    : insertSecret(service, variable, generated, deployment);
  yield {
    path: open.path,
    span: open.span,
    message: `'${name}' is published and asks nobody for a password.`,
    fixes: edits.length > 0 ? [{ title: generatedTitle(generated), safe: false, edits }] : [],
    subject: { service: name },
    pointer: `/services/${name}/auth`,
  };
}

const isAuth = ({ key, value }: EffectiveSetting, product: Product | undefined): boolean =>
  product?.listener?.auth.includes(key) === true && value !== '';

function productProblem(service: DeployedService, product: Product, deployment: Deployment): Problem {
  const [name = ''] = product.listener?.auth ?? [];
  const generated = generatedFor({ variable: product.variables[name], role: 'key', key: name, inUrl: false }, false);
  const edits = insertSecret(service, name, generated, deployment);
  return {
    path: service.path,
    span: service.definition.nameSpan,
    message: `${product.name} is published, and ${name} is not set.`,
    fixes: edits.length > 0 ? [{ title: generatedTitle(generated), safe: false, edits }] : [],
    subject: { setting: name, service: service.name },
    pointer: `/services/${service.name}/environment/${name}`,
  };
}

/** An env file that makes the product listen for everybody and sets no key. */
function* onBareMachine(product: Product, { settings }: Deployment): Iterable<Problem> {
  const { listener } = product;
  if (!listener) return;
  const own = settings.filter((setting) => setting.product === product && setting.value !== undefined);
  for (const setting of own.filter(({ key }) => key === listener.host)) {
    const isOpen = setting.value !== '' && !isLoopbackAddress(setting.value?.trim() ?? '');
    if (!isOpen || own.some((one) => one.path === setting.path && isAuth(one, product))) continue;
    yield {
      ...settingPlace(setting),
      message: `${product.name} listens on ${setting.value?.trim()}, and ${listener.auth[0]} is not set.`,
    };
  }
}
