/** The build reads, checks and packs `server/products/images/*.yaml`; see scripts/products-plugin.mjs. */
declare module 'seaworthy:images' {
  const images: readonly import('./product.ts').Product[];
  export default images;
}
