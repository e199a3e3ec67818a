/** The build reads, checks and packs `server/products/*.yaml`; see scripts/products-plugin.mjs. */
declare module 'seaworthy:products' {
  const products: readonly import('./core/product/product.ts').Product[];
  export default products;
}

declare const SEAWORTHY_VERSION: string;

/** The build packs `lsp/main.ts`, which runs the server when the function is called; see scripts/server-plugin.mjs. */
declare module 'seaworthy:server' {
  const runServer: () => void;
  export default runServer;
}
