import { readdirSync, readFileSync } from 'node:fs';
import products from 'seaworthy:products';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { analyze } from '../../server/src/core/analyze.ts';
import { walkChecklists } from '../../server/src/core/checklist/walk.ts';
import { defaultSettings } from '../../server/src/core/config.ts';
import { analyzeFiles, statesOf } from './walk.ts';

interface Deployed {
  readonly because: string;
  readonly files: Readonly<Record<string, string>>;
  readonly states: Readonly<Record<string, string>>;
}

const readDeployments = (path: string): readonly [string, Deployed][] =>
  Object.entries(parse(readFileSync(new URL(path, import.meta.url), 'utf8')));

const ofProducts = readdirSync(new URL('deployments', import.meta.url)).map((name) => `deployments/${name}`);

for (const path of ['deployments.yaml', ...ofProducts]) {
  describe(`a deployment of another shape (${path})`, () => {
    for (const [title, { because, files, states }] of readDeployments(path)) {
      it(title, () => {
        const walked = statesOf(new Map(Object.entries(files)));
        const seen = Object.fromEntries(Object.keys(states).map((id) => [id, walked[id]]));
        expect(seen, because).toEqual(states);
      });
    }
  });
}

it('asks nginx for the request headers that the guide of Cognova has, and for no other', () => {
  const files = new Map([
    ['.env', 'COGNOVA_PROJECT_DIR=/srv/work\n'],
    [
      'nginx.conf',
      'server {\n listen 443 ssl;\n server_name cog.example.org;\n proxy_set_header Host $host;\n' +
        ' proxy_set_header X-Real-IP $remote_addr;\n location / { proxy_pass http://localhost:3000; }\n}\n',
    ],
  ]);
  const findings = analyzeFiles(files).deployments.flatMap((one) => one.findings);
  expect(findings.map(({ rule }) => rule.id)).not.toContain('missing-forwarded-header');
});

it('walks a base by itself again when its overlay is gone', () => {
  const read = (path: string, text: string) => [path, { path, text }] as const;
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: { name: n }\n' +
    'spec: { containers: [{ name: n, image: "ghcr.io/azrtydxb/novamem:v1.1.4" }] }\n';
  const overlay = 'overlay/kustomization.yaml';
  const input = { settings: defaultSettings, products };
  const both = analyze(
    undefined,
    new Map([
      read('base/kustomization.yaml', 'resources: [pod.yaml]\n'),
      read('base/pod.yaml', pod),
      read(overlay, 'resources: [../base]\nconfigMapGenerator: [{ name: c, literals: [A=b] }]\n'),
    ]),
    input,
  );
  const rootsOf = (analysis: typeof both) => walkChecklists(analysis).map(({ root }) => root);
  expect(rootsOf(both)).toEqual(['overlay']);
  expect(rootsOf(analyze(both, new Map([[overlay, undefined]]), input))).toEqual(['base']);
});
