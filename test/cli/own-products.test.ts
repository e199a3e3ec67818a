import { describe, expect, it } from 'vitest';
import { harbour, printed, productPath } from '../own-product.ts';
import { emptyFolder, folderWith, writeFiles } from './folder.ts';
import { type ChecklistReport, run } from './run.ts';

const product = harbour[productPath] ?? '';
const statesIn = (folder: string, ...args: string[]) => {
  const { code, stdout, stderr } = run(folder, ['checklist', '--format', 'json', ...args]);
  const { checklists }: ChecklistReport = JSON.parse(stdout);
  const states = checklists.map(({ product: id, items }) => [id, items.map((item) => `${item.id} ${item.state}`)]);
  return { code, stderr, states: Object.fromEntries(states), checklists };
};
/** Text of a product file with one line that the workspace's `APP_MODE` decides. */
const small = (id: string, line: string, more = '') => `product: ${id}
title: ${id}
${more}variables: { APP_MODE: { kind: enum, values: [live, demo] } }
sections:
  - title: One
    items:
      - id: ${line}
        text: The application is live.
        severity: high
        evidence: [{ setting: APP_MODE, fails: { is: demo }, why: It is a demo. }]
`;

describe('one file below .seaworthy/checklists', () => {
  it('is walked as the page about it says', () => {
    expect(run(folderWith(harbour), ['checklist']).stdout).toBe(printed);
  });

  it('gives each line its state with the places that decide it, and follows an edit of the file', () => {
    const folder = folderWith(harbour);
    const before = statesIn(folder);
    expect(before.states).toEqual({
      harbour: ['HAR-01 unknown', 'HAR-02 fail', 'HAR-03 pass', 'HAR-04 unknown', 'HAR-05 ask'],
    });
    expect([before.code, before.stderr]).toEqual([1, '']);
    expect(before.checklists[0]?.items[1]?.evidence).toMatchObject([
      { path: 'compose.yaml', range: { start: { line: 6, character: 21 }, end: { line: 6, character: 25 } } },
    ]);
    writeFiles(folder, { [productPath]: product.replace('fails: { is: none }', 'fails: { is: password }') });
    expect(statesIn(folder).states).toEqual({
      harbour: ['HAR-01 unknown', 'HAR-02 pass', 'HAR-03 pass', 'HAR-04 unknown', 'HAR-05 ask'],
    });
  });

  it('tells the rules about its variables', () => {
    const { stdout } = run(folderWith(harbour), ['check']);
    expect(stdout).toContain('HARBOUR_LOGIN switches authentication off.');
    expect(run(folderWith({ 'compose.yaml': harbour['compose.yaml'] ?? '' }), ['check']).stdout).not.toContain('LOGIN');
  });

  it('counts where only one file is checked, and where several folders are', () => {
    const folder = folderWith({ ...harbour, 'deploy/.env': 'HARBOUR_LOGIN=none\n', 'other/.env': 'A=b\n' });
    expect(run(folder, ['check', 'compose.yaml']).stdout).toContain('HARBOUR_LOGIN switches authentication off.');
    expect(run(folder, ['check', 'deploy', 'other']).stdout).toContain('HARBOUR_LOGIN switches authentication off.');
  });

  it('may be called .yml', () => {
    const folder = folderWith({ '.seaworthy/checklists/a.yml': small('app', 'APP-1'), '.env': 'APP_MODE=live\n' });
    expect(statesIn(folder).states).toEqual({ app: ['APP-1 pass'] });
  });

  it('is walked by name, forced and switched off like any other', () => {
    const files = { [productPath]: product, '.env': 'OTHER=1\n' };
    const folder = folderWith(files);
    expect(Object.keys(statesIn(folder).states)).not.toContain('harbour');
    expect(Object.keys(statesIn(folder, '--product', 'harbour').states)).toEqual(['harbour']);
    const config = (value: boolean) => ({ '.seaworthy/config.json': `{ "products": { "harbour": ${value} } }` });
    expect(Object.keys(statesIn(folderWith({ ...files, ...config(true) })).states)).toEqual(['harbour']);
    expect(Object.keys(statesIn(folderWith({ ...harbour, ...config(false) })).states)).not.toContain('harbour');
    expect(run(folder, ['checklist', '--product', 'harbor'])).toMatchObject({
      code: 2,
      stderr: 'seaworthy: --product: unknown product harbor; did you mean harbour?\n',
    });
  });

  it('has lines that can be signed off, and only those it has', () => {
    const folder = folderWith(harbour);
    expect(run(folder, ['sign-off', 'HAR-05', '--by', 'ops@example.org']).code).toBe(0);
    const { states, stderr } = statesIn(folder);
    expect(states['harbour']).toContain('HAR-05 attested');
    expect(stderr).toBe('');
    expect(run(folder, ['sign-off', 'HAR-55']).stderr).toContain('HAR-55 is no line of a checklist');
    writeFiles(folder, { [productPath]: product.replaceAll('HAR-05', 'HAR-06') });
    const { stdout } = run(folder, ['check']);
    expect(stdout).toMatch(/attestations\.yaml\n.*HAR-05 is no line of a checklist; did you mean HAR-01\?/);
  });
});

describe('a product without detect', () => {
  it('is walked wherever its file is, once over all deployments, and fails where one of them does', () => {
    const stack = (mode: string) => `services:\n  app:\n    image: a:1.0.0\n    environment: { APP_MODE: ${mode} }\n`;
    const folder = folderWith({
      '.seaworthy/checklists/app.yaml': small('app', 'APP-1'),
      'one/compose.yaml': stack('live'),
      'two/compose.yaml': 'services:\n  app:\n    image: b:1.0.0\n',
    });
    expect(statesIn(folder).states).toEqual({ app: ['APP-1 pass'] });
    writeFiles(folder, { 'two/compose.yaml': stack('demo') });
    const { states, checklists } = statesIn(folder);
    expect(states).toEqual({ app: ['APP-1 fail'] });
    expect(checklists[0]?.items[0]?.evidence).toMatchObject([{ path: 'two/compose.yaml' }]);
  });

  it('is walked in a folder that holds nothing else', () => {
    const folder = folderWith({ '.seaworthy/checklists/app.yaml': small('app', 'APP-1') });
    expect(statesIn(folder).states).toEqual({ app: ['APP-1 unknown'] });
  });
});

describe('a product file with mistakes', () => {
  it('is said with its place, keeps its good lines, and lets none pass that has a mistake', () => {
    const folder = folderWith({
      ...harbour,
      [productPath]: product.replace('fails: { is: all }', 'fials: { is: all }'),
    });
    const { code, stderr, states } = statesIn(folder);
    expect(code).toBe(2);
    expect(stderr).toBe(`seaworthy: ${productPath}:29:39: Unknown key fials; did you mean fails?\n`);
    expect(states['harbour']).toEqual([
      'HAR-01 unknown',
      'HAR-02 fail',
      'HAR-03 unknown',
      'HAR-04 unknown',
      'HAR-05 ask',
    ]);
    expect(run(folder, ['check']).stdout).toContain('Unknown key fials; did you mean fails?');
  });

  it('lets nothing pass where the mistake is in what all lines rest on', () => {
    const folder = folderWith({ ...harbour, [productPath]: product.replace('ports: {', 'prots: {') });
    const { states, checklists } = statesIn(folder);
    expect(states['harbour']).toContain('HAR-03 unknown');
    expect(checklists[0]?.items[2]?.reasons?.[0]).toContain('Unknown key prots; did you mean ports?');
  });

  it('without an id is left out and said', () => {
    const { code, stderr } = run(folderWith({ [productPath]: 'title: Nothing\n' }), ['checklist']);
    expect([code, stderr]).toEqual([2, `seaworthy: ${productPath}:1:1: product is missing.\n`]);
  });

  it('that cannot be read is said', () => {
    const folder = folderWith({ ...harbour, [productPath]: new Uint8Array([0x70, 0xff, 0xfe]) });
    expect(run(folder, ['checklist'])).toMatchObject({ code: 2, stderr: expect.stringContaining(productPath) });
  });
});

describe('several product files', () => {
  it('replace a product that is built in by its id', () => {
    const folder = folderWith({
      '.seaworthy/checklists/ours.yaml': small(
        'novamem',
        'OUR-1',
        'detect: { strong: { images: [ghcr.io/azrtydxb/novamem] } }\n',
      ),
      'compose.yaml':
        'services:\n  novamem:\n    image: ghcr.io/azrtydxb/novamem:v1.1.4\n    environment: { APP_MODE: demo }\n',
    });
    expect(statesIn(folder)).toMatchObject({ stderr: '', states: { novamem: ['OUR-1 fail'] } });
  });

  it('with one id are reported, and the first counts', () => {
    const folder = folderWith({
      '.seaworthy/checklists/a.yaml': small('app', 'APP-1'),
      '.seaworthy/checklists/b.yaml': `# again\n${small('app', 'APP-2')}`,
      '.env': 'APP_MODE=live\n',
    });
    const { code, stderr, states } = statesIn(folder);
    expect([code, states]).toEqual([2, { app: ['APP-1 pass'] }]);
    expect(stderr).toBe(
      'seaworthy: .seaworthy/checklists/b.yaml:2:1: .seaworthy/checklists/a.yaml describes the product app already, so this file is left out.\n',
    );
  });

  it('are reported for lines that another product has', () => {
    const folder = folderWith({
      '.seaworthy/checklists/a.yaml': small('app', 'KOT-01'),
      '.seaworthy/checklists/b.yaml': small('bee', 'APP-1'),
      '.seaworthy/checklists/c.yaml': small('cat', 'APP-1'),
    });
    const words = 'too, so a sign-off would count for both; give it an id of its own.\n';
    expect(run(folder, ['checklist']).stderr).toBe(
      `seaworthy: .seaworthy/checklists/a.yaml:7:9: KOT-01 is a line of kotauth ${words}` +
        `seaworthy: .seaworthy/checklists/c.yaml:7:9: APP-1 is a line of bee ${words}`,
    );
  });
});

it('says what to do in an empty folder', () => {
  expect(run(emptyFolder(), ['checklist']).stdout).toContain('.seaworthy/checklists');
});
