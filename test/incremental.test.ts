import products from 'seaworthy:products';
import { expect, it } from 'vitest';
import { type Analysis, analyze } from '../server/src/core/analyze.ts';
import { walkChecklists } from '../server/src/core/checklist/walk.ts';
import { defaultSettings } from '../server/src/core/config.ts';
import type { InputFile } from '../server/src/core/read-source.ts';
import { readExample } from './checklist/walk.ts';
import { harbour, productPath } from './own-product.ts';

const input = { settings: defaultSettings, products };

/** All that a report would say, without the objects behind it. */
const said = (analysis: Analysis) => ({
  findings: analysis.findings.map(({ rule, path, span, severity, message, fixes }) => [
    rule.id,
    path,
    span,
    severity,
    message,
    fixes,
  ]),
  suppressed: analysis.suppressed.map(({ finding }) => [finding.rule.id, finding.path, finding.span]),
  faults: analysis.faults,
  states: walkChecklists(analysis).map(({ root, items }) => [root, items.map(({ item, state }) => [item.id, state])]),
});

it('says along 1,000 edits, renames and deletions what an analysis from scratch says', {
  timeout: 300_000,
}, () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const others: readonly (readonly [string, string])[] = [
    ['Dockerfile', 'FROM node:lts\nENV NODE_ENV=development \\\n  LOG_LEVEL=debug\n'],
    ['ecosystem.config.js', "module.exports = { apps: [{ name: 'app', env: { JWT_SECRET: 'changeme' } }] };\n"],
    ['app.service', '[Service]\nEnvironment=NODE_ENV=development\nEnvironmentFile=/opt/.env\nExecStart=app\n'],
    ['traefik.toml', '[log]\nlevel = "DEBUG"\n'],
    ['.gitignore', '.env\n'],
  ];
  const originals = new Map<string, string>([
    ...others.map(([name, text]) => [`${products[0]?.id}-careless/${name}`, text] as const),
    ...products
      .filter(({ fallback }) => !fallback)
      .flatMap(({ id }) =>
        ['careless', 'hardened'].flatMap((kind) =>
          [...readExample(`${id}-${kind}`)].map(([path, text]) => [`${id}-${kind}/${path}`, text] as const),
        ),
      ),
  ]);
  // Drawn as often as all the others together: each of its edits is a new product, a mistake, or two files with one product.
  const own = [productPath, '.seaworthy/checklists/second.yml'];
  for (const path of own) originals.set(path, harbour[productPath] ?? '');
  originals.set('harbour/compose.yaml', harbour['compose.yaml'] ?? '');
  const paths = [...originals.keys()].flatMap((path) => (own.includes(path) ? Array(12).fill(path) : [path]));
  const files = new Map<string, InputFile>(
    [...originals.keys()].map((path) => [path, { path, text: originals.get(path) ?? '' }]),
  );
  let state = analyze(undefined, files, input);
  for (let round = 0; round < 1000; round++) {
    const path = paths[random(paths.length)] ?? '';
    const change = new Map<string, InputFile | undefined>();
    const text = files.get(path)?.text ?? originals.get(path) ?? '';
    const at = random(text.length + 1);
    const action = random(6);
    if (action === 0) change.set(path, undefined);
    else if (action === 1) change.set(path, { path, text: originals.get(path) ?? '' });
    else if (action === 2) {
      const other = `${path.slice(0, path.indexOf('/'))}/renamed-${random(3)}${path.slice(path.lastIndexOf('/') + 1)}`;
      change.set(path, undefined);
      change.set(other, { path: other, text });
    } else {
      const piece = ['', '*', 'changeme', '\n', '}', '${X}', ':', '  '][random(8)] ?? '';
      change.set(path, { path, text: text.slice(0, at) + piece + text.slice(at + random(12)) });
    }
    for (const [changed, file] of change) {
      if (file) files.set(changed, file);
      else files.delete(changed);
    }
    state = analyze(state, change, input);
    if (round % 4 === 0) expect(said(state), `round ${round}`).toEqual(said(analyze(undefined, files, input)));
  }
  expect(said(state)).toEqual(said(analyze(undefined, files, input)));
});
