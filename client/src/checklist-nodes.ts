import * as vscode from 'vscode';
import { stateIcon, stateWord } from './item-states.ts';
import { proseMarkdown } from './prose-markdown.ts';
import type { Checklist, Evidence, Item, Range } from './protocol.ts';
import { tally, tallyText } from './tally.ts';

/** One row of the view. `key` stays the same from one answer to the next, so that rows stay open or closed as they were. */
export type Node =
  | { readonly kind: 'product'; readonly key: string; readonly checklist: Checklist }
  | { readonly kind: 'section'; readonly key: string; readonly checklist: Checklist; readonly name: string }
  | { readonly kind: 'item'; readonly key: string; readonly checklist: Checklist; readonly item: Item }
  | { readonly kind: 'evidence'; readonly key: string; readonly checklist: Checklist; readonly evidence: Evidence };

export const productNodes = (checklists: readonly Checklist[]): readonly Node[] =>
  checklists.map((checklist) => ({
    kind: 'product',
    key: JSON.stringify([checklist.folder, checklist.root, checklist.product]),
    checklist,
  }));

export function childNodes(node: Node): readonly Node[] {
  const { checklist, key } = node;
  switch (node.kind) {
    case 'product':
      return [...new Set(checklist.items.map(({ section }) => section))].map((name) => ({
        kind: 'section',
        key: `${key} ${name}`,
        checklist,
        name,
      }));
    case 'section':
      return itemsOf(node.checklist, node.name).map((item) => ({
        kind: 'item',
        key: `${key} ${item.id}`,
        checklist,
        item,
      }));
    case 'item':
      return rowsOf(node.item).map((evidence, index) => ({
        kind: 'evidence',
        key: `${key} ${index}`,
        checklist,
        evidence,
      }));
    case 'evidence':
      return [];
  }
}

/** What was seen, then what is missing. */
const rowsOf = ({ evidence, reasons }: Item): readonly Evidence[] => [
  ...evidence,
  ...reasons.map((message) => ({ path: undefined, range: undefined, message, rule: undefined })),
];

const itemsOf = ({ items }: Checklist, name: string): readonly Item[] =>
  items.filter(({ section }) => section === name);

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

export function toTreeItem(node: Node): vscode.TreeItem {
  const row = rowOf(node);
  row.id = node.key;
  return row;
}

function rowOf(node: Node): vscode.TreeItem {
  const { checklist } = node;
  switch (node.kind) {
    case 'product': {
      const row = new vscode.TreeItem(checklist.product, Expanded);
      row.description = [placeOf(checklist), tallyText(tally(checklist.items))]
        .filter((part) => part !== '')
        .join(' · ');
      row.iconPath = new vscode.ThemeIcon('package');
      row.contextValue = 'product';
      return row;
    }
    case 'section': {
      const counted = tally(itemsOf(checklist, node.name));
      const row = new vscode.TreeItem(
        node.name || vscode.l10n.t('General'),
        counted.failing > 0 ? Expanded : Collapsed,
      );
      row.description = tallyText(counted);
      row.contextValue = 'section';
      return row;
    }
    case 'item': {
      const { id, text, state, evidence } = node.item;
      // The icon tells the state, so that a narrow side bar has room for the words.
      const row = new vscode.TreeItem(id, rowsOf(node.item).length > 0 ? Collapsed : None);
      const placed = evidence.filter(({ path }) => path !== undefined);
      row.description = text.replaceAll('`', '');
      row.iconPath = stateIcon(state);
      row.contextValue = `item.${state}`;
      row.accessibilityInformation = { label: `${id} ${text}, ${stateWord(state)}` };
      return withPlace(row, checklist, placed[0]);
    }
    case 'evidence': {
      const { message, path, range, rule } = node.evidence;
      const row = new vscode.TreeItem(message.replaceAll('`', ''), None);
      const place = path === undefined ? '' : placeText(path, range);
      row.description = place;
      row.iconPath = new vscode.ThemeIcon(path === undefined ? 'info' : 'go-to-file');
      row.contextValue = rule === undefined ? 'evidence' : 'evidence.rule';
      row.accessibilityInformation = { label: place === '' ? message : `${message}, ${place}` };
      return withPlace(row, checklist, node.evidence);
    }
  }
}

/** Where the product is, if that has to be said: its folder in a workspace of several, and its root below that. */
function placeOf({ folder, root }: Checklist): string {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const name = folders.length > 1 ? folders.find(({ uri }) => uri.toString() === uriOf(folder).toString())?.name : '';
  return [name ?? '', root === '.' ? '' : root].filter((part) => part !== '').join('/');
}

const placeText = (path: string, range: Range | undefined): string =>
  range ? `${path}:${range.start.line + 1}` : path;

const code = (text: string): string => `\`${text.replaceAll('`', '')}\``;

const uriOf = (folder: string): vscode.Uri => vscode.Uri.parse(folder);

function withPlace(row: vscode.TreeItem, { folder }: Checklist, evidence: Evidence | undefined): vscode.TreeItem {
  if (evidence?.path === undefined) return row;
  const { range } = evidence;
  const options: vscode.TextDocumentShowOptions = range
    ? { selection: new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character) }
    : {};
  row.command = {
    title: vscode.l10n.t('Open Evidence'),
    command: 'vscode.open',
    arguments: [vscode.Uri.joinPath(uriOf(folder), ...evidence.path.split('/')), options],
  };
  return row;
}

/** Made only when the pointer rests on a row. */
export function tooltipOf(node: Node): vscode.MarkdownString | undefined {
  switch (node.kind) {
    case 'product': {
      const { title, detectedBy } = node.checklist;
      const found = detectedBy.map(({ path, why }) => `- ${code(path)}: ${proseMarkdown(why)}`);
      return new vscode.MarkdownString(
        [
          `**${proseMarkdown(title)}**`,
          ...(found.length > 0 ? [vscode.l10n.t('Recognised by'), found.join('\n')] : []),
        ].join('\n\n'),
      );
    }
    case 'item': {
      const { id, text, state, remedy } = node.item;
      const rows = rowsOf(node.item).map(
        ({ path, range, message }) =>
          `- ${path === undefined ? '' : `${code(placeText(path, range))}: `}${proseMarkdown(message)}`,
      );
      return new vscode.MarkdownString(
        [
          `**${id}** ${proseMarkdown(text)}`,
          `**${vscode.l10n.t('State')}**: ${stateWord(state)}`,
          ...(rows.length > 0 ? [`**${vscode.l10n.t('Evidence')}**`, rows.join('\n')] : []),
          ...(remedy === undefined ? [] : [`**${vscode.l10n.t('What to do')}**: ${proseMarkdown(remedy)}`]),
        ].join('\n\n'),
      );
    }
    default:
      return undefined;
  }
}
