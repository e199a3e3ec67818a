import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clickInto, line, openFile, openQuickFixes, save, squiggles } from '../workbench.mjs';

export const title = "the security headers are inserted in the Caddyfile's own indentation";

const site = `memory.example.org {
   encode zstd gzip
   handle /healthz {
      respond 200
   }
   reverse_proxy novamem:7778
}
`;

/** Three spaces, which neither Caddy nor the editor would choose. */
export const prepare = (workspace) => writeFileSync(join(workspace, 'Caddyfile'), site);

export default async function test({ page, workspace, shot }) {
  await openFile(page, 'Caddyfile');
  await squiggles(page).first().waitFor();
  await shot('marked');
  await clickInto(page, 'memory.example.org', 1);
  const fix = await openQuickFixes(page, 'Insert security headers');
  await shot('quick-fixes');
  await fix.click();
  await line(page, 'Strict-Transport-Security').waitFor();
  await save(page);
  await squiggles(page).waitFor({ state: 'detached' });
  await shot('fixed');

  const text = readFileSync(join(workspace, 'Caddyfile'), 'utf8');
  const inserted = text.split('\n').slice(1, -site.split('\n').length + 1);
  assert.equal(inserted[0], '   header {');
  assert.equal(inserted.at(-1), '   }');
  const headers = inserted.slice(1, -1);
  assert.ok(headers.length > 0);
  for (const header of headers) assert.match(header, /^ {6}\S/, text);
  assert.equal(text.replace(`${inserted.join('\n')}\n`, ''), site, 'the rest of the file was changed');
}
