/** What a value is, whatever name it stands under. */

/** Indirections that name where a secret is kept; the thing itself is not in the file. */
const referencePattern =
  /^(?:op:\/\/|vault:|secret(?:ref|s)?:|file:|env:|ssm:|kms:|ref\+|awssm|aws-sm:|gcp-?sm:|azurekv|akv:|keyring:|doppler:|infisical:|bws:|sops:|os\.environ\/|ENC\[|encrypted:|!secret|arn:aws:|projects\/[^/]+\/secrets\/|@Microsoft\.KeyVault|%[A-Za-z0-9_]+%$)/;
const templatePattern =
  /\$\{|\$\(|\{\{|\}\}|<%|\{%|#\{|\$\[|^\{\$?[A-Za-z_][\w.]*(?::[^}]*)?\}$|^\$[A-Z_][A-Z0-9_]*$|^__\w+__$|^%\{|\{env\.|^\$__\w+\{/;

/** The name of a file that keeps a key or certificate. */
const keyFile = /^[\w-]+(?:\.[\w-]+)*\.(?:key|pem|crt|cer|p12|pfx|jks)$/i;

/** A reference, a template, ciphertext or a path: never a value to judge. */
export function isIndirect(value: string): boolean {
  if (referencePattern.test(value) || templatePattern.test(value) || keyFile.test(value)) return true;
  return /^(?:\.{0,2}|~)?\/[\w.@~-]+(?:\/[\w.@~-]*)*$/.test(value) && !/^\/[A-Za-z0-9+/]{40,}={0,2}$/.test(value);
}

/** Password hashes and public halves, which are meant to be read (crypt(5), PHC string format). */
export const isHashOrPublic = (value: string): boolean =>
  /^(?:\$(?:2[abxy]?|5|6|7|y|1|apr1|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]*)\$|\{(?:SSHA|SHA|CRYPT|PBKDF2)[^}]*\}|pbkdf2[_:]|scrypt:|argon2:|-----BEGIN (?:PUBLIC|CERTIFICATE)|ssh-(?:rsa|ed25519) |age1|sha(?:256|384|512)[-:]|pk_(?:live|test)_|SCRAM-SHA-)/.test(
    value,
  );

/** Words that switch something, and plain numbers: not a secret even under a secret's name. */
export const isSwitch = (value: string): boolean =>
  /^(?:true|false|yes|no|on|off|null|none|nil|undefined|disabled|enabled|\d{1,3})$/i.test(value);

const hint =
  '(?:password|passwd|pass|secret|token|key|value|string|api|jwt|session|cookie|admin|db|database|encryption|credential|account|app|auth|random|secure|strong|long|super|here|user|username|domain|email|client|id|generated?|and|in|production|the|a|an|this|it|with|your|own|real|actual|for|to|of|hex|base64|bytes|chars?|characters|min|at|least|\\d+)';
const filler = new RegExp(`^(?:${hint}[\\W_]*)*$`, 'i');

const placeholderForms: readonly RegExp[] = [
  /^(.)\1{5,}$/,
  /^<[^<>]*>$/,
  /^\[[^[\]]+\]$/,
  /^(?:x{3,}|X{3,}|\*{3,}|\.{3,}|-{3,}|_{3,}|\?{3,}|#{3,}|0{8,})$/,
  /^(?:todo|tbd|fixme|placeholder|redacted|dummy|example|sample|replace|changeit|generateme|tobemodified|change|unset|fill[-_ ]?me)$/i,
  /(?:^|[^a-z])change[-_ ]?(?:me|it|this|in|before|immediately|password|please|now|to|your|the)/i,
  /(?:^|[^a-z])(?:changeme|changethis|changeit|change[A-Z][a-z]+)/i,
  /(?:^|[^a-z])replace[-_ ]?(?:me|with|this|by|it|in)/i,
  /(?:^|[^a-z])(?:placeholder|fill[-_ ]?(?:me|in|this)|insert[-_ ](?:your|the|a|here)|put[-_ ](?:your|a|the)|enter[-_ ](?:your|a|the)|paste[-_ ]|set[-_ ](?:me|a|an|your|this)|to[-_ ]?be[-_ ]?(?:modified|changed|replaced|set)|should[-_ ]be[-_ ](?:updated|changed|replaced)|must[-_ ]be[-_ ](?:changed|replaced|set))(?:[^a-z]|$)/i,
  /(?:^|[^a-z])(?:generate[-_ ]?(?:me|with|a|your|using|by)|run[-_ ]openssl|openssl[-_ ]rand|use[-_ ]openssl)(?:[^a-z]|$)/i,
  /[-_ ](?:goes[-_ ])?here$/i,
  /(?:^|[^a-z])(?:not|in)[-_ ]?secure(?:[^a-z]|$)/i,
  /(?:^|[^a-z])(?:do[-_ ]?not[-_ ]?use|(?:not[-_ ]for|for[-_ ]non)[-_ ]?prod(?:uction)?|(?:for[-_ ])?dev(?:elopment)?[-_ ](?:only|secret))(?:[^a-z]|$)/i,
];
const yours = /^(?:your|my|the|some|any)[-_ ]?(.*)$/i;

/**
 * A value that a template ships to be replaced. It must read as an instruction or as a name of what belongs there; a word
 * inside a random string does not make one.
 */
export function isPlaceholder(value: string, name: string): boolean {
  const text = value.trim();
  if (text === '') return false;
  const lower = text.toLowerCase();
  // `API_KEY=API_KEY`, and what a script puts another text in the place of: `API_KEY_VAL`, `API_KEY_PLACEHOLDER`.
  if (
    text.length > 6 &&
    lower.startsWith(name.toLowerCase()) &&
    /^(?:_(?:val|value|placeholder|here))?$/.test(lower.slice(name.length))
  )
    return true;
  if (placeholderForms.some((form) => form.test(text))) return true;
  const rest = yours.exec(text)?.[1];
  return (
    rest !== undefined && rest !== '' && (/^[-_ ]/.test(text.slice(text.length - rest.length - 1)) || filler.test(rest))
  );
}
