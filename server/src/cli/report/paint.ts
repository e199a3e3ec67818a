import { styleText } from 'node:util';
import type { Severity } from '../../core/severity.ts';

/** Colours for terminals; plain text everywhere else. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

export const painter = (color: boolean): Paint => (color ? (style, text) => styleText(style, text) : (_, text) => text);

export const severityStyle: Readonly<Record<Severity, 'red' | 'yellow' | 'blue' | 'gray'>> = {
  error: 'red',
  warning: 'yellow',
  information: 'blue',
  hint: 'gray',
};

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
