import type { ItemSeverity } from '../product/condition.ts';
import { plainText } from '../syntax/markdown-line.ts';
import type { ChecklistLine, PublishedChecklist } from './checklist-line.ts';
import type { NamedVariable } from './named.ts';
import { type ProposedEvidence, proposeEvidence } from './propose-evidence.ts';
import { sameLine } from './words.ts';

/** A line that has no id yet. */
export interface DraftItem {
  readonly text: string;
  readonly severity: ItemSeverity;
  readonly evidence: readonly ProposedEvidence[];
  /** Something in the files is proposed to decide it, which an author has to look at. */
  readonly isProposed: boolean;
  readonly remedy?: string;
}

export interface DraftSection {
  readonly title: string;
  readonly items: readonly DraftItem[];
}

export interface Draft {
  readonly sections: readonly DraftSection[];
  readonly variables: readonly NamedVariable[];
}

const longestRemedy = 600;

export function draftOf({ sections }: PublishedChecklist): Draft {
  const variables = new Map<string, NamedVariable>();
  const drawn = sections.map(({ title, lines }) => ({
    title,
    items: lines.map((line): DraftItem => {
      const { evidence, checks, variables: named } = proposeEvidence(line);
      for (const one of named) variables.set(one.name, { ...one, ...variables.get(one.name) });
      const remedy = remedyOf(line);
      return {
        text: line.text,
        severity: line.severity ?? 'medium',
        evidence,
        isProposed: checks.length > 0,
        ...(remedy !== '' && { remedy }),
      };
    }),
  }));
  return { sections: drawn, variables: [...variables.values()] };
}

/** What stands under the line, as one text; a command of several lines says too little without its page. */
function remedyOf({ details, text }: ChecklistLine): string {
  const words = details
    .filter((detail) => !detail.includes('\n') && detail.length <= longestRemedy)
    .map((detail) => plainText(detail))
    .filter((detail) => detail !== '' && sameLine(detail) !== sameLine(text));
  return words.reduce((all, next) => {
    const longer = all === '' ? next : `${all}${/[.!?:;,]$/.test(all) ? ' ' : '; '}${next}`;
    return longer.length > longestRemedy ? all : longer;
  }, '');
}
