import { isNarrow, triesPattern } from './access.ts';

/** Whether a rule takes a request; `address`: those from few addresses alone. */
export type RuleAnswer = 'yes' | 'no' | 'unknown' | 'address';

/**
 * Whether a router's rule takes requests for a path of a host that it names
 * (https://doc.traefik.io/traefik/routing/routers/#rule). What it asks beside host, path and address is unknown.
 */
export function answerOf(rule: string, path: string): RuleAnswer {
  const tokens = [
    ...rule.matchAll(/&&|\|\||[!()]|[A-Za-z]+\s*\((?:\s*(?:`[^`]*`|"[^"]*"|'[^']*')\s*,?)*\s*\)|\S/g),
  ].map(([token]) => token);
  let at = 0;
  const either = (): RuleAnswer => {
    let answer = all();
    while (tokens[at] === '||') {
      at++;
      const next = all();
      answer = answer === 'yes' || next === 'yes' ? 'yes' : answer === 'no' ? next : next === 'no' ? answer : 'unknown';
    }
    return answer;
  };
  const all = (): RuleAnswer => {
    let answer = one();
    while (tokens[at] === '&&') {
      at++;
      answer = both(answer, one());
    }
    return answer;
  };
  const one = (): RuleAnswer => {
    const token = tokens[at++];
    if (token === '!') {
      const inner = one();
      return inner === 'yes' ? 'no' : inner === 'no' ? 'yes' : 'unknown';
    }
    if (token !== '(') return token === undefined ? 'unknown' : matcher(token, path);
    const inner = either();
    if (tokens[at] === ')') at++;
    return inner;
  };
  const answer = either();
  return at >= tokens.length ? answer : 'unknown';
}

const both = (a: RuleAnswer, b: RuleAnswer): RuleAnswer => {
  for (const answer of ['no', 'unknown', 'address'] as const) if (a === answer || b === answer) return answer;
  return 'yes';
};

function matcher(token: string, path: string): RuleAnswer {
  const name = /^[A-Za-z]+/.exec(token)?.[0] ?? '';
  const values = [...token.matchAll(/[`"']([^`"']*)[`"']/g)].map(([, value]) => value ?? '');
  const some = (matches: (value: string) => boolean | undefined): RuleAnswer => {
    const answers = values.map(matches);
    return answers.includes(true) ? 'yes' : answers.includes(undefined) ? 'unknown' : 'no';
  };
  switch (name.toLowerCase()) {
    case 'host':
    case 'hostregexp':
      return 'yes';
    case 'path':
      return some((value) => (/[{}]/.test(value) ? undefined : value === path));
    case 'pathprefix':
      return some((value) => (/[{}]/.test(value) ? undefined : path.startsWith(value)));
    case 'pathregexp':
      return some((value) => triesPattern(value, path, false));
    case 'clientip':
      return isNarrow(values) ? 'address' : 'unknown';
    default:
      return 'unknown';
  }
}

/** Paths that a rule names. */
export const pathsIn = (rule: string): readonly string[] =>
  [...rule.matchAll(/\bPath(?:Prefix)?\(([^()]*)\)/g)].flatMap(([, inner]) =>
    [...(inner ?? '').matchAll(/[`"']([^`"'{}]*)[`"']/g)].map(([, path]) => path ?? ''),
  );
