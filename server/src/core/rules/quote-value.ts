import type { Deployment } from '../deployment/deployment.ts';
import type { Setting } from '../model/setting.ts';
import type { Fix } from './rule.ts';

/** Single quotes around a value of an env file, in which no reader replaces or cuts anything; undefined where it holds one. */
export function quoted({ text, valueSpan, exact }: Setting, path: string, { files }: Deployment): Fix | undefined {
  const source = files.find((file) => file.path === path)?.text;
  if (source === undefined || !exact || /['\n\\]/.test(text)) return undefined;
  const isQuoted = source[valueSpan.start - 1] === '"' && source[valueSpan.end] === '"';
  const span = isQuoted ? { start: valueSpan.start - 1, end: valueSpan.end + 1 } : valueSpan;
  return {
    title: 'Put the value in single quotes',
    safe: false,
    edits: [{ path, span, text: ["'", { moved: text }, "'"] }],
  };
}
