import products from 'seaworthy:products';
import { describe, expect, it } from 'vitest';
import {
  appendSignOff,
  isDay,
  readSignOffs,
  type SignOff,
  withSignOffs,
} from '../../server/src/core/checklist/sign-off.ts';
import { readExample, walkFiles } from './walk.ts';

const read = (text: string) => readSignOffs(text, products);
const states = (signOffs: readonly SignOff[], today: string) => {
  const [checklist] = withSignOffs(walkFiles(readExample('novamem-careless')), signOffs, today);
  return (id: string) => checklist?.items.find(({ item }) => item.id === id);
};

describe('sign-offs', () => {
  const file = `# Reviewed in the open.
- item: NOV-03
  by: ops@example.org
  on: 2026-11-22
  expires: 2027-02-20
  note: told at the meeting
- item: NOV-01
  by: ops@example.org
  on: 2026-11-22
`;

  it('turn what is open into attested, with name, day and note, and never what fails', () => {
    const { signOffs, mistakes } = read(file);
    expect(mistakes).toEqual([]);
    const of = states(signOffs, '2026-11-25');
    expect(of('NOV-03')?.state).toBe('attested');
    expect(of('NOV-03')?.reasons).toEqual([
      'Signed off by ops@example.org on 2026-11-22, until 2027-02-20: told at the meeting',
    ]);
    expect(of('NOV-01')?.state).toBe('fail');
  });

  it('hold on their last day and not on the next', () => {
    const { signOffs } = read(file);
    expect(states(signOffs, '2027-02-20')('NOV-03')?.state).toBe('attested');
    const late = states(signOffs, '2027-02-21')('NOV-03');
    expect(late?.state).toBe('ask');
    expect(late?.reasons[0]).toBe('The sign-off of ops@example.org of 2026-11-22 expired on 2027-02-20.');
  });

  it('count by the latest one', () => {
    const { signOffs } = read(`${file}- { item: NOV-03, by: b@example.org, on: 2026-11-24, expires: 2026-11-24 }\n`);
    expect(states(signOffs, '2026-11-25')('NOV-03')?.state).toBe('ask');
  });

  it('keep the count of the states', () => {
    const [before] = walkFiles(readExample('novamem-careless'));
    const [after] = withSignOffs(before ? [before] : [], read(file).signOffs, '2026-11-25');
    expect(after?.summary.attested).toBe(1);
    expect(after?.summary.ask).toBe((before?.summary.ask ?? 0) - 1);
  });

  it('of each open line that another sums up sign that one too', () => {
    const of = (items: readonly string[]) => {
      const signOffs = items.map((item) => ({ item, by: 'a', on: '2026-11-22', span: { start: 0, end: 0 } }));
      const [checklist] = withSignOffs(walkFiles(readExample('cognova-hardened')), signOffs, '2026-11-25');
      return checklist?.items.find(({ item }) => item.id === 'COG-36')?.state;
    };
    expect(of([])).toBe('ask');
    expect(of(['COG-18'])).toBe('ask');
    expect(of(['COG-18', 'COG-19'])).toBe('attested');
    expect(of(['COG-36'])).toBe('attested');
  });

  it('are reported where they are malformed, unknown or doubled, and the others count', () => {
    const { signOffs, mistakes } = read(`${file}- item: NOV-333
  by: a
  on: 2026-11-22
- item: NOV-15
  by: a
  on: 2026-02-30
- by: a
- item: NOV-03
  by: c
  on: 2026-11-22
`);
    expect(signOffs.map(({ item }) => item)).toEqual(['NOV-03', 'NOV-01', 'NOV-03']);
    expect(mistakes.map(({ message }) => message)).toEqual([
      'This has to be a day, such as 2026-11-22.',
      'item is missing.',
      'on is missing.',
      'NOV-333 is no line of a checklist; did you mean NOV-33?',
      'NOV-03 is signed twice on 2026-11-22; the later entry counts.',
    ]);
    expect(read('# nothing yet\n')).toEqual({ signOffs: [], mistakes: [] });
    expect(read('item: NOV-03\n').mistakes).toHaveLength(1);
    expect(read('- item: [\n').mistakes.length).toBeGreaterThan(0);
  });

  it('are appended without touching what stands there, and read back as they were meant', () => {
    for (const note of ['two accounts disabled', 'yes', '#3: "done"\nsee C:\\x', "it's - fine", '12']) {
      for (const before of ['', file, file.replaceAll('\n', '\r\n'), '# only words']) {
        const given = { item: 'NOV-15', by: 'Ops: Anna', on: '2026-11-25', expires: '2027-02-23', note };
        const after = appendSignOff(before, given);
        expect(after.startsWith(before)).toBe(true);
        const { signOffs, mistakes } = read(after);
        expect(mistakes).toEqual([]);
        expect(signOffs.at(-1)).toMatchObject(given);
      }
    }
  });

  it('know the calendar', () => {
    expect(['2026-02-28', '2028-02-29', '2000-02-29', '2026-12-31'].every(isDay)).toBe(true);
    expect(['2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-1-1', 'soon', ''].some(isDay)).toBe(false);
  });
});
