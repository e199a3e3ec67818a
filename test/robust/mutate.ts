/** A small generator of pseudo-random numbers (mulberry32), so that a seed names a run and a failure can be run again. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** What syntaxes are made of, and what breaks them. */
const pieces = [
  ...'{}[]()<>"\'`$#=:,-*&!|>%@\\/;?~^+. \t\n\r',
  ...[
    '\r\n',
    '${',
    '$$',
    '{{',
    '}}',
    '<<',
    '<<EOF\n',
    '/*',
    '*/',
    '//',
    '\u0000',
    '\ufeff',
    '\u00a0',
    '\u2028',
    '\ud83c',
    'é',
  ],
  ...[
    '- ',
    ': ',
    '? ',
    '&a ',
    '*a',
    '!!str ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    'import ',
    'FROM ',
    '[a]\n',
    'true',
    '1e999',
  ],
];

/** One to four edits: a cut, a graft, a repeat, a swap, or a piece of another text. */
export function mutate(text: string, others: readonly string[], random: (below: number) => number): string {
  let mutated = text;
  for (let edits = 1 + random(4); edits > 0; edits--) {
    const at = random(mutated.length + 1);
    const length = random(2) === 0 ? random(4) : random(40);
    const piece = pieces[random(pieces.length)] ?? '';
    switch (random(5)) {
      case 0:
        mutated = mutated.slice(0, at) + mutated.slice(at + length);
        break;
      case 1:
        mutated = mutated.slice(0, at) + piece + mutated.slice(at);
        break;
      case 2:
        mutated = mutated.slice(0, at) + mutated.slice(at, at + length).repeat(1 + random(4)) + mutated.slice(at);
        break;
      case 3:
        mutated = mutated.slice(0, at) + piece.repeat(1 + random(20)) + mutated.slice(at + length);
        break;
      default: {
        const other = others[random(others.length)] ?? '';
        const from = random(other.length + 1);
        mutated = mutated.slice(0, at) + other.slice(from, from + length) + mutated.slice(at + random(8));
      }
    }
  }
  return mutated;
}
