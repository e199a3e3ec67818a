import { openFile, pick, quickOpenCommand, squiggles } from '../workbench.mjs';

export const title = "a rule's page is picked from those found in the file and opens without a network";

export default async function test({ page, shot }) {
  await openFile(page, '.env');
  await squiggles(page).first().waitFor();
  await quickOpenCommand(page, 'Seaworthy: Explain Rule');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'wildcard-origin' }).first().waitFor();
  await shot('picker');
  await pick(page, 'wildcard-origin');
  await page.locator('.tab.active', { hasText: 'wildcard-origin' }).waitFor();
  const preview = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  await preview.locator('h1', { hasText: 'wildcard-origin' }).waitFor();
  await shot('page');
}
