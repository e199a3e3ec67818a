import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { importCore, readImages, readProducts } from './products-plugin.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`;

/** Every file that the code decides, path -> text, with those parts replaced of files that people write as well. */
export async function generated() {
  const { rules } = await importCore('rules/index.ts');
  const { ruleMarkdown } = await importCore('rule-page.ts');
  const { productJsonSchema } = await importCore('product/read-product.ts');
  const { configJsonSchema, configProperties } = await importCore('config-schema.ts');
  const products = await readProducts();
  const ids = products.map(({ id }) => id);
  return new Map([
    ...rules.map((rule) => [`docs/rules/${rule.id}.md`, ruleMarkdown(rule)]),
    ['docs/images.md', imagesPage(await readImages())],
    ['schemas/product.schema.json', json(productJsonSchema())],
    ['schemas/config.schema.json', json(configJsonSchema(ids))],
    ['package.json', json(withSettings(JSON.parse(read('package.json')), configProperties(ids)))],
    ['README.md', between(between(read('README.md'), 'rules', ruleTable(rules)), 'products', productTable(products))],
  ]);
}

/** Files in generated folders that nothing generates any more. */
export const strays = (files) =>
  readdirSync(join(root, 'docs/rules'))
    .map((name) => `docs/rules/${name}`)
    .filter((path) => !files.has(path));

/** The editor's settings are the configuration's keys. */
function withSettings(manifest, { failOn: _commandLineOnly, ...shared }) {
  const properties = Object.entries(shared).map(([key, schema]) => [
    `seaworthy.${key}`,
    { scope: 'resource', ...schema },
  ]);
  const configuration = {
    title: 'Seaworthy',
    properties: Object.fromEntries(properties),
  };
  return { ...manifest, contributes: { ...manifest.contributes, configuration } };
}

const ruleTable = (rules) =>
  table(
    ['rule', 'severity', 'finds'],
    rules.map(({ id, severity, summary }) => [`[${id}](docs/rules/${id}.md)`, severity, summary]),
  );

const productTable = (products) =>
  table(
    ['product', 'checklist', 'lines'],
    products.map(({ name, title, sections }) => [name, title, String(sections.flatMap(({ items }) => items).length)]),
  );

/** What the catalogue says of each image, without the passwords. */
const imagesPage = (images) => `# Known images

${images.length} products whose images many deployments run: what \`server/products/images/*.yaml\` says of them, each with the page
that it is taken from. The logins themselves are in those files.

${table(
  ['product', 'images', 'ports', 'folder', 'known logins', 'secret variables', 'from a file'],
  images.map(({ name, source, images: own, ports, credentials, variables }) => [
    `[${name}](${source})`,
    words(Object.keys(own)),
    words(Object.values(ports)),
    words([...new Set(Object.values(own).flatMap(({ data = [] }) => data))]),
    credentials.length === 0 ? 'none' : String(credentials.length),
    words(Object.keys(variables).filter((name) => /^(?:secret|password)$/.test(variables[name].kind))),
    words(Object.values(variables).flatMap(({ files = [] }) => files)),
  ]),
)}
`;

const words = (list) => list.map((word) => `\`${word}\``).join(', ');

const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function between(text, name, content) {
  const [open, close] = [`<!-- ${name}: generated -->`, `<!-- /${name} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`README.md lacks the marks ${open} and ${close}.`);
  return `${text.slice(0, start + open.length)}\n\n${content}\n\n${text.slice(end)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = await generated();
  let changed = 0;
  for (const [path, text] of files) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    writeFileSync(file, text);
    changed++;
  }
  for (const path of strays(files)) rmSync(join(root, path));
  console.log(`${files.size} files are generated, ${changed} changed.`);
}
