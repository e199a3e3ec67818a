import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCompose } from '../../server/src/core/model/read-compose.ts';

const installed = spawnSync('docker-compose', ['version', '--short'], { encoding: 'utf8' });
const compose = installed.status === 0 ? installed.stdout.trim() : undefined;
const corpus = new URL('../../../shared/corpora/open/', import.meta.url);

const scratch = mkdtempSync(join(tmpdir(), 'seaworthy-compose-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Version 1 knows none of these, and says nothing of a file that has them. */
const isNewer =
  /^name:|^include:|!reset|!override|^\s*-? ?path: |required:|\bdevelop:|\bmodels:|\bprovider:|pre_start|post_start|additional_contexts|start_interval|\bgpus:|\bcontent:|\benvironment: \w+$|^(?:volumes|services|networks):\s*$\n\S|\{\w+:?[+]|\$\{\w+(?::?[-?+])[^}]*\$\{/m;

interface Verdict {
  readonly ok: boolean;
  readonly said: string;
}

/** What the version says that has nothing to do with the file, or that later versions no longer say. */
const isOutOfScope =
  /no declaration was found|attempting to convert|Unsupported config option|is unsupported|Version .* is|build path|env file|Couldn't find|contains an invalid type|contains unsupported|has neither an image|undefined (?:network|volume|service|secret|config)|depends on (?:service )?|invalid mode|is invalid because|Additional properties|Invalid top-level|Interpolation|interpolation/;

/** Runs it on a copy; what only the machine has is made where it is missed. */
function judge(text: string): Verdict | undefined {
  const folder = mkdtempSync(join(scratch, 'project-'));
  writeFileSync(join(folder, 'docker-compose.yml'), text);
  writeFileSync(join(folder, '.env'), '');
  const names = new Set([...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name]) => name ?? ''));
  const env = { PATH: process.env['PATH'], ...Object.fromEntries([...names].map((name) => [name, '1'])) };
  for (let attempt = 0; attempt < 8; attempt++) {
    const { status, stderr } = spawnSync('docker-compose', ['-f', 'docker-compose.yml', 'config', '-q'], {
      cwd: folder,
      encoding: 'utf8',
      env,
      timeout: 20_000,
    });
    if (status === 0) return { ok: true, said: '' };
    const missed = /(?:env file|build path) (\/[^\n]+?)(?: not found| either does not exist|:|$)/.exec(stderr)?.[1];
    if (missed === undefined || !missed.startsWith(folder) || existsSync(missed))
      return isOutOfScope.test(stderr) ? undefined : { ok: false, said: stderr.trim().slice(0, 300) };
    mkdirSync(dirname(missed), { recursive: true });
    if (/env file/.test(stderr)) writeFileSync(missed, '');
    else mkdirSync(missed);
  }
  return undefined;
}

const refuses = (text: string): boolean => readCompose(text).problems.some(({ verdict }) => verdict === 'refused');

/** Slips of typing with an outcome that no version of Compose changed: a colon, a quote or a blank lost, or there twice. */
function slips(text: string): readonly string[] {
  const places = [...text.matchAll(/: |["\]]|\n {2,}(?=\w)/g)].map(({ index }) => index);
  const step = Math.max(1, Math.floor(places.length / 2));
  return places.filter((_, index) => index % step === 0).flatMap((at) => [text.slice(0, at) + text.slice(at + 1)]);
}

if (compose === undefined || !compose.startsWith('1.')) {
  console.log('SKIPPED docker-compose oracle: docker-compose 1 is not installed');
  it('has docker-compose where no layer may be skipped', () => expect(process.env['SEAWORTHY_NO_SKIP']).not.toBe('1'));
} else if (!existsSync(corpus)) {
  console.log('SKIPPED docker-compose oracle: ../shared/corpora is absent');
  it('says that the corpus is left out', () => expect(existsSync(corpus)).toBe(false));
} else {
  const manifest: { readonly files: readonly { readonly file: string; readonly kind: string }[] } = JSON.parse(
    readFileSync(new URL('manifest.json', corpus), 'utf8'),
  );
  const files = manifest.files
    .filter(({ kind }) => kind === 'compose')
    .map(({ file }) => [file, readFileSync(new URL(file, corpus), 'utf8')] as const);

  describe(`docker-compose ${compose} config`, () => {
    it('accepts what the parser accepts, and refuses the YAML that it refuses', { timeout: 600_000 }, () => {
      let [whole, slipped] = [0, 0];
      const disagreements: string[] = [];
      for (const [file, text] of files) {
        // Templates are read, and not judged; what fills a reference here need not fit where it stands.
        if (isNewer.test(text) || /\{%/.test(text)) continue;
        const verdict = judge(text);
        if (!verdict) continue;
        whole++;
        if (verdict.ok === refuses(text)) disagreements.push(`${file}: ${verdict.said}`);
        if (!verdict.ok || whole % 4 !== 0) continue;
        for (const slip of slips(text)) {
          const answer = judge(slip);
          if (!answer) continue;
          slipped++;
          if (answer.ok === refuses(slip)) disagreements.push(`${file}, a slip: ${answer.said}`);
        }
      }
      const answers = whole + slipped;
      console.log(
        `docker-compose config: ${whole} of ${files.length} files, ${slipped} slips: ${answers - disagreements.length} agree\n${disagreements.join('\n')}`,
      );
      expect(whole).toBeGreaterThanOrEqual(25);
      expect(disagreements.length / answers).toBeLessThanOrEqual(0.01);
    });
  });
}
