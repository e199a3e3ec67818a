/**
 * What a name promises about its value. The last words of a name decide (`PASSWORD_MIN_LENGTH` is a length,
 * `SESSION_COOKIE_NAME` a name), so the traps that real files hold fall out by themselves.
 */

/**
 * `password`: chosen by a person or generated, typed into a login. `key`: made by whoever runs the service, for signing or
 * encrypting. `token`: issued by someone else, so that only its absence or a placeholder can be judged.
 */
export type SecretRole = 'password' | 'key' | 'token';

/** `adminPassword`, `POSTGRES_PASSWORD`, `mail__auth__pass` -> lower-case words. */
export function wordsOf(name: string): readonly string[] {
  // Most names are written so, and every rule about secrets asks.
  if (/^[A-Z0-9]+(?:_[A-Z0-9]+)*$/.test(name)) return name.toLowerCase().split('_');
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

const passwordWords = new Set([
  'password',
  'passwd',
  'pass',
  'pwd',
  'passphrase',
  'passw',
  'rootpw',
  'adminpw',
  'pw',
  'userpass',
  'rootpassword',
  'dbpassword',
  'requirepass',
  'masterauth',
]);
const keyWords = new Set([
  'secret',
  'secrets',
  'secretkey',
  'signingkey',
  'encryptionkey',
  'salt',
  'pepper',
  'jwtsecret',
  'cookiesecret',
  'appsecret',
]);
const tokenWords = new Set(['token', 'apikey', 'accesstoken', 'authtoken', 'pat', 'apitoken', 'bearer']);
/** Words before a final `key` (or `iv`) that make it a secret. */
const ownKeyQualifiers = new Set([
  'secret',
  'encryption',
  'encrypt',
  'signing',
  'sign',
  'session',
  'app',
  'master',
  'auth',
  'jwt',
  'cookie',
  'hash',
  'crypto',
  'creds',
  'vault',
  'private',
  'hmac',
  'aes',
  'nonce',
  'fernet',
  'django',
  'rails',
  'internal',
  'admin',
  'root',
  'keystore',
  'wallet',
  'logged',
  'in',
  'secure',
  'cron',
  'webhook',
  'enc',
  'openssl',
]);
const issuedKeyQualifiers = new Set([
  'api',
  'access',
  'service',
  'role',
  'account',
  'license',
  'licence',
  'storage',
  'client',
  'integration',
  'write',
  'read',
  'ingest',
  'ai',
]);
/** Words before a final `token` that say that whoever runs the service makes it up. */
const ownTokenQualifiers = new Set(['admin', 'master', 'internal', 'shared', 'root']);
/** A trailing word that says which one, not what. */
const ordinals =
  /^(?:v?\d+|old|new|current|previous|primary|secondary|base|base64|b64|hex|value|string|plain|text|raw|default|prod|production|dev|development|test|staging|local|bootstrap)$/;
/** `DB_PASS_BD`: initials behind a password say whose it is; a length, a number or a preposition is something else. */
const isInitials = (words: readonly string[]): boolean =>
  passwordWords.has(words.at(-2) ?? '') &&
  /^(?!id$|ms$|no$|on$|of$|to$|is$|ip$|ok$|or$|re$|up$)[a-z]{1,2}$/.test(words.at(-1) ?? '');

/** Words anywhere in a name that say: a switch, a public half, or an identifier. */
const disarming = new Set([
  'public',
  'publishable',
  'anon',
  'random',
  'allow',
  'empty',
  'enable',
  'enabled',
  'disable',
  'disabled',
  'require',
  'required',
  'reset',
  'forgot',
  'forget',
  'show',
  'hide',
  'change',
  'min',
  'max',
  'site',
  'tokenizer',
  'placeholder',
  'vapid',
  'existing',
  'ref',
  'name',
  'without',
  'no',
  'skip',
  'use',
  'has',
  'is',
  'expire',
  'rotate',
  'rotation',
]);

/** Last words that may mean a secret; the words before them decide. */
const namesSecret = (last: string): boolean =>
  passwordWords.has(last) || keyWords.has(last) || tokenWords.has(last) || /^(?:keys?|iv)$/.test(last);

/** `SECRET_PAYMENTS`: whose secret it is stands behind; what only speaks of secrets ends in a word for a place, a kind or an amount. */
const isSecretOf = ([first, last, more]: readonly string[]): boolean =>
  first === 'secret' &&
  more === undefined &&
  last !== undefined &&
  !/^(?:names?|id|ids|refs?|paths?|files?|dirs?|folder|ns|namespace|stores?|managers?|providers?|backends?|urls?|uri|hosts?|ports?|types?|engines?|versions?|ttl|length|len|size|bytes|bits|mounts?|volumes?|prefix|suffix|regions?|arn|class|scan|scanning|scanner|detection|mode|format|env|vars?|expiry|expires|lifetime|age|count|limits?|sources?|servers?|services?|santa|words?|questions?|labels?|annotations?|keys?|data|map|list|create|created|users?|usernames?|login|email|algorithm|alg|encoding|template|operator|policy|policies|config|settings?|generator|sync|syncer|owner|group|kind|field|property|title|description|text|message|notes?|page|menu|feature|level|hash)$/.test(
    last,
  ) &&
  !disarming.has(last);

export function secretRole(name: string): SecretRole | undefined {
  const words = [...wordsOf(name)];
  while (words.length > 1 && (ordinals.test(words.at(-1) ?? '') || isInitials(words))) words.pop();
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (!namesSecret(last)) return isSecretOf(words) ? 'key' : undefined;
  if (words.slice(0, -1).some((word) => disarming.has(word))) return undefined;
  if (passwordWords.has(last)) return 'password';
  if (keyWords.has(last))
    return before === 'client' || words.includes('oauth') || words.includes('oidc')
      ? 'token'
      : before === 'access' && words.includes('aws')
        ? 'token'
        : 'key';
  if (tokenWords.has(last)) return ownTokenQualifiers.has(before) && last === 'token' ? 'key' : 'token';
  if (last === 'key' || last === 'keys') {
    if (before === 'secret' && words.some((word) => /^(?:aws|s3|stripe|minio|r2|gcs|azure|spaces)$/.test(word)))
      return words.includes('minio') ? 'password' : 'token';
    if (ownKeyQualifiers.has(before)) return 'key';
    if (issuedKeyQualifiers.has(before)) return 'token';
  }
  if (last === 'iv' && ownKeyQualifiers.has(before)) return 'key';
  return undefined;
}

/** `POSTGRES_PASSWORD` -> the names that may hold its user: `POSTGRES_USER`, `POSTGRES_USERNAME`. */
export function userNamesFor(name: string): readonly string[] {
  const stem = name.replace(/(?:_?(?:PASSWORD|PASSWD|PASS|PWD|PASSPHRASE|SECRET_KEY|SECRET))$/i, '');
  if (stem === name) return [];
  const join = stem === '' ? '' : `${stem}_`;
  const upper = ['USER', 'USERNAME', 'LOGIN', 'EMAIL', 'ACCESS_KEY', 'NAME', 'ID'].map((word) => `${join}${word}`);
  return [...upper, stem, ...upper.map((word) => word.toLowerCase()), `${stem}User`, `${stem}Username`];
}
