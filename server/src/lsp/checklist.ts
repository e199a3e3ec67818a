import { withSignOffs } from '../core/checklist/sign-off.ts';
import { walkChecklists } from '../core/checklist/walk.ts';
import { checklistReport } from '../host/checklist-report.ts';
import { placesIn } from '../host/places.ts';
import { loadSignOffs, today } from '../host/sign-off-file.ts';
import type { Folders } from './locate.ts';

/** The checklists of all folders, as the command line's JSON gives them, each with the URI of its folder. */
export const checklistsOf = (folders: Folders, product: string | undefined) => ({
  version: 1,
  checklists: folders.all().flatMap((folder) => {
    const analysis = product === undefined ? folder.analysis() : folder.analysisWith(product);
    const places = placesIn(analysis.files);
    const { signOffs } = loadSignOffs(folder.files, analysis.catalogue.products);
    return withSignOffs(walkChecklists(analysis, product), signOffs, today()).map((checklist) => ({
      folder: folder.uri,
      ...checklistReport(checklist, places),
    }));
  }),
});
