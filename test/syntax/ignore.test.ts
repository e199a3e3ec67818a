import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ignoredBy, readIgnore } from '../../server/src/core/model/ignore.ts';
import { readText } from '../../server/src/core/model/plain-text.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const git = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([path, text]) => readIgnore(text, path));

describe('readIgnore', () => {
  it('gives entries and comments their places', () => {
    const text = '# secrets\n.env  \r\n!/.env.example\n\n\\#kept\n';
    const { entries, comments } = readIgnore(text, '.gitignore');
    expect(entries.map(({ pattern, negated, span }) => [pattern, negated, text.slice(span.start, span.end)])).toEqual([
      ['.env', false, '.env'],
      ['/.env.example', true, '!/.env.example'],
      ['\\#kept', false, '\\#kept'],
    ]);
    expect(comments.map(({ start, end }) => text.slice(start, end))).toEqual(['# secrets']);
  });

  // gitignore(5)
  const rules: readonly (readonly [
    name: string,
    files: Readonly<Record<string, string>>,
    path: string,
    wanted: boolean,
  ])[] = [
    ['a name anywhere', { '.gitignore': '.env\n' }, 'a/b/.env', true],
    ['a name at the root alone', { '.gitignore': '/.env\n' }, 'a/.env', false],
    ['a folder and all in it', { '.gitignore': 'secrets/\n' }, 'a/secrets/deep/key.pem', true],
    ['a folder and no file of its name', { '.gitignore': 'secrets/\n' }, 'a/secrets', false],
    ['what is taken back', { '.gitignore': '.env*\n!.env.example\n' }, '.env.example', false],
    ['nothing that is taken back inside of an ignored folder', { '.gitignore': 'a/\n!a/.env\n' }, 'a/.env', true],
    ['what a deeper file takes back', { '.gitignore': '.env\n', 'a/.gitignore': '!.env\n' }, 'a/.env', false],
    ['what a deeper file adds, there alone', { 'a/.gitignore': '.env\n' }, 'b/.env', false],
    ['letters as they are', { '.gitignore': 'ENV\n' }, 'env', false],
    ['double stars', { '.gitignore': 'a/**/b\n' }, 'a/x/y/b', true],
  ];
  for (const [name, files, path, wanted] of rules)
    it(`lets git ignore ${name}`, () => expect(ignoredBy(git(files), path)).toBe(wanted));

  // https://docs.docker.com/build/concepts/context/#dockerignore-files
  const docker: readonly (readonly [pattern: string, path: string, wanted: boolean])[] = [
    ['.env', '.env', true],
    ['.env', 'a/.env', false],
    ['**/.env', 'a/b/.env', true],
    ['**/.env', '.env', true],
    ['*/temp*', 'a/temporary', true],
    ['*/temp*', 'a/b/temporary', false],
    ['temp?', 'tempa', true],
    ['*.md\n!README.md', 'README.md', false],
    ['*\n!src', 'src/a.ts', false],
    ['node_modules', 'node_modules/a/b.js', true],
    ['/foo/bar/', 'foo/bar', true],
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['**', 'a/b', true],
  ];
  for (const [pattern, path, wanted] of docker)
    it(`has Docker take ${JSON.stringify(pattern)} for ${path}: ${wanted}`, () =>
      expect(readIgnore(pattern, '.dockerignore').isIgnored(path)).toBe(wanted));

  it('knows a Docker file by its folder', () => {
    expect(readIgnore('.env', 'app/.dockerignore').isIgnored('app/.env')).toBe(true);
    expect(readIgnore('.env', 'app/.dockerignore').isIgnored('.env')).toBe(false);
    expect(readIgnore('.env', 'app/Dockerfile.dockerignore').form).toBe('docker');
  });

  it('answers for any patterns and paths', () => {
    const name = fc.string({ unit: fc.constantFrom(...'ab.*?[]!\\-/ é'), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 6 }), name, (patterns, path) => {
        const text = patterns.join('\n');
        for (const file of ['.gitignore', '.dockerignore']) {
          const model = readIgnore(text, file);
          const target = path.replace(/^[/.]+|[/.]+$|\/(?=\/)/g, '');
          expect(spansIn(model.entries).every((span) => isWithin(span, text))).toBe(true);
          if (target !== '') expect(typeof ignoredBy([model], target)).toBe('boolean');
          if (target !== '') expect(typeof model.isIgnored(target)).toBe('boolean');
        }
      }),
      runs,
    );
  });
});

describe('readText', () => {
  it('gives lines that re-read to their text', () => {
    fc.assert(
      fc.property(textFrom(['a\r\nb\n\nc\rd']), (text) => {
        for (const { text: line, span } of readText(text).lines) expect(text.slice(span.start, span.end)).toBe(line);
      }),
      runs,
    );
    expect(readText('a\r\nb\n\nc').lines.map(({ text }) => text)).toEqual(['a', 'b', '', 'c']);
  });
});
