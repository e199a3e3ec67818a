import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clickInto, line, openFile, openQuickFixes, save, squiggles } from '../workbench.mjs';

export const title = "the wildcard origin becomes the deployment's own public origin";

export default async function test({ page, workspace, shot }) {
  await openFile(page, '.env');
  await squiggles(page).first().waitFor();
  await clickInto(page, 'NOVAMEM_CORS_ORIGINS=*', 4);
  // The finding marks the one character `*`, and the cursor has to touch it.
  await page.keyboard.press('End');
  const fix = await openQuickFixes(page, 'Replace * by https://memory.example.org');
  await shot('quick-fixes');
  await fix.click();
  await line(page, 'NOVAMEM_CORS_ORIGINS=https://memory.example.org').waitFor();
  await save(page);
  await shot('fixed');
  const text = readFileSync(join(workspace, '.env'), 'utf8');
  assert.match(text, /^NOVAMEM_CORS_ORIGINS=https:\/\/memory\.example\.org$/m);
}
