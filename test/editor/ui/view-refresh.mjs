import { clickInto, openChecklistView, openFile, openQuickFixes, statusBarItem, treeRow } from '../workbench.mjs';

export const title = 'the view runs the checklist when it is first shown, and an edit refreshes it';

export default async function test({ page, shot }) {
  await openChecklistView(page);
  const origins = 'The CORS origins are a tight list.';
  await treeRow(page, origins).waitFor();
  const stateOf = (word) => page.locator(`.pane-body .monaco-list-row[aria-label*="${origins}, ${word}"]`);
  await stateOf('fails').waitFor();
  const counted = statusBarItem(page).filter({ hasText: /\d+\/\d+, \d+ failing/ });
  const [done, total, failing] = (await counted.textContent()).match(/\d+/g).map(Number);
  await shot('first');

  await openFile(page, '.env');
  await clickInto(page, 'NOVAMEM_CORS_ORIGINS=*', 4);
  await page.keyboard.press('End');
  await (await openQuickFixes(page, 'Replace * by https://memory.example.org')).click();
  await stateOf('passes').waitFor();
  await statusBarItem(page)
    .filter({ hasText: `${done + 1}/${total}, ${failing - 1} failing` })
    .waitFor();
  await page.locator('.activitybar .badge', { hasText: String(failing - 1) }).waitFor();
  await shot('refreshed');
}
