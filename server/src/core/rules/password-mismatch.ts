import { readConnection } from '../model/connection.ts';
import type { SecretCandidate } from '../secrets/candidate.ts';
import { userNamesFor } from '../secrets/role.ts';
import { serverPassword } from '../secrets/server-login.ts';
import { isIndirect } from '../secrets/value.ts';
import type { DeploymentRule, Fix } from './rule.ts';
import type { DeploymentView } from './view.ts';

export const passwordMismatch: DeploymentRule = {
  id: 'password-mismatch',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'secret',
  summary: 'A service connects to a database with another password than the database has.',
  why: `The database makes its user with the password of its own variable, at the first start; the service logs in with the
one in its address. Both are compared as they arrive: after env files, overrides and interpolation, with \`%40\` and its like
decoded. Write the password once, into the env file, and refer to it from both.

A database that already has its data keeps the password of its first start, whatever the variable says today.`,
  bad: {
    'compose.yaml':
      'services:\n  web:\n    image: ghcr.io/acme/web:1.4.2\n    environment:\n      DATABASE_URL: postgres://postgres:${DB_PASSWORD}@db/app\n  db:\n    image: postgres:16.4\n    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}\n',
    '.env': 'DB_PASSWORD=uG7kq2Zp9Wm4Xs1T8Yr3\nPOSTGRES_PASSWORD=hV8lr3Aq0Xn5Yt2U9Zs4\n',
  },
  good: {
    'compose.yaml':
      'services:\n  web:\n    image: ghcr.io/acme/web:1.4.2\n    environment:\n      DATABASE_URL: postgres://postgres:${POSTGRES_PASSWORD}@db/app\n  db:\n    image: postgres:16.4\n    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}\n',
    '.env': 'POSTGRES_PASSWORD=hV8lr3Aq0Xn5Yt2U9Zs4\n',
  },
  references: ['https://hub.docker.com/_/postgres', 'https://www.postgresql.org/docs/current/libpq-connect.html'],

  *check(view) {
    const { deployment, candidates } = view;
    const seen = new Set<string>();
    for (const candidate of candidates) {
      const { place, value, inUrl, setting, key } = candidate;
      const login = loginOf(candidate, view);
      const id = `${place.path}:${place.span.start}`;
      if (!login || seen.has(id) || isIndirect(value) || deployment.tierOf(place.path) === 'example') continue;
      const server = serverPassword(login.host, login.user, deployment);
      const wanted = server?.setting.value;
      if (!server || wanted === undefined || wanted === '' || server.service.name === setting.service) continue;
      const given = inUrl ? decoded(value) : value;
      if (given === undefined || given === wanted) continue;
      seen.add(id);
      yield {
        path: place.path,
        span: place.span,
        message: `${inUrl ? `The password in ${key}` : key} is not the one that ${server.service.name} has in ${server.setting.key}.`,
        related: [
          {
            path: server.setting.decided.path,
            span: server.setting.decided.span,
            message: `${server.setting.key} is decided here`,
          },
        ],
        fixes: fixesOf(candidate, wanted, candidates),
        subject: { setting: key, ...(setting.service !== undefined && { service: setting.service }) },
        pointer: place.setting.pointer,
      };
    }
  },
};

/** Host and user that the password is for: in the same address, or in the settings beside it (`DB_HOST`, `DB_USER`). */
function loginOf(
  { setting, inUrl, user, key, role }: SecretCandidate,
  { deployment }: DeploymentView,
): { readonly host: string; readonly user: string } | undefined {
  if (inUrl) {
    const host = readConnection(setting.value ?? '')?.host;
    return host !== undefined && user !== undefined && user !== '' ? { host, user } : undefined;
  }
  if (role !== 'password' || setting.service === undefined) return undefined;
  const valueNamed = (names: readonly string[]): string | undefined =>
    deployment.settings.find(({ key: name, service }) => service === setting.service && names.includes(name))?.value;
  const stem = /^(.+)_(?:PASSWORD|PASS|PWD|PASSWD)$/i.exec(key)?.[1];
  const host = stem === undefined ? undefined : valueNamed([`${stem}_HOST`, `${stem}_HOSTNAME`, `${stem}_SERVER`]);
  const name = valueNamed(userNamesFor(key));
  return host !== undefined && name !== undefined ? { host: host.toLowerCase(), user: name } : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The database's password where the address stands; only where no other reader has this place too. */
function fixesOf(
  { place, inUrl, setting }: SecretCandidate,
  wanted: string,
  all: readonly SecretCandidate[],
): readonly Fix[] {
  const isShared = all.some(
    ({ place: other, setting: reader }) =>
      other.path === place.path &&
      other.span.start === place.span.start &&
      reader.service !== undefined &&
      reader.service !== setting.service,
  );
  const isPlain = /^[\w.~-]+$/.test(wanted);
  if (!place.exact || place.kind === 'default' || isShared || (!inUrl && !isPlain)) return [];
  const text = inUrl && !isPlain ? encodeURIComponent(wanted) : wanted;
  return [
    {
      title: 'Use the password that the database has',
      safe: false,
      edits: [{ path: place.path, span: place.span, text: [{ moved: text }] }],
    },
  ];
}
