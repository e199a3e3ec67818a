import assert from 'node:assert/strict';
import { line, openFile, squiggles } from '../workbench.mjs';

export const title = 'the hover on a finding explains it and never repeats the value';

export default async function test({ page, shot }) {
  await openFile(page, '.env');
  await squiggles(page).first().waitFor();
  await line(page, 'CHANGE_ME').getByText('CHANGE_ME').last().hover();
  const hover = page.locator('.monaco-hover:not(.hidden)', { hasText: 'The template is public' });
  await hover.waitFor();
  await shot('shown');
  assert.doesNotMatch(await hover.textContent(), /CHANGE_ME/);
}
