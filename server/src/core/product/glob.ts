/**
 * Globs as product and configuration files write them: `*` stays within a path segment, `**` crosses them, `?` is one
 * character, `{a,b}` a choice. A pattern without a slash is matched against the file's name alone, as `.gitignore` does.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  return expandBraces(pattern).some((plain) => {
    const whole = plain.includes('/') ? plain.replace(/^\.?\//, '') : plain;
    return matchesPlain(whole, plain.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1));
  });
}

/** At most this many patterns come out of the braces of one. */
const maxAlternatives = 64;

function expandBraces(pattern: string): readonly string[] {
  let open = [pattern];
  for (let round = 0; round < 8; round++) {
    const next = open.flatMap((one) => {
      const match = /^([^{]*)\{([^{}]*)\}(.*)$/s.exec(one);
      return match ? (match[2] ?? '').split(',').map((choice) => `${match[1]}${choice}${match[3]}`) : [one];
    });
    if (next.length === open.length || next.length > maxAlternatives) break;
    open = next;
  }
  return open;
}

/** The classic two-pointer match, with one remembered star of each kind: linear times the pattern's length, never exponential. */
function matchesPlain(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  let star = { pattern: -1, text: 0 };
  let deep = { pattern: -1, text: 0 };
  while (t < text.length) {
    if (pattern[p] === '*') {
      if (pattern[p + 1] === '*') {
        p += pattern[p + 2] === '/' ? 3 : 2;
        deep = { pattern: p, text: t };
        star = { pattern: -1, text: 0 };
      } else {
        star = { pattern: ++p, text: t };
      }
    } else if (p < pattern.length && (pattern[p] === text[t] || (pattern[p] === '?' && text[t] !== '/'))) {
      p++;
      t++;
    } else if (star.pattern >= 0 && text[star.text] !== '/') {
      p = star.pattern;
      t = ++star.text;
    } else if (deep.pattern >= 0) {
      p = deep.pattern;
      t = ++deep.text;
      star = { pattern: -1, text: 0 };
    } else {
      return false;
    }
  }
  while (pattern[p] === '*' || (pattern[p] === '/' && pattern.slice(p) === '/**')) p++;
  return p === pattern.length;
}

/** A value against a pattern whose `*` stands for any text, slashes too. */
export function matchesText(pattern: string, value: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return value === first;
  const last = rest.pop() ?? '';
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  const end = value.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
}
