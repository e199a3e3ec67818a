import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'server/src/lsp');
const mark = 'core:';

/**
 * For esbuild: `import runServer from 'seaworthy:server'` gives the language server as a text that is compiled when it is called: of
 * code that nothing calls, Node reads each function all the same.
 * Imported in the usual way, its libraries would be loaded by each `check`; imported by `import()`, esbuild would wrap every module
 * that both share in a function of its own, which Node reads twice. `common` are the options of the bundle that it goes into.
 */
export const serverForEsbuild = (common) => ({
  name: 'seaworthy-server',
  setup(builder) {
    builder.onResolve({ filter: /^seaworthy:server$/ }, ({ path }) => ({ path, namespace: 'seaworthy-server' }));
    builder.onLoad({ filter: /.*/, namespace: 'seaworthy-server' }, async () => {
      const { code, shared } = await bundle(common);
      return { contents: wrapped(code, shared), loader: 'js', resolveDir: root };
    });
  },
});

/** The server's own modules and libraries as CommonJS; what it shares with the command line is asked for by name. */
async function bundle(common) {
  const shared = new Set();
  const outside = {
    name: 'shared-modules',
    setup(builder) {
      builder.onResolve({ filter: /^(?:\.|seaworthy:)/ }, ({ path, resolveDir, kind }) => {
        if (kind === 'entry-point' || resolveDir.includes('node_modules')) return undefined;
        const id = path.startsWith('seaworthy:') ? path : relative(root, join(resolveDir, path)).split(sep).join('/');
        if (dirname(join(root, id)) === folder) return undefined;
        shared.add(id);
        return { path: mark + id, external: true };
      });
    },
  };
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['server/src/lsp/main.ts'],
    plugins: [outside],
    write: false,
  });
  return { code: outputFiles[0].text, shared: [...shared] };
}

function wrapped(code, shared) {
  const path = (id) => JSON.stringify(id.startsWith('seaworthy:') ? id : `./${id}`);
  const imports = shared.map((id, index) => `import * as shared${index} from ${path(id)};`);
  const entries = shared.map((id, index) => `${JSON.stringify(mark + id)}: shared${index}`);
  return `${imports.join('\n')}
const shared = { ${entries.join(', ')} };
const load = (name) => (shared[name] ? { __esModule: true, ...shared[name] } : require(name));
const code = ${JSON.stringify(code)};
export default () => new Function('require', 'module', code)(load, { exports: {} });
`;
}
