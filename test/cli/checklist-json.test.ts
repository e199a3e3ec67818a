import { expect, it } from 'vitest';
import { copyOfExample, emptyFolder, folderWith } from './folder.ts';
import { checklist, run } from './run.ts';

const states = ['pass', 'fail', 'unknown', 'ask', 'attested', 'not-applicable'];
const itemKeys = new Set('id section text severity state evidence reasons remedy same'.split(' '));

for (const name of ['novamem-careless', 'novamem-hardened', 'kotauth-careless', 'kotauth-hardened']) {
  it(`has the fields of the contract: ${name}`, () => {
    const { report, stdout, stderr } = checklist(copyOfExample(name));
    expect([Object.keys(report), report.version, stderr]).toEqual([['version', 'checklists'], 1, '']);
    expect(stdout.endsWith('}\n')).toBe(true);
    expect(report.checklists).toHaveLength(1);
    for (const one of report.checklists) {
      expect(Object.keys(one)).toEqual('product root title source detectedBy items summary'.split(' '));
      expect([one.product, one.root]).toEqual([name.split('-')[0], '.']);
      expect(one.detectedBy.length).toBeGreaterThan(0);
      for (const sign of one.detectedBy) expect(Object.keys(sign)).toEqual(['path', 'why']);
    }
  });

  it(`gives every line an id of its own and one of six states, and counts them: ${name}`, () => {
    for (const { items, summary } of checklist(copyOfExample(name)).report.checklists) {
      expect(Object.keys(summary)).toEqual(states);
      const counted = states.map((state) => [state, items.filter((item) => item.state === state).length]);
      expect(summary).toEqual(Object.fromEntries(counted));
      expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
      for (const item of items) {
        for (const key of Object.keys(item)) expect(itemKeys).toContain(key);
        expect(['critical', 'high', 'medium', 'low', 'info']).toContain(item.severity);
        expect(item.id).toMatch(/^(?:NOV|KAUTH|KOT)-\d\d$/);
        expect(item.text).not.toBe('');
        for (const { path, range, message } of item.evidence) {
          expect([path, message].every((text) => text !== '')).toBe(true);
          expect(range.start.line).toBeGreaterThanOrEqual(0);
        }
      }
    }
  });

  it(`says what a failed line rests on: ${name}`, () => {
    for (const { items } of checklist(copyOfExample(name)).report.checklists) {
      const failed = items.filter(({ state }) => state === 'fail');
      for (const item of failed) {
        const grounds = [...item.evidence, ...(Reflect.get(item, 'reasons') ?? [])];
        expect([item.id, grounds.length > 0]).toEqual([item.id, true]);
      }
    }
  });
}

it('names the rule behind the evidence of a failed line', () => {
  const [novamem] = checklist(copyOfExample('novamem-careless')).report.checklists;
  const item = novamem?.items.find(({ id }) => id === 'NOV-01');
  expect(item).toMatchObject({ state: 'fail', severity: 'critical', remedy: expect.stringMatching(/\.$/) });
  expect(item?.evidence).toContainEqual({
    path: '.env',
    range: { start: { line: 1, character: 22 }, end: { line: 1, character: 31 } },
    message: 'NOVAMEM_COOKIE_SECRET still holds the placeholder of a template.',
    rule: 'placeholder-secret',
  });
});

it('fails no line of the hardened examples', () => {
  for (const name of ['novamem-hardened', 'kotauth-hardened']) {
    const [one] = checklist(copyOfExample(name)).report.checklists;
    expect([name, ...(one?.items ?? []).filter(({ state }) => state === 'fail').map(({ id }) => id)]).toEqual([name]);
  }
});

it('walks a deployment below the folder under its own root', () => {
  const image = 'services:\n  novamem:\n    image: ghcr.io/azrtydxb/novamem:v1.1.4\n';
  const folder = folderWith({ 'live/compose.yaml': image, 'other/compose.yaml': image });
  const { report } = checklist(folder);
  expect(report.checklists.map(({ product, root }) => [product, root])).toEqual([
    ['novamem', 'live'],
    ['novamem', 'other'],
  ]);
});

it('keeps a line failed though a suppression takes its finding out of the report', () => {
  const folder = folderWith({
    'compose.yaml':
      'services:\n  novamem:\n    # seaworthy-ignore mutable-image-tag -- we build it\n    image: ghcr.io/azrtydxb/novamem:main\n',
  });
  const [one] = checklist(folder).report.checklists;
  const failed = one?.items.filter(({ evidence }) => evidence.some(({ rule }) => rule === 'mutable-image-tag')) ?? [];
  expect(failed.map(({ state }) => state)).toEqual(failed.map(() => 'fail'));
  expect(failed.length).toBeGreaterThan(0);
  expect(failed[0]?.evidence).toContainEqual(expect.objectContaining({ accepted: 'we build it' }));
});

it('is an empty list where no product is deployed', () => {
  expect(checklist(emptyFolder())).toMatchObject({ code: 0, report: { version: 1, checklists: [] } });
});

it('prints the same lines as text, with the states in words', () => {
  const folder = copyOfExample('novamem-careless');
  const { stdout, code, stderr } = run(folder, ['checklist']);
  expect([code, stderr]).toEqual([1, '']);
  const [one] = checklist(folder).report.checklists;
  for (const { id, text } of one?.items ?? []) expect(stdout).toContain(`${id}  ${text}`);
  expect(stdout).toMatch(/\n {2}FAIL {5}.*NOV-01 /);
  expect(stdout).toMatch(/\d+ lines: (?:\d+ [a-z-]+(?:, )?)+\.\n$/);
});

it('names the known products as text where none is deployed and the general checklist is switched off', () => {
  const config = '{ "products": { "general": false } }';
  const { stdout } = run(folderWith({ '.env': 'A=b\n', '.seaworthy/config.json': config }), ['checklist']);
  expect(stdout).toMatch(/^No product with a checklist is deployed here\. .*novamem.*\n$/);
  expect(stdout).toContain('kotauth');
});
