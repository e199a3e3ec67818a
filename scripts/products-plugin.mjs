import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Bundles one module of the core and imports it, so that build scripts run the very code that the product runs. */
export async function importCore(path) {
  const scratch = await mkdtemp(join(tmpdir(), 'seaworthy-core-'));
  try {
    const outfile = join(scratch, 'core.mjs');
    await build({
      entryPoints: [join(root, 'server/src/core', path)],
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      outfile,
      logLevel: 'error',
      plugins: [forEsbuild('seaworthy:images')],
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Reads and checks `server/products/*.yaml`; a mistake ends the build with its place. */
export const readProducts = () => readFolder('');

/** The same of the images that deployments run beside their product. */
export const readImages = () => readFolder('images');

async function readFolder(name) {
  const folder = join(root, 'server/products', name);
  const { readProduct } = await importCore('product/read-product.ts');
  const { lineIndex } = await importCore('text.ts');
  const mistakes = [];
  const products = [];
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .sort()
    : [];
  for (const file of names) {
    const text = readFileSync(join(folder, file), 'utf8');
    const { product, problems } = readProduct(text);
    const lines = lineIndex(text);
    for (const { span, message } of problems) {
      const { line, character } = lines.position(span.start);
      mistakes.push(`${posix.join('server/products', name, file)}:${line + 1}:${character + 1}: ${message}`);
    }
    if (product?.always && name === '')
      mistakes.push(`server/products/${file}: a product that is built in needs detect, or fallback.`);
    if (product) products.push(product);
  }
  if (mistakes.length > 0) throw new Error(`Mistakes in the products:\n${mistakes.join('\n')}`);
  return products;
}

/** Module name -> the folder that it is made of, and its reader. */
const modules = {
  'seaworthy:products': ['server/products', readProducts],
  'seaworthy:images': ['server/products/images', readImages],
};

const packed = async (name) =>
  `export default JSON.parse(${JSON.stringify(JSON.stringify(await modules[name][1]()))});`;

const forEsbuild = (...names) => ({
  name: 'seaworthy-products',
  setup(builder) {
    builder.onResolve({ filter: /^seaworthy:/ }, ({ path }) =>
      names.includes(path) ? { path, namespace: 'seaworthy' } : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: 'seaworthy' }, async ({ path }) => ({
      contents: await packed(path),
      loader: 'js',
      watchDirs: [join(root, modules[path][0])],
    }));
  },
});

/** For esbuild: `import products from 'seaworthy:products'`. */
export const productsForEsbuild = forEsbuild(...Object.keys(modules));

/** For Vitest: the same modules. */
export const productsForVite = () => ({
  name: 'seaworthy-products',
  resolveId: (id) => (modules[id] ? `\0${id}` : undefined),
  load: (id) => (id.startsWith('\0seaworthy:') ? packed(id.slice(1)) : undefined),
});
