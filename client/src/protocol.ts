import type { CancellationToken } from 'vscode';

/**
 * What the client knows of the server: names of commands and the form of answers. The server is another process, so each
 * answer is read member by member; what is missing or of a wrong type becomes empty, and a row that says nothing is left out.
 */
export const serverCommands = {
  checklist: 'seaworthy.server.checklist',
  generate: 'seaworthy.server.generate',
  rules: 'seaworthy.server.rules',
  signOff: 'seaworthy.server.signOff',
  importChecklist: 'seaworthy.server.importChecklist',
} as const;

/** Sent after every change that may alter a checklist's answer. */
export const checklistChanged = 'seaworthy/checklistChanged';

/** `source` of our diagnostics. */
export const diagnosticSource = 'seaworthy';

/** Asks the server to execute one of {@link serverCommands}. */
export type Ask = (command: string, argument?: unknown, token?: CancellationToken) => Promise<unknown>;

const states = ['pass', 'fail', 'unknown', 'ask', 'attested', 'not-applicable'] as const;
export type ItemState = (typeof states)[number];

/** Zero-based lines and UTF-16 columns, half open. */
export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface Evidence {
  /** Relative to the checklist's folder, with `/`; undefined where the evidence is that a file is missing. */
  readonly path: string | undefined;
  readonly range: Range | undefined;
  readonly message: string;
  readonly rule: string | undefined;
}

export interface Item {
  readonly id: string;
  readonly section: string;
  readonly text: string;
  readonly state: ItemState;
  readonly evidence: readonly Evidence[];
  /** Why the line is open, or about nothing here. */
  readonly reasons: readonly string[];
  readonly remedy: string | undefined;
}

export interface Checklist {
  /** The URI of the workspace folder. */
  readonly folder: string;
  readonly product: string;
  /** The product's folder below the workspace folder; empty for the folder itself. */
  readonly root: string;
  readonly title: string;
  readonly detectedBy: readonly { readonly path: string; readonly why: string }[];
  readonly items: readonly Item[];
}

export interface RuleSummary {
  readonly id: string;
  readonly severity: string;
  readonly summary: string;
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const textOf = (value: unknown, name: string): string => optionalText(value, name) ?? '';

function optionalText(value: unknown, name: string): string | undefined {
  const found = memberOf(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

const countOf = (value: unknown, name: string): number => {
  const found = memberOf(value, name);
  return typeof found === 'number' && Number.isInteger(found) && found >= 0 ? found : 0;
};

const positionOf = (value: unknown): Range['start'] => ({
  line: countOf(value, 'line'),
  character: countOf(value, 'character'),
});

function rangeOf(value: unknown): Range | undefined {
  const start = memberOf(value, 'start');
  if (start === undefined) return undefined;
  return { start: positionOf(start), end: positionOf(memberOf(value, 'end') ?? start) };
}

const evidenceOf = (value: unknown): Evidence => ({
  path: optionalText(value, 'path'),
  range: rangeOf(memberOf(value, 'range')),
  message: textOf(value, 'message'),
  rule: optionalText(value, 'rule'),
});

const itemOf = (value: unknown): Item => ({
  id: textOf(value, 'id'),
  section: textOf(value, 'section'),
  text: textOf(value, 'text'),
  // A word from a newer server says nothing here, which is what `unknown` means.
  state: states.find((state) => state === memberOf(value, 'state')) ?? 'unknown',
  evidence: listOf(memberOf(value, 'evidence')).map(evidenceOf),
  reasons: listOf(memberOf(value, 'reasons')).filter((reason) => typeof reason === 'string'),
  remedy: optionalText(value, 'remedy'),
});

/** Reads the answer of {@link serverCommands.checklist}. */
export const readChecklists = (answer: unknown): readonly Checklist[] =>
  listOf(memberOf(answer, 'checklists'))
    .map((value) => ({
      folder: textOf(value, 'folder'),
      product: textOf(value, 'product'),
      root: textOf(value, 'root'),
      title: optionalText(value, 'title') ?? textOf(value, 'product'),
      detectedBy: listOf(memberOf(value, 'detectedBy')).map((found) => ({
        path: textOf(found, 'path'),
        why: textOf(found, 'why'),
      })),
      items: listOf(memberOf(value, 'items'))
        .map(itemOf)
        .filter(({ id, text }) => id !== '' && text !== ''),
    }))
    .filter(({ folder, product }) => folder !== '' && product !== '');

/** Reads the answer of {@link serverCommands.generate}. */
export const readGenerated = (answer: unknown): string | undefined => optionalText(answer, 'value');

/** Reads the answer of {@link serverCommands.rules}. */
export const readRules = (answer: unknown): readonly RuleSummary[] =>
  listOf(answer).flatMap((value) => {
    const id = textOf(value, 'id');
    return isRuleId(id) ? [{ id, severity: textOf(value, 'severity'), summary: textOf(value, 'summary') }] : [];
  });

/** Rule ids become file names, so nothing else than letters, digits and hyphens may stand in one. */
export const isRuleId = (id: unknown): id is string => typeof id === 'string' && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id);

/** The rule that a command's argument means: an id, or a row of the checklist view. */
export function ruleOf(argument: unknown): string | undefined {
  const id = typeof argument === 'string' ? argument : optionalText(memberOf(argument, 'evidence'), 'rule');
  return isRuleId(id) ? id : undefined;
}

/** A line of a checklist of one workspace folder. */
export interface SignOffTarget {
  readonly item: string;
  /** The URI of the workspace folder. */
  readonly folder: string;
}

/** The line that a command's argument means: a row of the checklist view. */
export function signOffTargetOf(argument: unknown): SignOffTarget | undefined {
  const item = textOf(memberOf(argument, 'item'), 'id');
  const folder = textOf(memberOf(argument, 'checklist'), 'folder');
  return item !== '' && folder !== '' ? { item, folder } : undefined;
}

export interface SignOffAnswer {
  /** Of the file of sign-offs, from the workspace folder, with `/`. */
  readonly path: string;
  /** Whom git knows as the author. */
  readonly by: string;
  /** The last day on which it will hold. */
  readonly expires: string | undefined;
  /** The text to append; given once there is a name. */
  readonly entry: string | undefined;
}

/** Reads the answer of {@link serverCommands.signOff}. */
export function readSignOff(answer: unknown): SignOffAnswer | undefined {
  const path = textOf(answer, 'path');
  if (path === '') return undefined;
  const entry = optionalText(answer, 'entry');
  return { path, by: textOf(answer, 'by'), expires: optionalText(answer, 'expires'), entry };
}

export interface ImportAnswer {
  /** Of the product file, from the workspace folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** What was found, a sentence a line. */
  readonly summary: string;
}

/** Reads the answer of {@link serverCommands.importChecklist}; a text says why nothing was made. */
export function readImport(answer: unknown): ImportAnswer | string {
  const [path, text] = [textOf(answer, 'path'), textOf(answer, 'text')];
  if (path === '' || text === '') return textOf(answer, 'refusal');
  return { path, text, summary: textOf(answer, 'summary') };
}
