import type { PublishedChecklist } from './checklist-line.ts';
import type { NamedVariable } from './named.ts';

/** What a product file is called, recognised by, and what its lines' ids begin with. */
export interface Identity {
  readonly id: string;
  readonly title: string;
  readonly prefix: string;
  /** A beginning of variables that only this product has. */
  readonly ownPrefix?: string;
}

/** Names of which nothing may be made a second time: sign-offs and reports would mean either. */
export interface Taken {
  readonly products: readonly string[];
  readonly prefixes: readonly string[];
}

const general = new Set(
  'the a an our your my of for to and in on with before after pre post go live is be checklist check list production prod hardening security secure launch deployment deploy deploying release readiness ready guide best practices self hosted hosting server docs documentation readme final general web app application service site steps step md txt v1 v2 todo'.split(
    ' ',
  ),
);

/** Beginnings of variables that many programs share. */
const sharedPrefixes =
  /^(?:POSTGRES|POSTGRESQL|PG|DB|DATABASE|MYSQL|MARIADB|MONGO|MONGODB|REDIS|AWS|S3|GCP|GOOGLE|AZURE|SMTP|MAIL|EMAIL|OTEL|SENTRY|STRIPE|NODE|NEXT|NUXT|VITE|REACT|API|APP|AUTH|JWT|SESSION|COOKIE|CSRF|CORS|ALLOWED|LOG|RATE|BETTER|OPENAI|ANTHROPIC|GITHUB|GITLAB|SLACK|DOCKER|COMPOSE|KUBE|HTTP|HTTPS|TLS|SSL|SECRET|ENCRYPTION|BACKUP|PUBLIC|BASE|SITE|ADMIN|USER|MAX|MIN|ENABLE|DISABLE|DEBUG|TRUST|TRUSTED|PROXY|DJANGO|FLASK|RAILS|LARAVEL|SPRING|PYTHON|PHP|JAVA|PORT|HOST|MINIO|RABBITMQ|KAFKA|ELASTIC|SANDBOX|WALLET|NPM|CI)$/;

const wordsIn = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

const slug = (words: readonly string[]): string =>
  words
    .map((word) => word.replace(/[^a-z0-9]/g, ''))
    .filter((word) => word !== '')
    .slice(0, 4)
    .join('-');

/** From the title, then the variables' own prefix, then the file's name; `fileName` without folder. */
export function identityOf(
  checklist: PublishedChecklist,
  variables: readonly NamedVariable[],
  fileName: string,
  taken: Taken,
): Identity {
  const stem = fileName.replace(/\.\w+$/, '');
  const title = checklist.title ?? (stem === '' ? 'Checklist' : stem);
  const ownPrefix = ownPrefixOf(variables);
  const named = wordsIn(title).filter((word) => !general.has(word) && !/^\d/.test(word) && !/^v?\d+$/.test(word));
  const fromFile = wordsIn(stem).filter((word) => !general.has(word) && !/\d/.test(word));
  const fromPrefix = ownPrefix === undefined ? [] : [ownPrefix.replace(/_$/, '').toLowerCase()];
  const words = [named, fromPrefix, fromFile, wordsIn(title)].find((some) => slug(some) !== '') ?? ['checklist'];
  const base = slug(words);
  const id = free(base, taken.products, (tries) => (tries === 1 ? `${base}-checklist` : `${base}-checklist-${tries}`));
  const letters = `${base.replace(/[^a-z]/g, '').toUpperCase()}XXX`;
  const three = letters.slice(0, 3);
  const prefix = free(three, taken.prefixes, (tries) => (tries < 3 ? letters.slice(0, 3 + tries) : `${three}${tries}`));
  return { id, title, prefix, ...(ownPrefix !== undefined && { ownPrefix }) };
}

/** The first of the names that nobody has. */
function free(first: string, taken: readonly string[], other: (tries: number) => string): string {
  for (let name = first, tries = 1; ; name = other(tries++)) if (!taken.includes(name)) return name;
}

/** What at least two variables begin with, and no library's variables do. */
function ownPrefixOf(variables: readonly NamedVariable[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { name } of variables) {
    const first = name.slice(0, name.indexOf('_'));
    if (name.includes('_') && !sharedPrefixes.test(first)) counts.set(`${first}_`, (counts.get(`${first}_`) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most && most[1] >= 2 ? most[0] : undefined;
}
