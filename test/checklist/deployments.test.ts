import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { analyzeFiles, statesOf } from './walk.ts';

interface Deployed {
  readonly because: string;
  readonly files: Readonly<Record<string, string>>;
  readonly states: Readonly<Record<string, string>>;
}

const deployments: Readonly<Record<string, Deployed>> = parse(
  readFileSync(new URL('deployments.yaml', import.meta.url), 'utf8'),
);

describe('a deployment of another shape', () => {
  for (const [title, { because, files, states }] of Object.entries(deployments)) {
    it(title, () => {
      const walked = statesOf(new Map(Object.entries(files)));
      const seen = Object.fromEntries(Object.keys(states).map((id) => [id, walked[id]]));
      expect(seen, because).toEqual(states);
    });
  }
});

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
