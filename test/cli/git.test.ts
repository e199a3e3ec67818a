import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gitIndex } from '../git-index.ts';
import { folderWith } from './folder.ts';
import { check, rulesOf } from './run.ts';

const env = 'JWT_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n';

describe('the index of git', () => {
  it('tells of an env file that is tracked', () => {
    const folder = folderWith({ '.env': env, '.gitignore': '.env\n', '.git/index': gitIndex(['.env'], 2) });
    expect(rulesOf(check(folder))).toContain('secret-file-tracked');
  });

  it('is found through the file of a worktree', () => {
    const worktree = folderWith({
      'repository/worktrees/app/index': gitIndex(['.env'], 4),
      'app/.git': 'gitdir: ../repository/worktrees/app\n',
      'app/.env': env,
    });
    expect(rulesOf(check(`${worktree}/app`))).toContain('secret-file-tracked');
  });

  it('is not asked for a folder inside of the repository', () => {
    const folder = folderWith({ '.git/index': gitIndex(['app/.env'], 2), 'app/.env': env });
    expect(rulesOf(check(`${folder}/app`))).toEqual([]);
  });

  it('says nothing where it cannot be read, and the files are still judged', () => {
    const folder = folderWith({ '.env': 'API_PASSWORD=postgres\n', '.git/index': new Uint8Array([1, 2, 3]) });
    const result = check(folder);
    expect(rulesOf(result)).toEqual(['weak-secret']);
  });
});

describe.skipIf(process.platform === 'win32')('--host', () => {
  it('tells of the mode of a secret file, and without it nothing is asked', () => {
    const folder = folderWith({ '.env': env });
    chmodSync(`${folder}/.env`, 0o644);
    expect(rulesOf(check(folder, ['--host']))).toEqual(['secret-file-readable']);
    expect(rulesOf(check(folder))).toEqual([]);
    chmodSync(`${folder}/.env`, 0o600);
    expect(rulesOf(check(folder, ['--host']))).toEqual([]);
  });
});
