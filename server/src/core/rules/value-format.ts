import { readUrl } from '../model/url.ts';
import { editDistance, nearestWord } from '../product/nearest.ts';
import type { Variable } from '../product/product.ts';
import { isFalsy, isTruthy, sameCase } from './setting-problem.ts';

/** Why a value is none that its variable takes, without the value itself where that may be a secret. */
export interface FormatProblem {
  /** Ends the sentence that begins with the name. */
  readonly message: string;
  /** The nearest value that is one. */
  readonly nearest?: string;
}

/** Undefined where the value is of the variable's kind, or its kind takes any text. */
export function formatProblem(name: string, variable: Variable, written: string): FormatProblem | undefined {
  const value = written.trim();
  switch (variable.kind) {
    case 'bool':
      return variable.values ? oneOf(value, variable.values) : switchProblem(value);
    case 'int':
      return numberProblem(name, variable, value);
    case 'url':
    case 'public-url':
      return urlProblem(value);
    case 'dsn':
      return isDsn(value)
        ? undefined
        : { message: 'has to be an address of the form scheme://user:password@host/name' };
    case 'email':
      return /^(?:[^<>@]*<)?[^\s@<>]+@[^\s@<>]+>?$/.test(value)
        ? undefined
        : { message: 'has to be an e-mail address (name@example.org)' };
    case 'host':
      return hostProblem(value);
    case 'origins':
      return originsProblem(value);
    case 'log-level':
      // pino, winston and zap take numbers as well.
      return /^-?\d+$/.test(value) ? undefined : oneOf(value, variable.values ?? logLevels, logLevels);
    default:
      return variable.values ? oneOf(value, variable.values) : undefined;
  }
}

/** Words for levels that one logging library or another takes. */
const logLevels = [
  ...['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silly', 'verbose', 'notice', 'warning', 'critical'],
  ...['silent', 'off', 'none', 'all', 'emerg', 'alert', 'crit', 'http', 'panic', 'information'],
];

/** Case is left alone: most readers fold it. `others` are legal as well, but none to name. */
function oneOf(
  value: string,
  values: readonly string[],
  others: readonly string[] = values,
): FormatProblem | undefined {
  const folded = value.toLowerCase();
  if ([...values, ...others].some((one) => one.toLowerCase() === folded)) return undefined;
  const near = nearestWord(folded, values);
  return {
    message: `has to be one of ${values === logLevels ? 'trace, debug, info, warn, error and their like' : values.join(', ')}`,
    ...(near !== undefined && { nearest: near }),
  };
}

function switchProblem(value: string): FormatProblem | undefined {
  if (/^(?:true|false|1|0|yes|no|on|off)$/i.test(value)) return undefined;
  const folded = value.toLowerCase();
  const word = isTruthy(value)
    ? 'true'
    : isFalsy(value)
      ? 'false'
      : ['true', 'false'].find((one) => editDistance(folded, one) <= 2 && folded.startsWith(one.charAt(0)));
  return {
    message: 'has to be true or false',
    ...(word !== undefined && { nearest: sameCase(value, word) }),
  };
}

function numberProblem(
  name: string,
  { production, default: usual }: Variable,
  value: string,
): FormatProblem | undefined {
  const fallback = production ?? usual;
  const other = fallback !== undefined && { nearest: fallback };
  if (/^[+-]?\d+$/.test(value)) {
    const isPort = /(?:^|_)PORT$/.test(name);
    return isPort && (Number(value) > 65_535 || Number(value) < 0)
      ? { message: 'has to be a port, and ports end at 65535', ...other }
      : undefined;
  }
  const grouped = /^\d{1,3}(?:[,_' ]\d{3})+$/.test(value) ? value.replace(/\D/g, '') : undefined;
  return { message: 'has to be a whole number', ...(grouped !== undefined ? { nearest: grouped } : other) };
}

function urlProblem(value: string): FormatProblem | undefined {
  if (readUrl(value)) return undefined;
  if (/:\/\//.test(value)) return /\s/.test(value) ? { message: 'has to be an address, and holds a blank' } : undefined;
  const hasHost = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?(?:\/\S*)?$/i.test(value);
  return {
    message: 'has to be an address with its scheme (https://)',
    ...(hasHost && { nearest: `https://${value}` }),
  };
}

/** libpq also takes words (`host=db dbname=app`), and drivers for files a bare path. */
const isDsn = (value: string): boolean =>
  /^[a-z][a-z0-9+.-]*:/i.test(value) ||
  /(?:^|[\s;])(?:host|server|data source)\s*=/i.test(value) ||
  /^[./~]/.test(value);

function hostProblem(value: string): FormatProblem | undefined {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(value)?.[0];
  if (scheme === undefined)
    return /\s/.test(value) ? { message: 'has to be a host name, and holds a blank' } : undefined;
  const host = readUrl(value)?.host;
  return {
    message: `has to be a host name, without ${scheme}`,
    ...(host !== undefined && host !== '' && { nearest: value.slice(scheme.length).replace(/\/.*$/, '') }),
  };
}

/** An origin is scheme, host and port; with a slash behind it no browser ever sends it (RFC 6454, section 6.2). */
function originsProblem(value: string): FormatProblem | undefined {
  const isWrong = (origin: string): boolean => /^https?:\/\/[^/\s]+\/[^*]*$/i.test(origin);
  const origins = value.split(/(\s*,\s*|\s+)/);
  if (!origins.some(isWrong)) return undefined;
  return {
    message: 'holds an origin with a path or a slash at its end, which no browser sends',
    nearest: origins.map((part) => (isWrong(part) ? part.replace(/^(https?:\/\/[^/]+).*$/i, '$1') : part)).join(''),
  };
}
