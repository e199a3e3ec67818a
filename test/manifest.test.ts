import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { describe, expect, it } from 'vitest';

const at = (path: string): URL => new URL(`../${path}`, import.meta.url);
const read = (path: string): string => readFileSync(at(path), 'utf8');
const manifest = JSON.parse(read('package.json'));
const client = readdirSync(at('client/src'))
  .map((name) => read(`client/src/${name}`))
  .join('\n');

describe('package.json', () => {
  it('contributes the commands that the client registers', () => {
    const contributed: string[] = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    const registered = [
      ...client.matchAll(
        /'(seaworthy\.(?:runChecklist|generateSecret|explainRule|fixAll|signOff|importChecklist|restartServer|showLog))'/g,
      ),
    ];
    expect(new Set(registered.map(([, id]) => id))).toEqual(new Set(contributed));
  });

  it('activates by language, file pattern or command only', () => {
    for (const event of manifest.activationEvents) expect(event).toMatch(/^(?:onLanguage|workspaceContains):/);
  });

  it('names files that are there', () => {
    const { icon, contributes } = manifest;
    const paths: string[] = [
      icon,
      ...[...contributes.grammars, ...contributes.snippets].map(({ path }: { path: string }) => path),
      ...contributes.languages.map(({ configuration }: { configuration: string }) => configuration),
      ...contributes.jsonValidation.map(({ url }: { url: string }) => url),
    ];
    expect(paths.filter((path) => !existsSync(at(path)))).toEqual([]);
  });

  it('has the version of the newest entry of the changelog', () => {
    expect(/^## (\S+)/m.exec(read('CHANGELOG.md'))?.[1]).toBe(manifest.version);
  });

  it('has no dependency at run time: everything is bundled', () => {
    expect(manifest.dependencies).toBeUndefined();
    for (const version of Object.values(manifest.devDependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

it('keeps download addresses out of the lock file', () => {
  expect(read('package-lock.json')).not.toMatch(
    /"resolved"|https?:\/\/(?!(?:opencollective|github|www\.patreon|tidelift|feross|dotenvx|paulmillr)\b)[^"]*\.tgz/,
  );
});

describe('the packed extension', () => {
  const cwd = fileURLToPath(at('.'));

  it('holds what the allow-list names and nothing else', async () => {
    const files = await listFiles({ cwd, packageManager: PackageManager.None });
    const allowed =
      /^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/(?:client|server|cli)\.js|docs\/rules\/[a-z-]+\.md|images\/(?:icon\.png|seaworthy\.svg)|schemas\/[a-z]+\.schema\.json|snippets\/[a-z]+\.json|syntaxes\/[a-z.-]+\.json)$/i;
    expect(files.filter((path) => !allowed.test(path))).toEqual([]);
    expect(files).toContain('docs/rules/wildcard-origin.md');
  });

  it('is under one megabyte', async () => {
    const { mkdtempSync, rmSync, statSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const { join } = await import('node:path');
    const folder = mkdtempSync(join(tmpdir(), 'seaworthy-vsix-'));
    try {
      const packagePath = join(folder, 'seaworthy.vsix');
      await createVSIX({
        cwd,
        packagePath,
        dependencies: false,
        allowMissingRepository: true,
        rewriteRelativeLinks: false,
      });
      expect(statSync(packagePath).size).toBeLessThan(1024 * 1024);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
