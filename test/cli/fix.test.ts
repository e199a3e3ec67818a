import { chmodSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaceFile } from '../../server/src/host/write-file.ts';
import { contentOf, copyOfExample, emptyFolder, folderWith, writeFiles } from './folder.ts';
import { check, run } from './run.ts';

const twice = 'PORT=3000\nPORT=8080\n';
const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

describe('fix', () => {
  it('makes safe fixes alone, and says each with its place', () => {
    const folder = folderWith({ '.env': `${twice}API_PASSWORD=postgres\n` });
    const { code, stdout, stderr } = run(folder, ['fix']);
    expect(read(folder, '.env')).toBe('PORT=8080\nAPI_PASSWORD=postgres\n');
    expect(stdout).toContain(
      '.env:1:1  Remove the line that does not count  duplicate-key\n1 fix in 1 file. 1 finding left',
    );
    expect([code, stderr]).toEqual([1, '']);
  });

  it('makes with --unsafe every fix that is the only one, until none is left to make', () => {
    const folder = copyOfExample('novamem-careless');
    run(folder, ['fix', '--unsafe']);
    expect(read(folder, '.env')).toMatch(/^NOVAMEM_COOKIE_SECRET=[a-f][0-9a-f]{63}$/m);
    const after = contentOf(folder);
    run(folder, ['fix', '--unsafe']);
    expect(contentOf(folder)).toEqual(after);
  });

  it('keeps the mode, the line endings and the byte order mark', () => {
    const folder = folderWith({ '.env': '\ufeffA=1\r\nA=2\r\nB=3\r\n' });
    chmodSync(join(folder, '.env'), 0o640);
    run(folder, ['fix']);
    expect(read(folder, '.env')).toBe('\ufeffA=2\r\nB=3\r\n');
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o640);
  });

  it('changes nothing with --dry-run, and prints a diff that holds no secret', () => {
    const live = 'Zk81vQ7sWmT4bN6xR2cY9pLd';
    const folder = folderWith({ '.env': `API_PASSWORD=${live}\nAPI_PASSWORD=postgres\nURL=http://u:${live}@db/x\n` });
    const before = contentOf(folder);
    const { stdout } = run(folder, ['fix', '--unsafe', '--dry-run']);
    expect(contentOf(folder)).toEqual(before);
    expect(stdout).toMatch(/^--- a\/\.env\n\+\+\+ b\/\.env\n@@ -1,2 \+1,1 @@\n/);
    expect(stdout).toContain('-API_PASSWORD=<hidden>\n');
    expect(stdout).toContain('+API_PASSWORD=<generated:password:24>\n');
    expect(stdout).not.toContain(live);
  });

  it('leaves files alone that it was not asked about, and suppressed findings everywhere', () => {
    const suppressed = `# seaworthy-ignore duplicate-key -- both are read\n${twice}`;
    const folder = folderWith({ 'a/.env': twice, 'b/.env': twice, 'c/.env': suppressed });
    run(folder, ['fix', 'a', 'c']);
    expect([read(folder, 'a/.env'), read(folder, 'b/.env'), read(folder, 'c/.env')]).toEqual([
      'PORT=8080\n',
      twice,
      suppressed,
    ]);
  });

  it('writes through a link inside of the folder, and follows none out of it', () => {
    const outside = folderWith({ '.env': twice });
    const folder = folderWith({ 'real/.env': twice });
    symlinkSync(join(folder, 'real/.env'), join(folder, '.env'));
    symlinkSync(join(outside, '.env'), join(folder, 'out.env'));
    run(folder, ['fix']);
    expect(contentOf(folder).get('.env')).toMatch(/^-> /);
    expect(read(folder, 'real/.env')).toBe('PORT=8080\n');
    expect(read(outside, '.env')).toBe(twice);
  });
});

describe('a file is replaced', () => {
  it('only where it is still what was read', () => {
    const folder = folderWith({ '.env': 'A=1\n' });
    writeFiles(folder, { '.env': 'A=somebody else\n' });
    expect(replaceFile(folder, '.env', 'A=1\n', 'A=2\n')).toBe('it changed meanwhile');
    expect(replaceFile(folder, 'new.env', undefined, 'A=2\n')).toBeUndefined();
    expect(replaceFile(folder, 'new.env', undefined, 'A=3\n')).toBe('it came into being meanwhile');
    expect(contentOf(folder)).toEqual(
      new Map([
        ['.env', 'A=somebody else\n'],
        ['new.env', 'A=2\n'],
      ]),
    );
  });

  it('never outside of the folder', () => {
    const outside = folderWith({ '.env': 'A=1\n' });
    const folder = emptyFolder();
    symlinkSync(outside, join(folder, 'out'));
    expect(replaceFile(folder, 'out/.env', 'A=1\n', 'A=2\n')).toContain('outside');
    expect(replaceFile(folder, 'out/new/.env', undefined, 'A=2\n')).toContain('outside');
    expect(contentOf(outside)).toEqual(new Map([['.env', 'A=1\n']]));
  });

  it('by one that only its owner reads, where there was none', () => {
    const folder = emptyFolder();
    replaceFile(folder, '.env', undefined, 'A=1\n');
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
  });
});

it('fixes so that check finds nothing of it afterwards', () => {
  const folder = folderWith({ '.env': twice });
  expect(check(folder).report.findings).toHaveLength(1);
  run(folder, ['fix']);
  expect(check(folder).report.findings).toEqual([]);
});
