import { type Catalogue, catalogueOf, isOwnProduct, ownProductsFolder } from '../core/product/catalogue.ts';
import type { Product } from '../core/product/product.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

/** The products that a folder knows, for who needs nothing else of it. */
export function loadCatalogue(files: WorkspaceFiles, builtIn: readonly Product[]): Catalogue {
  const own = files
    .list([ownProductsFolder])
    .paths.filter(isOwnProduct)
    .flatMap((path) => {
      const result = files.read(path);
      return 'text' in result ? [{ path, text: result.text }] : [];
    });
  return catalogueOf(builtIn, own);
}
