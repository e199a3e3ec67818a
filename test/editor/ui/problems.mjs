import { openFile } from '../workbench.mjs';

export const title =
  'the list of problems holds the findings of .env, Caddyfile and Compose, with links to their rules';

const expected = {
  '.env': 'placeholder-secret',
  Caddyfile: 'missing-security-header',
  'compose.yaml': 'docker-socket-mounted',
};

export default async function test({ page, shot }) {
  for (const path of Object.keys(expected)) await openFile(page, path);
  await page.keyboard.press('Control+Shift+M');
  await rows(page).first().waitFor();
  await shot('listed');
  for (const [path, rule] of Object.entries(expected)) {
    await filterFor(page, rule);
    await rows(page).filter({ hasText: path }).first().waitFor();
  }
  await shot('filtered');
}

const rows = (page) => page.locator('.markers-panel .monaco-list-row');

/**
 * The list draws only the rows in sight, so a finding is filtered for, as a person with many would. The panel makes its
 * header anew when a tab arrives beside it, and text typed at that moment is lost.
 */
async function filterFor(page, rule) {
  for (let attempt = 1; ; attempt++) {
    await page.getByPlaceholder(/^Filter \(e\.g\./).fill(rule);
    try {
      await rows(page).locator('a', { hasText: rule }).first().waitFor({ timeout: 5000 });
      return;
    } catch (error) {
      if (attempt === 8) throw error;
    }
  }
}
