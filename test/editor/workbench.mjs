// What a person does in the workbench, as functions of a page. Each waits for what it caused; none sleeps.
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { outFolder } from './rig.mjs';

export const viewport = { width: 1280, height: 800 };

export async function openFolder(page, server, folder) {
  await page.goto(`${server.url}/?folder=${encodeURIComponent(folder)}`);
  await page.locator('.monaco-workbench').waitFor({ timeout: 90_000 });
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
}

const quickInput = (page) => page.locator('.quick-input-widget:not([style*="display: none"])');

const quickRow = (page, text) => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

/**
 * Runs a command by the title that the palette shows. An open palette does not learn of an extension that arrives
 * later, so it is opened anew until the title is there.
 */
export async function quickOpenCommand(page, title) {
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press('F1');
    await quickInput(page).waitFor();
    await page.locator('.quick-input-widget input.input').fill(`>${title}`);
    try {
      await quickRow(page, title).waitFor({ timeout: 5000 });
      break;
    } catch (error) {
      if (attempt === 10) throw error;
      await page.keyboard.press('Escape');
      await quickInput(page).waitFor({ state: 'hidden' });
    }
  }
  await quickRow(page, title).click();
}

/** Takes a row of the list that a command has opened. */
export async function pick(page, text) {
  const row = quickRow(page, text);
  await row.waitFor();
  await row.click();
  await row.waitFor({ state: 'hidden' });
}

export async function openFile(page, path) {
  await page.keyboard.press('Control+P');
  await quickInput(page).waitFor();
  await page.locator('.quick-input-widget input.input').fill(path);
  await quickRow(page, basename(path)).click();
  await activeTab(page, basename(path)).waitFor();
  await page.locator('.editor-instance .monaco-editor .view-line').first().waitFor();
}

export const activeTab = (page, name) => page.locator(`.tab.active[data-resource-name="${name}"]`);

/** A line of the editor, found by a part of its text. */
export const line = (page, text) => page.locator('.editor-instance .view-line', { hasText: text }).first();

/** The place of the cursor as the status bar says it. */
export const cursorAt = (page, lineNumber) => page.locator('.statusbar-item', { hasText: `Ln ${lineNumber},` });

export const squiggles = (page) => page.locator('.squiggly-error, .squiggly-warning, .squiggly-info, .squiggly-hint');

/** Puts the cursor into a word of a line. */
export async function clickInto(page, text, lineNumber) {
  await line(page, text).getByText(text).last().click();
  await cursorAt(page, lineNumber).first().waitFor();
}

const lightBulb = '.editor-instance :is([class*="lightbulb" i], .codicon-light-bulb, .codicon-lightbulb)';

/**
 * Opens the menu of quick fixes at the cursor. A menu that opens while the light bulb still asks for its own fixes is
 * closed again by the answer, so the bulb comes first and a lost menu is opened anew.
 */
export async function openQuickFixes(page, title) {
  await page.locator(lightBulb).first().waitFor();
  const action = page.locator('.action-widget .monaco-list-row', { hasText: title });
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press('Control+.');
    try {
      await action.waitFor({ timeout: 5000 });
      return action;
    } catch (error) {
      if (attempt === 5) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/** Saves an edit. The tab learns of edits a little later, so one that looks saved may not have heard of it yet. */
export async function save(page) {
  await page.locator('.tab.active.dirty').waitFor();
  await page.keyboard.press('Control+S');
  await page.locator('.tab.active:not(.dirty)').waitFor();
}

export const treeRow = (page, text) => page.locator('.pane-body .monaco-list-row', { hasText: text }).first();

export const openChecklistView = (page) => page.locator('.activitybar a.action-label[aria-label^="Seaworthy"]').click();

export const statusBarItem = (page) => page.locator('[id^="seaworthy.seaworthy"].statusbar-item');

/** Keeps what the person sees, under a name that sorts by test and step. */
export async function screenshot(page, name) {
  mkdirSync(outFolder, { recursive: true });
  await page.screenshot({ path: join(outFolder, `${name}.png`) });
}
