import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root, run } from './setup.mjs';

// `npm run editor [FOLDER]`: a VS Code with the packed extension, to be opened in any browser of this machine.
const vsix = join(root, 'dist/seaworthy.vsix');
if (!existsSync(vsix) && run(process.execPath, ['scripts/package.mjs']) !== 0) process.exit(1);

const asked = process.argv[2];
const folder = asked === undefined ? join(root, 'examples') : resolve(process.env.INIT_CWD ?? process.cwd(), asked);
if (!existsSync(folder)) {
  console.error(`There is no folder ${folder}.`);
  process.exit(2);
}

const { setUp } = await import('../test/editor/setup.mjs');
const { installVsix, makeProfile, startServer } = await import('../test/editor/rig.mjs');
setUp();
const profile = makeProfile();
process.once('exit', () => profile.remove());
installVsix(profile, vsix);
const server = await startServer(profile);
console.log(`${server.url}/?folder=${encodeURIComponent(folder)}
The extension in it is dist/seaworthy.vsix; files are edited where they are. Ctrl+C stops it.`);

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, async () => {
    await server.stop();
    process.exit(0);
  });
