import type { ItemSeverity } from '../product/condition.ts';
import { plainText } from '../syntax/markdown-line.ts';

/** One line of a published checklist, without Markdown's marks. */
export interface ChecklistLine {
  readonly text: string;
  /** The same with its marks: what is code there is a name. */
  readonly marked: string;
  /** What stands under it: further sentences, points, commands. */
  readonly details: readonly string[];
  readonly severity?: ItemSeverity;
  /** How long an answer holds, as `90d`. */
  readonly every?: string;
}

export interface ChecklistSection {
  readonly title: string;
  readonly lines: readonly ChecklistLine[];
}

export interface PublishedChecklist {
  readonly title: string | undefined;
  /** None without lines. */
  readonly sections: readonly ChecklistSection[];
}

/** A line as it is written, read. */
export const lineOf = (marked: string, details: readonly string[] = []): ChecklistLine => {
  const text = plainText(marked);
  const severity = severityIn(text);
  // A backup that runs every week is nothing that somebody has to answer for every week.
  const every = /\b(?:re-?view|rotat|re-?vok|re-?mint|test|audit|drill|check|updat|verif|repeat|renew)/i.test(text)
    ? intervalIn(text)
    : undefined;
  return { text, marked, details, ...(severity && { severity }), ...(every !== undefined && { every }) };
};

const tagged = (words: string): RegExp =>
  new RegExp(`^(?:${words})$|^(?:${words})\\s*[:–—-]\\s|[[(](?:${words})[\\])]`, 'i');
const severities: readonly (readonly [ItemSeverity, RegExp, RegExp])[] = [
  ['critical', tagged('critical|blocker|p0|severe|showstopper'), /\bCRITICAL\b|🔴/u],
  ['high', tagged('high|must(?: have)?|required|mandatory|p1|important'), /\b(?:MUST|REQUIRED|MANDATORY)\b|🟠/u],
  ['low', tagged('low|optional|nice to have|may|p3'), /\bOPTIONAL\b|^(?:consider|optionally)\b|🟢/iu],
  ['medium', tagged('medium|moderate|should|recommended|p2'), /\b(?:SHOULD|RECOMMENDED)\b|🟡/u],
];

/** How bad it is not to have done it, where the line says so: a word that stands apart, or in capitals. */
export const severityIn = (text: string): ItemSeverity | undefined =>
  severities.find(([, tag, shouted]) => tag.test(text) || shouted.test(text))?.[0];

const intervals: readonly (readonly [RegExp, string])[] = [
  [/\b(?:weekly|every week|each week)\b/i, '7d'],
  [/\b(?:monthly|every month|each month)\b/i, '30d'],
  [/\b(?:quarterly|every quarter|each quarter|every (?:3|three) months)\b/i, '90d'],
  [/\b(?:half-yearly|twice a year|every (?:6|six) months)\b/i, '180d'],
  [/\b(?:yearly|annually|annual|every year|once a year)\b/i, '365d'],
];

/** How often it is to be done again. */
export function intervalIn(text: string): string | undefined {
  const days = /\bevery (\d{1,3}) days\b/i.exec(text)?.[1];
  return days === undefined ? intervals.find(([words]) => words.test(text))?.[1] : `${Number(days)}d`;
}
