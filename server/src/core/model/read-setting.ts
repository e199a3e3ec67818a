import { parseTemplate, type Template } from '../syntax/interpolation.ts';
import type { Span } from '../text.ts';
import type { Setting, SettingSource } from './setting.ts';

/** What a syntax knows of one entry, before its references are read. */
export interface RawSetting {
  readonly key: string;
  readonly keySpan: Span;
  readonly text: string;
  readonly valueSpan: Span;
  readonly exact: boolean;
  readonly source: SettingSource;
  readonly pointer: string;
  readonly span: Span;
  readonly inherited?: boolean;
  readonly type?: Setting['type'];
  readonly lead?: string;
  /** `${NAME}` in it means another variable; false for literal syntaxes and single quotes. */
  readonly interpolated: boolean;
}

const literal = (text: string, span: Span): Template => ({ parts: text === '' ? [] : [text], span });

/** Field by field: a file has thousands of them, and copying all fields at once costs more than reading the file. */
export function makeSetting(raw: RawSetting): Setting {
  const template =
    raw.interpolated && raw.text.includes('$')
      ? parseTemplate(raw.text, raw.valueSpan.start).template
      : literal(raw.text, raw.valueSpan);
  return {
    key: raw.key,
    keySpan: raw.keySpan,
    text: raw.text,
    valueSpan: raw.valueSpan,
    exact: raw.exact,
    template,
    source: raw.source,
    pointer: raw.pointer,
    inherited: raw.inherited ?? false,
    type: raw.type ?? 'string',
    lead: raw.lead ?? '',
    span: raw.span,
  };
}
