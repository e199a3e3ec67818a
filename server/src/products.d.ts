/** The build reads, checks and packs `server/products/*.yaml`; see scripts/products-plugin.mjs. */
declare module 'seaworthy:products' {
  import type { Product } from './core/product/product.ts';

  const products: readonly Product[];
  export default products;
}

declare const SEAWORTHY_VERSION: string;
