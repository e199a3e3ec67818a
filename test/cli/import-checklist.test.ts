import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyFolder, folderWith } from './folder.ts';
import { checklist, run } from './run.ts';

const markdown =
  '# Shop launch\n\n## Secrets\n\n- [ ] `SHOP_SECRET` and `SHOP_TOKEN` are random\n- [ ] Restore a backup once\n';
const target = '.seaworthy/checklists/shop.yaml';

it('prints a product file, and says on stderr what was found', () => {
  const folder = folderWith({ 'LAUNCH.md': markdown });
  const { code, stdout, stderr } = run(folder, ['import-checklist', 'LAUNCH.md']);
  expect(code).toBe(0);
  expect(stdout).toContain('product: shop\n');
  expect(stderr).toContain('Shop launch: 2 lines, 1 of them with evidence from files proposed.');
  expect(stderr).toContain(target);
  expect(existsSync(join(folder, target))).toBe(false);
});

it('writes a file that the next checklist walks, and adds to it later', () => {
  const folder = folderWith({ 'LAUNCH.md': markdown, '.env': 'SHOP_SECRET=changeme\n' });
  expect(run(folder, ['import-checklist', 'LAUNCH.md', '--output', target])).toMatchObject({ code: 0, stdout: '' });
  if (process.platform !== 'win32') expect(statSync(join(folder, target)).mode & 0o777).toBe(0o644);
  const walked = checklist(folder).report.checklists[0];
  expect(walked?.product).toBe('shop');
  expect(walked?.items.map(({ id, state }) => [id, state])).toEqual([
    ['SHO-01', 'fail'],
    ['SHO-02', 'ask'],
  ]);
  writeFileSync(join(folder, 'LAUNCH.md'), `${markdown}- [ ] Somebody is on call\n`);
  const again = run(folder, ['import-checklist', 'LAUNCH.md', '--output', target]);
  expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('New: SHO-03.')]);
  expect(readFileSync(join(folder, target), 'utf8')).toContain('Somebody is on call');
});

it('refuses what it cannot read or write, and changes nothing', () => {
  const folder = emptyFolder();
  mkdirSync(join(folder, '.seaworthy/checklists'), { recursive: true });
  writeFileSync(join(folder, target), 'product: shop\ncolour: red\n');
  writeFileSync(join(folder, 'notes.md'), '# Notes\n\nNothing.\n');
  writeFileSync(join(folder, 'LAUNCH.md'), markdown);
  for (const [args, words] of [
    [[], 'import-checklist takes one Markdown file'],
    [['a.md', 'b.md'], 'import-checklist takes one Markdown file'],
    [['none.md'], 'none.md: no such file'],
    [['notes.md'], 'notes.md: no line of a checklist was found'],
    [['LAUNCH.md', '--prefix', 'no'], '--prefix has to be 2 to 8 capitals and digits'],
    [['LAUNCH.md', '--output', target], `${target}: it has mistakes`],
    [['LAUNCH.md', '--format', 'json'], 'import-checklist takes no --format'],
  ] as const) {
    const { code, stdout, stderr } = run(folder, ['import-checklist', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(stderr.split('\n')).toHaveLength(2);
  }
  expect(readFileSync(join(folder, target), 'utf8')).toBe('product: shop\ncolour: red\n');
});
