import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGitIndex } from '../../server/src/core/syntax/git-index.ts';
import { gitIndex } from '../git-index.ts';
import { runs } from './arbitrary.ts';

const encoder = new TextEncoder();
const number = (value: number): number[] => [0, 0, 0, value];

const paths = [
  '.env',
  '.gitignore',
  'compose.yaml',
  'deploy/.env',
  'deploy/schlüssel.pem',
  `deep/${'a'.repeat(300)}.env`,
];

const pathsIn = (bytes: Uint8Array) => readGitIndex(bytes)?.map(({ path }) => path);

describe('readGitIndex', () => {
  it.each([2, 3, 4])('gives the paths of version %i', (version) => {
    expect(pathsIn(gitIndex(paths, version))).toEqual(paths);
  });

  it('reads a repository that names its objects by SHA-256', () => {
    expect(pathsIn(gitIndex(paths, 2, 32))).toEqual(paths);
  });

  it('tells which files are executable', () => {
    const bytes = gitIndex(['backup.sh', 'notes.md'], 2);
    // The mode of the first entry stands behind times, device and inode.
    bytes.set([0, 0, 0o100755 >> 8, 0o100755 & 0xff], 12 + 24);
    expect(readGitIndex(bytes)).toEqual([
      { path: 'backup.sh', executable: true },
      { path: 'notes.md', executable: false },
    ]);
  });

  it('says nothing of a split index, another version and what is no index', () => {
    const link = [...encoder.encode('link'), ...number(4), 0, 0, 0, 0];
    expect(readGitIndex(gitIndex(paths, 2, 20, link))).toBeUndefined();
    expect(readGitIndex(gitIndex(paths, 5))).toBeUndefined();
    expect(readGitIndex(encoder.encode('DIRC'))).toBeUndefined();
    expect(readGitIndex(new Uint8Array())).toBeUndefined();
  });

  it('gives the paths or nothing of any cut or changed bytes, and never throws', () => {
    const whole = [2, 3, 4].map((version) => gitIndex(paths, version));
    fc.assert(
      fc.property(fc.constantFrom(...whole), fc.nat(), fc.nat(255), fc.nat(), (bytes, at, value, end) => {
        const changed = Uint8Array.from(bytes);
        changed[at % bytes.length] = value;
        const read = readGitIndex(changed.slice(0, end % (bytes.length + 1)));
        expect(read === undefined || read.every(({ path }) => typeof path === 'string')).toBe(true);
      }),
      runs,
    );
  });

  it('reads a hundred thousand entries without delay', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => `folder/${String(index).padStart(6, '0')}.txt`);
    expect(readGitIndex(gitIndex(many, 4))).toHaveLength(100_000);
  });
});
