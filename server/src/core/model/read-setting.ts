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

export function makeSetting({ interpolated, ...raw }: RawSetting): Setting {
  const template =
    interpolated && raw.text.includes('$')
      ? parseTemplate(raw.text, raw.valueSpan.start).template
      : literal(raw.text, raw.valueSpan);
  return { inherited: false, type: 'string', lead: '', ...raw, template };
}
