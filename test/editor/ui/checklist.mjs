import { activeTab, cursorAt, quickOpenCommand, squiggles, treeRow } from '../workbench.mjs';

export const title = 'the checklist is run from the palette, and its rows lead to the evidence';

export default async function test({ page, shot }) {
  await quickOpenCommand(page, 'Seaworthy: Run Checklist on Workspace');
  await treeRow(page, 'novamem').waitFor();
  const item = treeRow(page, 'The cookie secret is not the placeholder of a template.');
  await item.waitFor();
  await shot('rows');

  await item.click();
  await activeTab(page, '.env').waitFor();
  await cursorAt(page, 2).waitFor();
  await shot('item-opened');

  const origins = treeRow(page, 'The CORS origins are a tight list.');
  await origins.locator('.monaco-tl-twistie').click();
  const evidence = treeRow(page, 'NOVAMEM_CORS_ORIGINS allows every origin.');
  await evidence.click();
  await cursorAt(page, 4).waitFor();
  await shot('evidence-opened');

  const port = treeRow(page, 'The server listens on 127.0.0.1');
  await port.click();
  await activeTab(page, 'compose.yaml').waitFor();
  await cursorAt(page, 6).waitFor();
  await squiggles(page).first().waitFor();
  await port.waitFor();
  await shot('other-file-opened');
}
