import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const id = process.argv[2] ?? '';
const fail = (message) => {
  console.error(message);
  process.exit(2);
};
if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(id))
  fail('npm run new-rule -- some-problem: the id is two or more lower-case words with hyphens.');

const name = id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const rule = `server/src/core/rules/${id}.ts`;
const fixture = `test/rules/${id}.md`;
for (const path of [rule, fixture]) if (existsSync(join(root, path))) fail(`${path} is there already.`);

const write = (path, text) => {
  writeFileSync(join(root, path), text);
  console.log(path);
};
const moduleOf = (line) => /from '([^']+)'/.exec(line)?.[1] ?? '';
const sortedImports = (text) =>
  `${text
    .trimEnd()
    .split('\n')
    .sort((a, b) => (moduleOf(a) < moduleOf(b) ? -1 : 1))
    .join('\n')}\n`;

const edit = (path, change) => {
  const before = readFileSync(join(root, path), 'utf8');
  const after = change(before);
  if (after === before) fail(`${path} has no place for the new line.`);
  write(path, after);
};

write(
  rule,
  `import type { FileRule } from './rule.ts';

export const ${name}: FileRule = {
  id: '${id}',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'operation',
  summary: 'A setting is named after the new rule.',
  why: \`What happens to whoever leaves it so, and what to do instead.\`,
  bad: { '.env': '${name.toUpperCase()}=bad\\n' },
  good: { '.env': '${name.toUpperCase()}=good\\n' },
  references: ['https://cwe.mitre.org/'],

  *check({ settings }) {
    for (const { key, value, decided } of settings) {
      if (key !== '${name.toUpperCase()}' || value !== 'bad') continue;
      const { path, span, setting } = decided;
      yield { path, span, message: \`\${key} is bad.\`, subject: { setting: key }, pointer: setting.pointer };
    }
  },
};
`,
);
write(
  fixture,
  `# ${id}

## Fires where the value is bad

\`\`\`dotenv
${name.toUpperCase()}=bad
${' '.repeat(name.length + 1)}~~~ ${name.toUpperCase()} is bad.
\`\`\`

## Stays silent where it is good

\`\`\`dotenv
${name.toUpperCase()}=good
\`\`\`
`,
);
edit('server/src/core/rules/index.ts', (text) =>
  text
    .replace(/^(?:import .*\n)+/, (imports) => sortedImports(`${imports}import { ${name} } from './${id}.ts';\n`))
    .replace(/\n\];/, `\n  ${name},\n];`),
);
edit('server/src/core/product/rule-ids.ts', (text) => text.replace(/\n\];/, `\n  '${id}',\n];`));
console.log('Now write the fixture, then check; npm run generate makes its page, npm test says when it is done.');
