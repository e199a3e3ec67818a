import type { Deployment } from '../deployment/deployment.ts';
import { matchesText } from '../product/glob.ts';
import { knownImage } from '../product/known-image.ts';
import type { Credential, Product, Variable } from '../product/product.ts';
import type { Severity } from '../severity.ts';
import type { SecretCandidate } from './candidate.ts';
import { commonLogins, shippedPasswords } from './common-logins.ts';
import { isJwt } from './jwt.ts';
import { isCommonPassword, publishedIn } from './published.ts';
import { bytesOf, decodedLength, strengthOf } from './strength.ts';
import { isHashOrPublic, isIndirect, isPlaceholder } from './value.ts';

/** What is wrong with a secret: the most telling of the reasons, since one value gets one finding (rules page, decision 4). */
export type Verdict =
  | { readonly rule: 'published-secret'; readonly severity: Severity; readonly because: string }
  | { readonly rule: 'default-credential'; readonly severity: Severity; readonly because: string }
  | { readonly rule: 'placeholder-secret'; readonly severity: Severity; readonly because: string }
  | { readonly rule: 'weak-secret'; readonly severity: Severity; readonly because: string };

export interface JudgedSecret {
  readonly candidate: SecretCandidate;
  readonly verdict: Verdict;
  /** The same place as other consumers read it, and the same password elsewhere. */
  readonly others: readonly SecretCandidate[];
}

const order = ['published-secret', 'default-credential', 'placeholder-secret', 'weak-secret'];

/** Judges every secret of a deployment, one verdict a place. */
export function judgeSecrets(deployment: Deployment, candidates: readonly SecretCandidate[]): readonly JudgedSecret[] {
  const groups = new Map<string, SecretCandidate[]>();
  for (const candidate of candidates) {
    const { path, span } = candidate.place;
    const id = `${path}:${span.start}:${span.end}`;
    const group = groups.get(id) ?? [];
    group.push(candidate);
    groups.set(id, group);
  }
  return [...groups.values()].flatMap((group): JudgedSecret[] => {
    const judged = group.flatMap((candidate) => {
      const verdict = verdictOf(candidate, deployment);
      return verdict ? [{ candidate, verdict }] : [];
    });
    judged.sort(
      (a, b) =>
        order.indexOf(a.verdict.rule) - order.indexOf(b.verdict.rule) ||
        Number(b.candidate.variable !== undefined) - Number(a.candidate.variable !== undefined),
    );
    const [worst] = judged;
    if (!worst) return [];
    return [
      {
        ...worst,
        others: candidates.filter((other) => other !== worst.candidate && other.value === worst.candidate.value),
      },
    ];
  });
}

function verdictOf(candidate: SecretCandidate, deployment: Deployment): Verdict | undefined {
  const { value, key, role, variable, setting } = candidate;
  if (isIndirect(value) || isHashOrPublic(value)) return undefined;
  const published = publishedPlace(candidate);
  if (published !== undefined) {
    return {
      rule: 'published-secret',
      severity: 'error',
      because: `is printed in ${published}, where everyone reads it`,
    };
  }
  const because = defaultLogin(candidate, setting.product);
  if (because !== undefined) return { rule: 'default-credential', severity: 'error', because };
  if (matchesAny(variable?.placeholders, value) || isPlaceholder(value, key)) {
    return { rule: 'placeholder-secret', severity: 'error', because: 'still holds the placeholder of a template' };
  }
  if (matchesAny(variable?.insecure, value)) {
    return {
      rule: 'default-credential',
      severity: 'error',
      because: `is a value that ${setting.product?.name ?? 'the product'} ships or prints`,
    };
  }
  // Whoever issues a token decides how strong it is.
  if (role === 'token' && variable === undefined) return undefined;
  return weakness(candidate, deployment);
}

/** What anyone guesses, and instructions, are printed everywhere: what they are says more than where. */
function publishedPlace({ value, key, role, variable }: SecretCandidate): string | undefined {
  if (matchesAny(variable?.placeholders, value) || isPlaceholder(value, key)) return undefined;
  return role !== 'token' && strengthOf(value).bits < 28 ? undefined : publishedIn(value);
}

const matchesAny = (patterns: readonly string[] | undefined, value: string): boolean =>
  patterns?.some((pattern) => matchesText(pattern.toLowerCase(), value.toLowerCase())) ?? false;

/** The user of an image's first login, where no setting names one. */
const datastoreUsers: Readonly<Record<string, string>> = {
  postgres: 'postgres',
  mysql: 'root',
  mariadb: 'root',
  rabbitmq: 'guest',
  redis: 'default',
  neo4j: 'neo4j',
  elasticsearch: 'elastic',
  grafana: 'admin',
  clickhouse: 'default',
};

const schemeServers: Readonly<Record<string, string>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  mariadb: 'mariadb',
  mongodb: 'mongo',
  'mongodb+srv': 'mongo',
  amqp: 'rabbitmq',
  amqps: 'rabbitmq',
  redis: 'redis',
  rediss: 'redis',
};

/** Why everyone knows it; undefined where nobody does. */
function defaultLogin(
  { value, user, key, server, role }: SecretCandidate,
  product: Product | undefined,
): string | undefined {
  if (role === 'token') return undefined;
  const shipped = product?.credentials.some(
    (login) =>
      login.password === value &&
      (login.user === undefined || user === undefined || login.user === user || role === 'password'),
  );
  const known =
    user === undefined ? 'is a password that comes with the product' : 'is a login that comes with the product';
  if (shipped || shippedPasswords.has(value.toLowerCase())) return known;
  if (role !== 'password') return undefined;
  const image = server === undefined ? undefined : knownImage(schemeServers[server] ?? server)?.product;
  const login =
    user ??
    (image === undefined ? undefined : datastoreUsers[image.id]) ??
    (/POSTGRES|PG/i.test(key) ? 'postgres' : /ROOT/i.test(key) ? 'root' : /ADMIN/i.test(key) ? 'admin' : undefined);
  const lower = value.toLowerCase();
  const isPair = ({ user: name, password }: Credential): boolean =>
    password.toLowerCase() === lower && (name === login?.toLowerCase() || name === login);
  // Whose password it is goes without saying where only one of the image's settings is meant for it.
  const isOfImage = (pair: Credential): boolean =>
    isPair(pair) || (login === undefined && pair.password.toLowerCase() === lower);
  if (image?.credentials.some(isOfImage) || commonLogins.some(isPair)) return known;
  // The first guess after the published pairs.
  return login !== undefined && login.length > 1 && lower === login.toLowerCase() ? 'repeats its own login' : undefined;
}

function weakness(
  { value, role, variable, setting, server }: SecretCandidate,
  deployment: Deployment,
): Verdict | undefined {
  // Its strength is that of the key that signed it.
  if (isJwt(value)) return undefined;
  const { bits, form } = strengthOf(value);
  const product = setting.product?.name ?? knownImage(server)?.product.name ?? 'its consumer';
  if (variable?.minLength !== undefined && value.length < variable.minLength) {
    return {
      rule: 'weak-secret',
      severity: 'error',
      because: `has ${value.length} characters; ${product} needs at least ${variable.minLength}`,
    };
  }
  const misread = variable && undecoded(value, variable);
  if (misread !== undefined)
    return { rule: 'weak-secret', severity: 'error', because: `${misread}, which ${product} decodes` };
  const named = [setting.service, setting.product?.id, ...deployment.services.map(({ name }) => name)].some(
    (name) => name !== undefined && name.length > 2 && name.toLowerCase() === value.toLowerCase(),
  );
  const rounded = named ? 8 : Math.max(1, Math.round(bits));
  if (role === 'password') {
    if (named || bits < 40)
      return {
        rule: 'weak-secret',
        severity: bits < 28 || named ? 'error' : 'warning',
        because: `can be guessed (about ${rounded} bits)`,
      };
    if (isCommonPassword(value))
      return { rule: 'weak-secret', severity: 'error', because: 'is on the lists of passwords that are tried first' };
    return undefined;
  }
  const needed = (variable?.bytes ?? 16) * 8;
  if (named || bits < 64)
    return {
      rule: 'weak-secret',
      severity: 'error',
      because: `has about ${rounded} bits; ${variable?.bytes ? `${product} needs ${variable.bytes} random bytes` : 'a key needs 128'}`,
    };
  const bytes = form === 'bytes' ? bytesOf(value) : bits / 8;
  if (bits < 128 && (form !== 'uuid' || variable?.bytes !== undefined))
    return {
      rule: 'weak-secret',
      severity: variable?.bytes ? 'error' : 'warning',
      because: `has about ${rounded} bits; ${variable?.bytes ? `${product} needs ${variable.bytes} random bytes` : 'a key needs 128'}`,
    };
  if (variable?.bytes !== undefined && bytes * 8 + 4 < needed && bits + 4 < needed) {
    return {
      rule: 'weak-secret',
      severity: 'warning',
      because: `has ${Math.floor(bytes)} random bytes; ${product} asks for ${variable.bytes}`,
    };
  }
  return undefined;
}

const encodingNames = { hex: 'hex', base64: 'base64', base64url: 'URL-safe base64' };

/** What its consumer finds wrong with a value that it decodes; undefined where it is right, or taken as it is. */
function undecoded(value: string, { encoding, decoded, bytes }: Variable): string | undefined {
  if (!decoded || encoding === undefined || encoding === 'password') return undefined;
  const length = decodedLength(value, encoding);
  if (length !== undefined && (bytes === undefined || length === bytes)) return undefined;
  const wanted = `${bytes === undefined ? '' : `${bytes} bytes in `}${encodingNames[encoding]}`;
  return length === undefined ? `is not ${wanted}` : `has ${length} bytes, not ${wanted}`;
}
