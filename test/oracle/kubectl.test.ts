import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readKubernetes } from '../../server/src/core/model/read-kubernetes.ts';

const isHere = spawnSync('kubectl', ['version', '--client']).status === 0;
const corpus = new URL('../../../shared/corpora/open/', import.meta.url);

const scratch = mkdtempSync(join(tmpdir(), 'seaworthy-kubectl-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Of the file's syntax alone: what the objects hold is another question, and so is a document without a kind. */
const refusesSyntax = /error (?:parsing|converting)|yaml: |did not find expected|mapping values are not allowed/;

/** kubectl's verdict on the syntax; undefined where it stopped for another reason. */
function judge(text: string): { readonly ok: boolean; readonly said: string } | undefined {
  const file = join(scratch, 'manifest.yaml');
  writeFileSync(file, text);
  const { status, stderr } = spawnSync('kubectl', ['annotate', '--local', '-f', file, 'x=y', '-o', 'json'], {
    encoding: 'utf8',
    env: { ...process.env, HOME: scratch, KUBECONFIG: join(scratch, 'none') },
  });
  if (status === 0) return { ok: true, said: '' };
  return refusesSyntax.test(stderr) ? { ok: false, said: stderr } : undefined;
}

const refuses = (text: string): boolean => readKubernetes(text).problems.some(({ verdict }) => verdict === 'refused');

/** More of them on demand. */
const perFile = Number(process.env['SLIPS'] ?? 3);

/** Slips of typing: a quote, bracket or colon that is missing or there twice. */
function slips(text: string, count: number): readonly string[] {
  const places = [...text.matchAll(/[{}[\]"':]/g)].map(({ index }) => index);
  const step = Math.max(1, Math.floor(places.length / count));
  return places
    .filter((_, index) => index % step === 0)
    .flatMap((at) => [
      text.slice(0, at) + text.slice(at + 1),
      text.slice(0, at + 1) + (text[at] ?? '') + text.slice(at + 1),
    ]);
}

if (!isHere) {
  console.log('SKIPPED kubectl oracle: kubectl is not installed');
  it('has kubectl where no layer may be skipped', () => expect(process.env['SEAWORTHY_NO_SKIP']).not.toBe('1'));
} else if (!existsSync(corpus)) {
  console.log('SKIPPED kubectl oracle: ../shared/corpora is absent');
  it('says that the corpus is left out', () => expect(existsSync(corpus)).toBe(false));
} else {
  const manifest: { readonly files: readonly { readonly file: string; readonly kind: string }[] } = JSON.parse(
    readFileSync(new URL('manifest.json', corpus), 'utf8'),
  );
  const files = manifest.files
    .filter(({ kind }) => kind === 'k8s')
    .map(({ file }) => [file, readFileSync(new URL(file, corpus), 'utf8')] as const);

  describe('kubectl annotate --local', () => {
    it('agrees with the reader on real manifests and on slips in them', { timeout: 300_000 }, () => {
      let whole = 0;
      let slipped = 0;
      const disagreements: string[] = [];
      for (const [file, text] of files) {
        const verdict = judge(text);
        if (!verdict) continue;
        whole++;
        if (verdict.ok === refuses(text)) disagreements.push(`${file}: ${verdict.said}`);
        for (const slip of slips(text, perFile)) {
          const said = judge(slip);
          if (!said) continue;
          slipped++;
          if (said.ok === refuses(slip)) disagreements.push(`${file}, a slip: ${said.said}\n${slip}`);
        }
      }
      const answers = whole + slipped;
      console.log(
        `kubectl: ${whole} of ${files.length} files, ${slipped} slips: ${answers - disagreements.length} agree`,
      );
      expect(whole).toBeGreaterThanOrEqual(40);
      expect(disagreements.length / answers).toBeLessThanOrEqual(0.01);
    });
  });
}
