import { openFile } from '../workbench.mjs';

export const title = 'the list of problems holds the findings of .env, Caddyfile and Compose';

export default async function test({ page, shot }) {
  for (const path of ['.env', 'Caddyfile', 'compose.yaml']) await openFile(page, path);
  await page.keyboard.press('Control+Shift+M');
  const row = (text) => page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();
  for (const name of ['.env', 'Caddyfile', 'compose.yaml']) await row(name).waitFor();
  await shot('listed');
}
