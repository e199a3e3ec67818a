import { gitIgnores, isIgnored, type Versioning } from '../deployment/versioning.ts';
import { isWithin } from '../model/path.ts';
import { type Edit, lineEnding } from '../text.ts';
import type { Fix } from './rule.ts';

/** One more line in the nearest ignore file of git above the path; undefined where there is none, or the line would not help. */
export function ignoreEdit(path: string, versioning: Versioning): Edit | undefined {
  if (isIgnored(versioning, path) !== false) return undefined;
  const [nearest] = gitIgnores(versioning)
    .filter(({ model }) => isWithin(path, model.folder))
    .toSorted((a, b) => b.model.folder.length - a.model.folder.length);
  if (!nearest) return undefined;
  const { text, model } = nearest;
  const pattern = `/${path.slice(model.folder === '' ? 0 : model.folder.length + 1)}`;
  // A pattern of wildcards would have to be escaped; such names do not occur.
  if (/[*?[\]\\\s]/.test(pattern)) return undefined;
  const end = text.length;
  const ending = lineEnding(text);
  const lead = end === 0 || text.endsWith('\n') ? '' : ending;
  return { path: nearest.path, span: { start: end, end }, text: [`${lead}${pattern}${ending}`] };
}

export function ignoreFix(path: string, versioning: Versioning): Fix | undefined {
  const edit = ignoreEdit(path, versioning);
  return edit && { title: `Add ${path} to ${edit.path}`, safe: true, edits: [edit] };
}
