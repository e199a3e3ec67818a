/** The build reads, checks and packs `server/products/*.yaml`; see scripts/products-plugin.mjs. */
declare module 'seaworthy:products' {
  const products: readonly import('./core/product/product.ts').Product[];
  export default products;
}

declare const SEAWORTHY_VERSION: string;
