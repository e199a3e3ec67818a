import {
  type CodeAction,
  CodeActionKind,
  type CreateFile,
  type Range,
  type SnippetTextEdit,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { chooseFixes } from '../core/choose-fixes.ts';
import { ignoreHere } from '../core/ignore-here.ts';
import { configPath } from '../core/read-project-file.ts';
import type { Finding, Fix } from '../core/rules/rule.ts';
import { lineIndex, overlaps } from '../core/text.ts';
import { type Filling, fillEdits, generateSecret, hasBlank } from '../host/generate.ts';
import { toDiagnostics } from './diagnostics.ts';
import { type Located, uriOf } from './locate.ts';

/** What the client can do with an edit. */
export interface EditSupport {
  readonly snippets: boolean;
  readonly createsFiles: boolean;
  /** Takes `documentChanges`, which name the version that an edit was made for. */
  readonly versions: boolean;
  /** The version of an open document; null for a file that is only on the disk. */
  version(uri: string): number | null;
  readonly docsBase: string | undefined;
}

/**
 * Quick fixes at a range, from the text as it is now: never from a diagnostic that the client may have kept. Behind them,
 * for each finding, the way to accept it with a reason. Where nobody sees what is done, nothing is generated or accepted.
 */
export function codeActions(
  { folder, path }: Located,
  range: Range,
  support: EditSupport,
  isUnseen: boolean,
): readonly CodeAction[] {
  const { files } = folder.analysis();
  const file = files.get(path);
  if (!file) return [];
  const lines = lineIndex(file.text);
  const wanted = { start: lines.offset(range.start), end: lines.offset(range.end) };
  const found = folder.findingsIn(path).filter(({ span }) => overlaps(span, wanted));
  const act = (finding: Finding, fix: Fix, only: boolean): CodeAction =>
    toAction(fix, only, { folder, path }, [...toDiagnostics([finding], folder, support.docsBase)], support);
  return [
    ...found.flatMap((finding) => {
      const fixes = (finding.fixes ?? []).filter(
        ({ edits }) =>
          (support.snippets || !hasBlank(edits)) && canCreate(edits, support) && !(isUnseen && generates(edits)),
      );
      return fixes.map((fix) => act(finding, fix, fixes.length === 1));
    }),
    ...found.flatMap((finding) => {
      const fix = ignoreHere(finding, file, files.get(configPath)?.text);
      return file.kind === 'project' || isUnseen || !canCreate(fix.edits, support) ? [] : [act(finding, fix, false)];
    }),
  ];
}

const generates = (edits: Fix['edits']): boolean =>
  edits.some(({ text }) => text.some((part) => typeof part === 'object' && 'generate' in part));

const canCreate = (edits: Fix['edits'], { createsFiles }: EditSupport): boolean =>
  createsFiles || edits.every(({ create }) => !create);

/** Kinds are paths with dots: `source` holds `source.fixAll`. */
export const isOfKind = (kind: string, wanted: string): boolean => kind === wanted || kind.startsWith(`${wanted}.`);

/** What editors run on save where people ask for it: safe fixes alone, of one file, and nothing that generates a secret. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.seaworthy`;

export function fixAllActions({ folder, path }: Located, support: EditSupport): readonly CodeAction[] {
  const chosen = chooseFixes(folder.findingsIn(path), 'safe').filter(({ fix }) =>
    fix.edits.every((edit) => edit.path === path),
  );
  const edits = chosen.flatMap(({ fix }) => fix.edits);
  if (edits.length === 0) return [];
  const fix: Fix = { title: 'Fix all safe problems in this file', safe: true, edits };
  return [{ title: fix.title, kind: fixAllKind, edit: workspaceEdit(documentChanges(fix, folder, support), support) }];
}

function toAction(
  fix: Fix,
  only: boolean,
  { folder }: Located,
  diagnostics: CodeAction['diagnostics'],
  support: EditSupport,
): CodeAction {
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    ...(diagnostics && { diagnostics }),
    isPreferred: only,
    edit: workspaceEdit(documentChanges(fix, folder, support), support),
  };
}

/** Clients that know no versions get plain changes; an edit that makes a file or holds tab stops was not offered to them. */
const workspaceEdit = (changes: (TextDocumentEdit | CreateFile)[], { versions }: EditSupport): WorkspaceEdit =>
  versions
    ? { documentChanges: changes }
    : {
        changes: Object.fromEntries(
          changes.flatMap((change): [string, TextEdit[]][] =>
            'edits' in change
              ? [[change.textDocument.uri, change.edits.filter((edit): edit is TextEdit => 'newText' in edit)]]
              : [],
          ),
        ),
      };

const escapeSnippet = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

function documentChanges(
  { edits }: Fix,
  folder: Located['folder'],
  support: EditSupport,
): (TextDocumentEdit | CreateFile)[] {
  const asSnippet = support.snippets && hasBlank(edits);
  const filling: Filling = {
    generated: ({ generate, bytes }) => generateSecret(generate, bytes),
    // Where a client has no tab stops, only a reason is left to be written.
    blank: (hint, index) => (asSnippet ? `\${${index}:${escapeSnippet(hint)}}` : ''),
    ...(asSnippet && { literal: escapeSnippet }),
  };
  const byUri = new Map<string, (TextEdit | SnippetTextEdit)[]>();
  const created: CreateFile[] = [];
  const { files } = folder.analysis();
  for (const { edit, newText } of fillEdits(edits, filling)) {
    const uri = uriOf(folder, edit.path);
    if (edit.create) created.push({ kind: 'create', uri, options: { ignoreIfExists: true } });
    const range = lineIndex(files.get(edit.path)?.text ?? '').range(edit.span);
    const list = byUri.get(uri) ?? [];
    list.push(asSnippet ? { range, snippet: { kind: 'snippet', value: newText } } : { range, newText });
    byUri.set(uri, list);
  }
  const changes = [...byUri].map(
    ([uri, textEdits]): TextDocumentEdit => ({
      textDocument: { uri, version: support.version(uri) },
      edits: textEdits,
    }),
  );
  return [...created, ...changes];
}
