import { appendSignOff, daysOf, linesOf, signOffPath } from '../core/checklist/sign-off.ts';
import { importChecklist, ownChecklists } from '../core/import/import-checklist.ts';
import { importSummary } from '../core/import/summary.ts';
import { ruleMarkdown } from '../core/rule-page.ts';
import { rules } from '../core/rules/index.ts';
import type { Encoding } from '../core/text.ts';
import { authorName } from '../host/author-name.ts';
import { generateSecret } from '../host/generate.ts';
import { today } from '../host/sign-off-file.ts';
import { checklistsOf } from './checklist.ts';
import { type Folders, localPath, normalized } from './locate.ts';

/** What `workspace/executeCommand` answers. Client commands have other names, so that both can be registered in one editor. */
export const serverCommands = {
  checklist: 'seaworthy.server.checklist',
  generate: 'seaworthy.server.generate',
  signOff: 'seaworthy.server.signOff',
  importChecklist: 'seaworthy.server.importChecklist',
  rules: 'seaworthy.server.rules',
  explain: 'seaworthy.server.explain',
} as const;

const encodings: readonly Encoding[] = ['hex', 'base64', 'base64url', 'password'];

const field = (argument: unknown, name: string): unknown =>
  typeof argument === 'object' && argument !== null ? Reflect.get(argument, name) : undefined;

/** Answers `undefined` for a command that is not ours. Arguments come from outside, so each is checked. */
export function executeCommand(command: string, [argument]: readonly unknown[], folders: Folders): unknown {
  switch (command) {
    case serverCommands.checklist: {
      const product = field(argument, 'product');
      return checklistsOf(folders, typeof product === 'string' ? product : undefined);
    }
    case serverCommands.generate: {
      const encoding = encodings.find((one) => one === field(argument, 'encoding')) ?? 'hex';
      const bytes = field(argument, 'bytes');
      return {
        value: generateSecret(
          encoding,
          typeof bytes === 'number' && Number.isInteger(bytes) && bytes > 0 && bytes <= 1024 ? bytes : 32,
        ),
      };
    }
    case serverCommands.signOff:
      return signOff(argument, folders);
    case serverCommands.importChecklist:
      return importOf(argument, folders);
    case serverCommands.rules:
      return rules.map(({ id, severity, summary }) => ({ id, severity, summary }));
    case serverCommands.explain: {
      const rule = rules.find(({ id }) => id === field(argument, 'rule'));
      return rule ? { markdown: ruleMarkdown(rule) } : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * For a line of a folder (`{ item, folder }`, the first that has the line without one): whom git knows as the author there, and the file of sign-offs. With a name, the entry to append to that file as
 * well: the editor writes it, so that it can be undone.
 */
function signOff(argument: unknown, folders: Folders): unknown {
  const item = field(argument, 'item');
  const uri = field(argument, 'folder');
  const folder = folders
    .all()
    .find((one) =>
      typeof uri === 'string'
        ? one.uri === normalized(uri)
        : linesOf(one.analysis().catalogue.products).some(({ id }) => id === item),
    );
  const products = folder?.analysis().catalogue.products ?? [];
  if (typeof item !== 'string' || !folder || !linesOf(products).some(({ id }) => id === item)) return undefined;
  const by = field(argument, 'by');
  const note = field(argument, 'note');
  const days = daysOf(item, products);
  const expires = days === undefined ? undefined : today(days);
  const answer = {
    path: signOffPath,
    by: authorName(localPath(folder.uri)),
    ...(expires !== undefined && { expires }),
  };
  if (typeof by !== 'string' || by.trim() === '') return answer;
  const words = typeof note === 'string' && note.trim() !== '' ? { note: note.trim() } : {};
  return {
    ...answer,
    entry: appendSignOff('', { item, by: by.trim(), on: today(), ...(expires !== undefined && { expires }), ...words }),
  };
}

/**
 * For a Markdown checklist (`{ markdown, fileName, folder }`): the product file that it makes, where it belongs in the workspace
 * folder, and what was found; or a `refusal`. A file of the workspace that was imported from one of the same name is added to. The
 * editor writes it, so that it can be read first and undone.
 */
function importOf(argument: unknown, folders: Folders): unknown {
  const [markdown, fileName, uri] = ['markdown', 'fileName', 'folder'].map((name) => field(argument, name));
  if (typeof markdown !== 'string' || typeof fileName !== 'string') return undefined;
  const folder = folders.all().find((one) => typeof uri !== 'string' || one.uri === normalized(uri));
  const catalogue = folder?.analysis().catalogue;
  const known = catalogue?.own.find(({ product }) => product?.source === fileName);
  const imported = importChecklist({
    markdown,
    fileName,
    products: catalogue?.products ?? [],
    ...(known && { existing: known.text }),
  });
  if ('refusal' in imported) return known ? { refusal: `${known.path}: ${imported.refusal}` } : imported;
  return {
    path: known?.path ?? `${ownChecklists}/${imported.id}.yaml`,
    text: imported.text,
    summary: importSummary(imported),
  };
}
