import { isBox, plainText } from '../syntax/markdown-line.ts';
import { type ChecklistLine, intervalIn, lineOf, severityIn } from './checklist-line.ts';

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const statusHeader =
  /^(?:status|state|done\??|checked\??|check|complete[d]?\??|ok\??|pass(?:ed)?\??|result|compliant|verified|implemented|y\/n|yes\/no|todo|tick|[✓✔☑✅☐]|\[[ x]?\])?$/i;
const statusCell =
  /^(?:|-|–|—|todo|to do|tbd|pending|open|not started|in progress|done|yes|no|n\/?a|n|y|x|pass|fail)$/i;
const textHeader =
  /\b(?:items?|checks?|tasks?|requirements?|controls?|steps?|actions?|what|criteri\w+|verification|tests?|questions?|descriptions?|practices?|measures?|recommendations?)\b/i;
const idHeader = /^(?:#|id|no\.?|nr\.?|ref\.?|reference|number|key)$/i;
const groupHeader = /^(?:category|area|section|group|domain|topic|component|layer|phase)$/i;
const severityHeader = /^(?:severity|priority|level|risk|impact|importance|criticality)$/i;
const howHeader =
  /^(?:how|how to.*|remed.*|fix|notes?|comments?|details?|guidance|command|mitigation|rationale|solution|evidence)$/i;
const oftenHeader = /^(?:frequency|interval|cadence|schedule|how often|every|period)$/i;

/** A table's lines with the group that a column gives each. */
export interface TableLines {
  /** It has a column to fill in. */
  readonly checks: boolean;
  readonly lines: readonly { readonly group: string | undefined; readonly line: ChecklistLine }[];
}

/** Reads a table whose rows are lines of a checklist; undefined for any other. */
export function readCheckTable({ header, rows }: Table): TableLines | undefined {
  const names = header.map(plainText);
  const column = (pattern: RegExp): number => names.findIndex((name) => pattern.test(name));
  const cells = (index: number): readonly string[] => rows.map((row) => row[index] ?? '');
  const isStatus = (index: number): boolean =>
    statusHeader.test(names[index] ?? '') &&
    cells(index).every((cell) => statusCell.test(plainText(cell)) || isBox(cell)) &&
    (names[index] !== '' || cells(index).some(isBox));
  const status = names.map((_, index) => index).filter(isStatus);
  const [id, group, severity, how, often] = [idHeader, groupHeader, severityHeader, howHeader, oftenHeader].map(column);
  const others = new Set([...status, id, group, severity, how, often]);
  const free = names.map((_, index) => index).filter((index) => !others.has(index));
  const text =
    free.find((index) => textHeader.test(names[index] ?? '')) ?? (status.length > 0 ? longest(free, cells) : undefined);
  if (text === undefined || rows.length === 0) return undefined;
  const cell = (row: readonly string[], index: number | undefined): string => row[index ?? -1] ?? '';
  return {
    checks: status.length > 0,
    lines: rows.flatMap((row) => {
      const written = cell(row, text);
      if (plainText(written) === '' || isBox(written)) return [];
      const name = plainText(cell(row, id));
      const given = /[^\d.\s]/.test(name) ? `${name}: ${written}` : written;
      const note = cell(row, how);
      const line = lineOf(given, plainText(note) === '' || isBox(note) ? [] : [note]);
      const bad = severityIn(cell(row, severity));
      const every = intervalIn(cell(row, often));
      const words = plainText(cell(row, group));
      return [
        {
          group: words === '' ? undefined : words,
          line: { ...line, ...(bad && { severity: bad }), ...(every !== undefined && { every }) },
        },
      ];
    }),
  };
}

function longest(indexes: readonly number[], cells: (index: number) => readonly string[]): number | undefined {
  const length = (index: number): number => cells(index).join('').length;
  return [...indexes].sort((a, b) => length(b) - length(a))[0];
}

/** A table of work that comes again: what is to be done and how often. */
export const isRecurring = ({ header }: Table): boolean => header.some((name) => oftenHeader.test(plainText(name)));
