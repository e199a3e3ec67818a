import type { Folders } from './locate.ts';

export const checklistReport = (folders: Folders, _product: string | undefined): unknown => ({
  version: 1,
  checklists: folders.all().flatMap(() => []),
});
