// Runs the UI specs: one server and one browser for all, a fresh window and a fresh copy of the workspace for each.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { copyWorkspace, installVsix, launchBrowser, makeProfile, startServer } from './rig.mjs';
import { rigFolder } from './setup.mjs';
import { openFolder, screenshot, viewport } from './workbench.mjs';

const patience = 45_000;

/** Yields `{ title, error }` for every spec. SEAWORTHY_SPEC, a part of a file name, picks some of them. */
export async function* runUserInterface({ vsix, source, chromium }) {
  const profile = makeProfile();
  installVsix(profile, vsix);
  const server = await startServer(profile);
  const browser = await launchBrowser(chromium);
  try {
    const names = readdirSync(join(rigFolder, 'ui')).filter((name) => name.endsWith('.mjs'));
    const chosen = names.filter((name) => name.includes(process.env.SEAWORTHY_SPEC ?? '')).sort();
    if (chosen.length === 0) throw new Error(`No spec has ${process.env.SEAWORTHY_SPEC} in its name.`);
    for (const name of chosen) {
      const spec = await import(`./ui/${name}`);
      yield await runSpec(name.replace(/\.mjs$/, ''), spec, { profile, server, browser, source });
    }
  } finally {
    await browser.close();
    await server.stop();
    profile.remove();
  }
}

async function runSpec(name, { title, prepare, default: test }, { profile, server, browser, source }) {
  const workspace = copyWorkspace(profile, source);
  prepare?.(workspace);
  const context = await browser.newContext({ viewport });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  let step = 0;
  const shot = (what) => screenshot(page, `${name}-${++step}-${what}`);
  try {
    await openFolder(page, server, workspace);
    await test({ page, workspace, shot });
    return { title: `ui: ${title}` };
  } catch (error) {
    await screenshot(page, `${name}-failed`).catch(() => undefined);
    return { title: `ui: ${title}`, error: error.stack };
  } finally {
    await context.close();
  }
}
