import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { line, openFile, pick, quickOpenCommand, save } from '../workbench.mjs';

export const title = 'Generate Secure Token asks for form, length and place, and writes at the cursor';

export default async function test({ page, workspace, shot }) {
  await openFile(page, '.env');
  await line(page, 'CHANGE_ME').getByText('CHANGE_ME').last().dblclick();
  await page.locator('.statusbar-item', { hasText: '(9 selected)' }).waitFor();
  await quickOpenCommand(page, 'Seaworthy: Generate Secure Token');
  await page.locator('.quick-input-title', { hasText: '(1/3)' }).waitFor();
  await shot('form');
  await pick(page, 'base64url');
  await page.locator('.quick-input-title', { hasText: '(2/3)' }).waitFor();
  await shot('length');
  await pick(page, '48 bytes');
  await page.locator('.quick-input-title', { hasText: '(3/3)' }).waitFor();
  await pick(page, 'Insert at each cursor');
  await line(page, 'CHANGE_ME').waitFor({ state: 'detached' });
  await save(page);
  await shot('inserted');
  assert.match(readFileSync(join(workspace, '.env'), 'utf8'), /^NOVAMEM_COOKIE_SECRET=[\w-]{64}$/m);
}
