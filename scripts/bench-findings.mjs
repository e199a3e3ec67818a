import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { importCore, readProducts } from './products-plugin.mjs';
import { root, run, setUp } from './setup.mjs';

// Who finds what: the bad example of every rule is planted in a folder of its own, and its good one in another. A tool finds the
// planted problem where it says of the bad folder what it does not say of the good one; what it says of the good one is noise.
setUp();
const peers = join(root, 'scripts/peers');
const lock = join(peers, 'package-lock.json');
const done = join(peers, 'node_modules/.package-lock.json');
if (!existsSync(done) || statSync(done).mtimeMs < statSync(lock).mtimeMs) {
  if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: peers }) !== 0) process.exit(1);
}

if (run(process.execPath, ['scripts/build.mjs']) !== 0) process.exit(1);
const { rules } = await importCore('rules/index.ts');
const { analyze } = await importCore('analyze.ts');
const { defaultSettings } = await importCore('config.ts');
const products = await readProducts();

const folder = mkdtempSync(join(tmpdir(), 'seaworthy-findings-'));
const write = (place, files) => {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, place, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
};
for (const { id, bad, good } of rules) {
  write(`${id}/bad`, bad);
  write(`${id}/good`, good);
}

/** Tool -> place (`rule/bad`) -> what it says there, each kind once. */
const tools = { seaworthy: ownFindings(), secretlint: secretlint(), dclint: dclint() };
rmSync(folder, { recursive: true, force: true });
const examples = deployments();

const rows = [];
const sums = Object.fromEntries(Object.keys(tools).map((tool) => [tool, { found: 0, noise: 0 }]));
for (const { id } of rules) {
  const cells = Object.entries(tools).map(([tool, says]) => {
    const good = says.get(`${id}/good`) ?? new Set();
    const isFound = [...(says.get(`${id}/bad`) ?? [])].some((kind) => !good.has(kind));
    if (isFound) sums[tool].found++;
    sums[tool].noise += good.size;
    return isFound ? 'yes' : '-';
  });
  rows.push([id, ...cells]);
}
const table = (heads, body) =>
  [heads, heads.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
console.log(`${rules.length} problems of our own planting, one a rule; a problem counts for a tool that tells bad from good.
Examples that need a product of their own, git's index or facts of the machine are found by nobody here.\n`);
console.log(table(['problem', ...Object.keys(tools)], rows));
console.log();
console.log(
  table(
    ['', ...Object.keys(tools)],
    [
      ['problems found', ...Object.values(sums).map(({ found }) => `${found} of ${rules.length}`)],
      ['kinds of findings on the good files', ...Object.values(sums).map(({ noise }) => String(noise))],
    ],
  ),
);

console.log(
  `\nErrors and warnings in whole deployments, the careless ones and the hardened ones of the same products.\n`,
);
console.log(table(['deployment', ...Object.keys(tools)], examples));

/** Every example folder as a workspace: how many places each tool points at. */
function deployments() {
  const home = join(root, 'examples');
  const own = JSON.parse(
    spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'check', home, '--format', 'json'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    }).stdout,
  );
  const places = {
    seaworthy: own.findings
      .filter(({ severity }) => severity === 'error' || severity === 'warning')
      .map(({ path, range, rule }) => [path, range.start.line, rule]),
    secretlint: secretlintOn(join(home, '**/*')).flatMap(({ filePath, messages }) =>
      messages.map(({ messageId, loc }) => [relative(home, filePath), loc.start.line, messageId]),
    ),
    dclint: json('dclint', ['--recursive', '--formatter', 'json', home]).flatMap(({ filePath, messages }) =>
      messages.map(({ rule, line }) => [relative(home, resolve(peers, filePath)), line, rule]),
    ),
  };
  return readdirSync(home)
    .sort()
    .map((name) => [
      name,
      ...Object.values(places).map((list) => String(list.filter(([path]) => path.startsWith(`${name}/`)).length)),
    ]);
}

function ownFindings() {
  const says = new Map();
  for (const { id, bad, good, profile } of rules) {
    for (const [place, files] of [
      [`${id}/bad`, bad],
      [`${id}/good`, good],
    ]) {
      const input = { settings: { ...defaultSettings, profile }, products };
      const texts = new Map(Object.entries(files).map(([path, text]) => [path, { path, text }]));
      says.set(place, new Set(analyze(undefined, texts, input).findings.map((finding) => finding.rule.id)));
    }
  }
  return says;
}

function add(says, file, kind) {
  const [rule, version] = relative(folder, file).split(/[\\/]/);
  const place = `${rule}/${version}`;
  says.set(place, (says.get(place) ?? new Set()).add(kind));
}

function secretlint() {
  const says = new Map();
  for (const { filePath, messages } of secretlintOn(join(folder, '**/*')))
    for (const { messageId } of messages) add(says, filePath, messageId);
  return says;
}

function secretlintOn(glob) {
  const preset = JSON.stringify({ rules: [{ id: '@secretlint/secretlint-rule-preset-recommend' }] });
  return json('secretlint', ['--format', 'json', '--secretlintrcJSON', preset, glob]);
}

function dclint() {
  const says = new Map();
  for (const { filePath, messages } of json('dclint', ['--recursive', '--formatter', 'json', folder]))
    for (const { rule } of messages) add(says, resolve(peers, filePath), rule);
  return says;
}

/** What a peer prints; a tool that finds something exits with 1. */
function json(tool, args) {
  const { stdout, stderr, status } = spawnSync(join(peers, 'node_modules/.bin', tool), args, {
    cwd: peers,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0 && status !== 1) throw new Error(`${tool} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}
