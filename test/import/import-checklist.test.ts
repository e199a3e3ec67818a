import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Imported, importChecklist } from '../../server/src/core/import/import-checklist.ts';
import type { Product } from '../../server/src/core/product/product.ts';
import { readProduct } from '../../server/src/core/product/read-product.ts';

function imported(markdown: string, more: { fileName?: string; existing?: string; prefix?: string } = {}): Imported {
  const answer = importChecklist({ markdown, fileName: 'LAUNCH.md', products: [], ...more });
  if ('refusal' in answer) throw new Error(answer.refusal);
  return answer;
}

/** The product that the made file is; it has no mistake. */
function productOf(yaml: string): Product {
  const { product, problems } = readProduct(yaml);
  expect(problems).toEqual([]);
  if (!product) throw new Error('no product');
  return product;
}

const linesOf = (markdown: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    productOf(imported(markdown).text).sections.map(({ title, items }) => [title, items.map(({ text }) => text)]),
  );

describe('the lines of a checklist', () => {
  it.each([
    ['boxes', '# Launch\n\n## Data\n\n- [ ] Back up nightly\n- [x] Restore once\n* [ ] Encrypt the disk\n'],
    [
      'boxes behind bullets of text',
      '# Launch\n\n## Data\n\n• [ ] Back up nightly\n• [ ] Restore once\n• [ ] Encrypt the disk\n',
    ],
    ['bullets of text', '# Launch checklist\n\n## Data\n\n• Back up nightly\n• Restore once\n• Encrypt the disk\n'],
    ['numbers', '# Launch checklist\n\n## Data\n\n1. Back up nightly\n2. Restore once\n3. Encrypt the disk\n'],
    [
      'bold lines for headings',
      '# Launch\n\n**Data**\n\n- [ ] Back up nightly\n- [ ] Restore once\n- [ ] Encrypt the disk\n',
    ],
    [
      'underlined headings',
      'Launch\n======\n\nData\n----\n\n- [ ] Back up nightly\n- [ ] Restore once\n- [ ] Encrypt the disk\n',
    ],
    [
      'headings with a box',
      '# Launch\n\n## Data\n\n### [ ] 1. Back up nightly\n\nWith pg_dump.\n\n### [ ] 2. Restore once\n\n### [x] 3. Encrypt the disk\n',
    ],
    [
      'a table with a column to fill in',
      '# Launch\n\n## Data\n\n| Check | Status |\n|---|---|\n| Back up nightly | |\n| Restore once | |\n| Encrypt the disk | |\n',
    ],
    [
      'carriage returns and a byte order mark',
      '\ufeff# Launch\r\n\r\n## Data\r\n\r\n- [ ] Back up nightly\r\n- [ ] Restore once\r\n- [ ] Encrypt the disk\r\n',
    ],
    [
      'signs that were decoded wrongly',
      '# Launch\n\n## Data\n\nâ€¢ [ ] Back up nightly\nâ€¢ [ ] Restore once\nâ€¢ [ ] Encrypt the disk\n',
    ],
  ])('are read from %s', (_, markdown) => {
    expect(linesOf(markdown)).toEqual({ Data: ['Back up nightly', 'Restore once', 'Encrypt the disk'] });
  });

  it('leave code, prose and lists of other things out', () => {
    const markdown =
      '# App\n\nIt does things:\n\n- fast\n- small\n\n## Install\n\n1. Download\n2. Unpack\n\n```sh\n- [ ] no line\n```\n\n## Production checklist\n\n- Set `APP_SECRET`\n- Use HTTPS\n';
    expect(linesOf(markdown)).toEqual({ 'Production checklist': ['Set APP_SECRET', 'Use HTTPS'] });
  });

  it('are refused where there are none', () => {
    const answer = importChecklist({ markdown: '# Notes\n\nNothing to do.\n', fileName: 'a.md', products: [] });
    expect(answer).toEqual({ refusal: expect.stringContaining('no line of a checklist was found') });
    expect(importChecklist({ markdown: '', fileName: 'a.md', products: [] })).toHaveProperty('refusal');
  });
});

describe('proposed evidence', () => {
  const evidenceOf = (line: string) =>
    productOf(imported(`# Launch\n\n- [ ] ${line}\n`).text).sections[0]?.items[0]?.evidence ?? [];

  it('asks a person where no file is named', () => {
    expect(evidenceOf('The on-call rota is known').map(({ type }) => type)).toEqual(['ask']);
  });

  it('looks at a variable that the line names', () => {
    const [first] = evidenceOf('`SESSION_SECRET` is 32 random bytes');
    expect(first).toMatchObject({ type: 'check', check: { subject: { setting: 'SESSION_SECRET' } } });
  });

  it('never lets the silence of rules alone pass a line', () => {
    for (const line of [
      'Serve everything over HTTPS',
      'No default passwords are left',
      'CORS is restricted to our origins',
    ])
      expect(evidenceOf(line).map(({ type }) => type)).toContain('ask');
  });
});

describe('a second import', () => {
  const first = '# Launch\n\n## Data\n\n- [ ] Back up nightly\n- [ ] Restore once\n';

  it('keeps ids, adds new lines behind the highest, and leaves all else as it stands', () => {
    const { text } = imported(first, { prefix: 'LAU' });
    const edited = text.replace('text: Back up nightly', 'text: Back up nightly # ours');
    const again = imported(first.replace('- [ ] Restore', '- [ ] Encrypt the disk\n- [ ] Restore'), {
      existing: edited,
    });
    expect(again.added).toEqual(['LAU-03']);
    expect(again.text).toContain('text: Back up nightly # ours');
    const items = productOf(again.text).sections.flatMap((section) => section.items);
    expect(Object.fromEntries(items.map(({ id, text: words }) => [id, words]))).toEqual({
      'LAU-01': 'Back up nightly',
      'LAU-02': 'Restore once',
      'LAU-03': 'Encrypt the disk',
    });
    expect(again.text.startsWith(edited)).toBe(true);
  });

  it('changes nothing where nothing is new', () => {
    const { text } = imported(first);
    expect(imported(first, { existing: text })).toMatchObject({ text, added: [], missing: [], reworded: [] });
  });

  it('names lines that are gone, and keeps them', () => {
    const { text } = imported(first, { prefix: 'LAU' });
    const again = imported(first.replace('- [ ] Back up nightly\n', ''), { existing: text });
    expect(again.missing.map(({ id }) => id)).toEqual(['LAU-01']);
    expect(again.text).toBe(text);
  });

  it('refuses a file with mistakes', () => {
    const answer = importChecklist({
      markdown: first,
      fileName: 'a.md',
      products: [],
      existing: 'product: x\ncolour: red\n',
    });
    expect(answer).toEqual({ refusal: expect.stringContaining('mistakes') });
  });
});

const seeds = new URL('../../../shared/seeds/', import.meta.url);
if (!existsSync(seeds)) console.log('SKIPPED the published checklists: ../shared/seeds is absent');

describe.skipIf(!existsSync(seeds))('the published checklists', () => {
  const read = (name: string): string => readFileSync(new URL(name, seeds), 'utf8');

  // What they have: boxes, bullets, and rows of tables; the products' own files add what stands in their prose.
  it.each([
    ['000_512c3188b7be4d3d.txt', 13, ['Pre-Launch Checklist']],
    ['001_d7cb169437190427.txt', 28, ['Secrets', 'Network', 'Auth']],
    ['002_7c4f6abc7f210c31.txt', 120, ['Change Default Gateway Token', 'Enable TLS for External Access']],
    ['003_987bc7096e01bfd3.txt', 64, ['Authentication & Secrets', 'Network Security', 'Database']],
    ['004_2c0b3942778b93f4.txt', 10, ['Before starting in production, verify']],
  ])('%s becomes a product file without a mistake', (name, lines, titles) => {
    const { text, lines: found } = imported(read(name), { fileName: name });
    expect(found).toBe(lines);
    expect(productOf(text).sections.map(({ title }) => title)).toEqual(expect.arrayContaining(titles));
    expect(text).not.toMatch(/â€|Ã.|â˜|ðŸ/);
    expect(imported(read(name), { fileName: name, existing: text }).text).toBe(text);
  });
});
