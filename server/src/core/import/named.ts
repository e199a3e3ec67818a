import type { VariableKind } from '../product/product.ts';
import type { ChecklistLine } from './checklist-line.ts';

/** A variable that a line names, and what the line says of its value. */
export interface NamedVariable {
  readonly name: string;
  readonly kind: VariableKind;
  /** `NAME=value` or "`NAME` is `value`". */
  readonly value?: string;
  readonly encoding?: 'hex' | 'base64';
  readonly bytes?: number;
  readonly minLength?: number;
}

const shouted = /(?<![\w$./-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\w])/g;
/** Of one word, which are variables only where they are written as code. */
const oneWord = /`(PORT|HOST|DEBUG|DOMAIN|SECRET|TOKEN|ENVIRONMENT|PASSWORD|HOSTNAME)(?:=[^`]*)?`/g;
/** Stand-ins, capabilities of Linux, and statements of SQL are written like variables. */
const noVariable =
  /^(?:CHANGE_?ME|YOUR_|MY_|CAP_|NET_(?:ADMIN|RAW|BIND)|SYS_|X_FORWARDED|REPLACE_|TODO_|MAX_CONNECTIONS$)/;

const kinds: readonly (readonly [RegExp, VariableKind])[] = [
  [/PASSWORD$|PASSWD$|_PASS$/, 'password'],
  [/(?:SECRET|TOKEN|PRIVATE_KEY|ENCRYPTION_KEY|SIGNING_KEY|SECRET_KEY|API_KEY|_KEY|SALT|PEPPER)$/, 'secret'],
  [/(?:DATABASE_URL|_DSN|REDIS_URL|MONGO(?:DB)?_UR[IL])$/, 'dsn'],
  [/ORIGINS?$/, 'origins'],
  [/LOG_LEVEL$/, 'log-level'],
  [/(?:BASE|PUBLIC|APP|SITE|EXTERNAL|ROOT)_URL$/, 'public-url'],
  [/_UR[IL]$|ENDPOINT$/, 'url'],
  [/(?:^|_)PORT$/, 'int'],
];

/** The variables of a line, each once. */
export function variablesIn({ text, marked }: ChecklistLine): readonly NamedVariable[] {
  const names = [...text.matchAll(shouted)].filter(({ index }) => text[index - 1] !== '=').map(([name]) => name);
  const single = [...marked.matchAll(oneWord)].map(([, name = '']) => name);
  const all = [...new Set([...names, ...single])].filter((name) => !noVariable.test(name));
  const secrets = all.filter((name) => isSecretKind(kindOf(name)));
  return all.map((name) => ({
    name,
    kind: kindOf(name),
    ...valueIn(name, text, marked),
    // Of several secrets nobody knows which one the length is meant for.
    ...(secrets.length === 1 && secrets[0] === name && strengthIn(text)),
  }));
}

export const isSecretKind = (kind: VariableKind): boolean => kind === 'secret' || kind === 'password' || kind === 'dsn';

const kindOf = (name: string): VariableKind => kinds.find(([pattern]) => pattern.test(name))?.[1] ?? 'string';

function valueIn(name: string, text: string, marked: string): { readonly value?: string } {
  const assigned = new RegExp(`(?<!\\w)${name}\\s*=\\s*["']?([^\\s"'\`),;]+)`).exec(text)?.[1];
  const told = new RegExp(`\`${name}\`\\s+(?:(?:is|to|as|must be|should be|equals)\\s+)+\`([^\`\\s]+)\``).exec(
    marked,
  )?.[1];
  const value = (assigned ?? told)?.replace(/[.,;:]+$/, '');
  return value === undefined || value === '' ? {} : { value };
}

function strengthIn(text: string): Pick<NamedVariable, 'encoding' | 'bytes' | 'minLength'> {
  const drawn = /openssl rand -(hex|base64) (\d{1,3})\b/.exec(text);
  if (drawn) return { encoding: drawn[1] === 'hex' ? 'hex' : 'base64', bytes: Number(drawn[2]) };
  const bytes = /\b(\d{2,3})\+?[- ](?:random )?bytes?\b/i.exec(text)?.[1];
  if (bytes !== undefined) return { bytes: Number(bytes), ...(/\bhex\b/i.test(text) && { encoding: 'hex' as const }) };
  const characters = /\b(\d{2,3})\+?[- ](?:random )?char(?:acter)?s?\b/i.exec(text)?.[1];
  return characters === undefined ? {} : { minLength: Number(characters) };
}

const headers = [
  'Strict-Transport-Security',
  'Content-Security-Policy',
  'X-Content-Type-Options',
  'X-Frame-Options',
  'Referrer-Policy',
  'Permissions-Policy',
  'Cross-Origin-Opener-Policy',
  'Cross-Origin-Resource-Policy',
  'Cross-Origin-Embedder-Policy',
];
const shortNames: Readonly<Record<string, RegExp>> = {
  'Strict-Transport-Security': /\bHSTS\b/,
  'Content-Security-Policy': /\bCSP\b/,
};

/** Response headers that a line names, with the value where the line is `Name: value` and nothing else. */
export const headersIn = (text: string): readonly { readonly name: string; readonly value?: string }[] =>
  headers
    .filter((name) => text.toLowerCase().includes(name.toLowerCase()) || shortNames[name]?.test(text) === true)
    .map((name) => {
      const value = new RegExp(`^${name}:\\s*([^(]+)$`, 'i').exec(text)?.[1]?.trim();
      return { name, ...(value !== undefined && { value }) };
    });

/** Ports that a line says nobody outside may reach. */
export const closedPortsIn = (text: string): readonly number[] =>
  /\b(?:not|never|no|closed?|block\w*|deny|denie[sd]|restrict\w*|internal|localhost|loopback|only)\b/i.test(text)
    ? [...text.matchAll(/\bports?\s+(\d{2,5})\b/gi)]
        .map(([, port]) => Number(port))
        .filter((port) => port <= 65535 && port !== 443 && port !== 80)
    : [];

/** Images that are written as code, by the last part of their repository. */
export const imagesIn = (marked: string): readonly string[] =>
  [...marked.matchAll(/`(?:[\w.-]+(?::\d+)?\/)*([a-z][\w.-]*):(?:v?\d[\w.-]*|latest|main|stable|edge)`/g)].map(
    ([, name = '']) => name,
  );

/** `PostgreSQL 14 or newer`: an official image and its oldest release. */
export function oldestReleaseIn(text: string): { readonly image: string; readonly version: string } | undefined {
  const match =
    /\b(postgres|postgresql|mysql|mariadb|redis|mongo|mongodb)\s+(?:version\s+)?(?:>=\s*)?(\d+(?:\.\d+)*)(?:\+|\s+(?:or|and)\s+(?:newer|later|above|higher))/i.exec(
      text,
    );
  const [, name = '', version = ''] = match ?? [];
  const image = { postgresql: 'postgres', mongodb: 'mongo' }[name.toLowerCase()] ?? name.toLowerCase();
  return match ? { image, version } : undefined;
}
