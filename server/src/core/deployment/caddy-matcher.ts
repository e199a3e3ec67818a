import type { PlacedDirective } from '../model/caddyfile.ts';
import type { CaddyToken } from '../syntax/caddyfile-lexer.ts';
import { isNarrow, triesPattern } from './access.ts';

/** Whether a matcher takes a request for a path; `address`: those from few addresses alone. */
export type Match = 'yes' | 'no' | 'unknown' | 'address' | 'strangers';

export const isMatcher = (token: CaddyToken | undefined): boolean =>
  token !== undefined && token.quote === '' && /^[/@]/.test(token.text);

/** The one path that a matcher asks for, whatever else it asks for; undefined for none or several. */
export function pathOf(token: CaddyToken | undefined, directives: readonly PlacedDirective[]): string | undefined {
  if (!token || !isMatcher(token)) return undefined;
  if (token.text.startsWith('/')) return token.text;
  const paths = (linesOf(token.text, directives) ?? []).flatMap(([kind, ...words]) =>
    kind?.text === 'path' ? words.map(({ text }) => text) : [],
  );
  return paths.length === 1 ? paths[0] : undefined;
}

/** Equal for matchers that ask for the same, as far as the files write it alike. */
export function matcherOf(token: CaddyToken | undefined, directives: readonly PlacedDirective[]): string {
  if (!token || !isMatcher(token)) return '';
  const lines = linesOf(token.text, directives);
  return lines ? lines.map((words) => words.map(({ text }) => text).join(' ')).join('\n') : `path ${token.text}`;
}

/** The conditions of a named matcher, each as its words; undefined where it has none. */
function linesOf(name: string, directives: readonly PlacedDirective[]): readonly (readonly CaddyToken[])[] | undefined {
  const definition = directives.find((one) => one.name.text === name);
  if (!definition) return undefined;
  const inline = definition.args.length > 0 ? [definition.args] : [];
  return [...inline, ...(definition.block?.directives ?? []).map((line) => [line.name, ...line.args])];
}

export function matches(token: CaddyToken | undefined, directives: readonly PlacedDirective[], probe: string): Match {
  if (!token || !isMatcher(token)) return 'yes';
  if (token.text.startsWith('/')) return matchesPath(token.text, probe) ? 'yes' : 'no';
  const definition = directives.find((one) => one.name.text === token.text);
  const lines = linesOf(token.text, directives);
  // A negated block is several conditions at once.
  if (!lines || definition?.block?.directives.some(({ block }) => block)) return 'unknown';
  const paths = lines.filter(([kind]) => kind?.text === 'path');
  const others = lines.filter(([kind]) => kind?.text !== 'path').map((line) => condition(line, probe));
  const byPath = paths.length === 0 || paths.some((line) => condition(line, probe) === 'yes');
  const all: readonly Match[] = [byPath ? 'yes' : 'no', ...others];
  for (const decisive of ['no', 'unknown'] as const) if (all.includes(decisive)) return decisive;
  return all.find((one) => one === 'address' || one === 'strangers') ?? 'yes';
}

const opposite: Readonly<Record<Match, Match>> = {
  yes: 'no',
  no: 'yes',
  unknown: 'unknown',
  address: 'strangers',
  strangers: 'address',
};

function condition([kind, ...words]: readonly CaddyToken[], probe: string): Match {
  const texts = words.map(({ text }) => text);
  switch (kind?.text) {
    case 'not':
      return opposite[condition(words, probe)];
    case 'path':
      return texts.some((pattern) => matchesPath(pattern, probe)) ? 'yes' : 'no';
    case 'path_regexp': {
      const tried = triesPattern(texts.at(-1) ?? '', probe, false);
      return tried === undefined ? 'unknown' : tried ? 'yes' : 'no';
    }
    case 'remote_ip':
    case 'client_ip': {
      const ranges = texts.filter((text) => text !== 'private_ranges');
      const isFew = texts.length > ranges.length ? ranges.length === 0 || isNarrow(ranges) : isNarrow(ranges);
      return isFew ? 'address' : 'unknown';
    }
    default:
      return 'unknown';
  }
}

/** https://caddyserver.com/docs/caddyfile/matchers#path: case does not count; `*` at the start, at the end, or inside of a part. */
function matchesPath(pattern: string, probe: string): boolean {
  const [wanted, path] = [pattern.toLowerCase(), probe.toLowerCase()];
  if (wanted === '*' || wanted === '/*') return true;
  const inner = wanted.replace(/^\*|\*$/g, '');
  if (inner.includes('*') || /[?[\\]/.test(inner)) return false;
  if (wanted.startsWith('*') && wanted.endsWith('*')) return path.includes(inner);
  if (wanted.startsWith('*')) return path.endsWith(inner);
  return wanted.endsWith('*') ? path.startsWith(inner) : path === inner;
}
