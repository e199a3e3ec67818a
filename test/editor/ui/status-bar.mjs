import assert from 'node:assert/strict';
import { openFile, statusBarItem, treeRow } from '../workbench.mjs';

export const title = 'the status bar runs the checklist and then gives its numbers';

export default async function test({ page, shot }) {
  await openFile(page, '.env');
  const item = statusBarItem(page);
  await item.waitFor();
  assert.equal((await item.textContent()).trim(), 'Seaworthy');
  await shot('before');
  await item.click();
  await treeRow(page, 'novamem').waitFor();
  await item.filter({ hasText: /\d+\/\d+, \d+ failing/ }).waitFor();
  await shot('after');
}
