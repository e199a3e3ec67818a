import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'server/products');

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
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Reads and checks `server/products/*.yaml`; a mistake ends the build with its place. */
export async function readProducts() {
  const { readProduct } = await importCore('product/read-product.ts');
  const { lineIndex } = await importCore('text.ts');
  const mistakes = [];
  const products = [];
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .sort()
    : [];
  for (const name of names) {
    const text = readFileSync(join(folder, name), 'utf8');
    const { product, problems } = readProduct(text);
    const lines = lineIndex(text);
    for (const { span, message } of problems) {
      const { line, character } = lines.position(span.start);
      mistakes.push(`server/products/${name}:${line + 1}:${character + 1}: ${message}`);
    }
    if (product?.always)
      mistakes.push(`server/products/${name}: a product that is built in needs detect, or fallback.`);
    if (product) products.push(product);
  }
  if (mistakes.length > 0) throw new Error(`Mistakes in the products:\n${mistakes.join('\n')}`);
  return products;
}

const packed = async () => `export default JSON.parse(${JSON.stringify(JSON.stringify(await readProducts()))});`;

/** For esbuild: `import products from 'seaworthy:products'`. */
export const productsForEsbuild = {
  name: 'seaworthy-products',
  setup(builder) {
    builder.onResolve({ filter: /^seaworthy:products$/ }, () => ({ path: 'products', namespace: 'seaworthy' }));
    builder.onLoad({ filter: /.*/, namespace: 'seaworthy' }, async () => ({
      contents: await packed(),
      loader: 'js',
      watchDirs: [folder],
    }));
  },
};

/** For Vitest: the same module. */
export const productsForVite = () => ({
  name: 'seaworthy-products',
  resolveId: (id) => (id === 'seaworthy:products' ? '\0seaworthy:products' : undefined),
  load: (id) => (id === '\0seaworthy:products' ? packed() : undefined),
});
