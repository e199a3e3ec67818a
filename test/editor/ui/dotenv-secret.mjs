import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clickInto, line, openFile, openQuickFixes, save, squiggles } from '../workbench.mjs';

export const title = 'the placeholder in .env is marked, and the light bulb puts a random secret in its place';

export default async function test({ page, workspace, shot }) {
  await openFile(page, '.env');
  await squiggles(page).first().waitFor();
  await shot('marked');

  await clickInto(page, 'CHANGE_ME', 2);
  const fix = await openQuickFixes(page, 'Generate secure token (hex, 32 bytes)');
  await shot('quick-fixes');
  await fix.click();
  await line(page, 'CHANGE_ME').waitFor({ state: 'detached' });
  await save(page);
  await shot('fixed');

  const text = readFileSync(join(workspace, '.env'), 'utf8');
  assert.match(text, /^NOVAMEM_COOKIE_SECRET=[0-9a-f]{64}$/m);
  assert.match(text, /^NOVAMEM_CORS_ORIGINS=\*$/m, 'another line was changed');
}
