import type { Span } from '../text.ts';
import { type DotenvReading, draft, put, undecoded } from './dotenv-reading.ts';

/** A line of `NAME=anything`, or of a name alone. */
export interface RawEntry {
  readonly key: string;
  readonly keySpan: Span;
  /** Undefined for a name alone. */
  readonly value: string | undefined;
  readonly valueSpan: Span;
  readonly span: Span;
}

/** Lines that are neither blank nor comments; quotes, `$` and inline comments are part of the value. */
export function rawEntries(text: string): readonly RawEntry[] {
  const entries: RawEntry[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const feed = text.indexOf('\n', at);
    const next = feed < 0 ? text.length : feed;
    const end = text[next - 1] === '\r' && next > at ? next - 1 : next;
    const start = at + (/^[\s\ufeff]*/.exec(text.slice(at, end))?.[0].length ?? 0);
    at = next + 1;
    if (start >= end || text[start] === '#') continue;
    const equals = text.slice(start, end).indexOf('=');
    const keyEnd = equals < 0 ? end : start + equals;
    const valueSpan = { start: equals < 0 ? end : keyEnd + 1, end };
    entries.push({
      key: text.slice(start, keyEnd),
      keySpan: { start, end: keyEnd },
      value: equals < 0 ? undefined : text.slice(valueSpan.start, end),
      valueSpan,
      span: { start, end },
    });
  }
  return entries;
}

/** `docker run --env-file` and Compose's `format: raw` (docker/cli, pkg/kvfile): a name with a blank in it refuses the file. */
export function readAsDocker(text: string): DotenvReading {
  const reading = draft();
  reading.fault = undecoded(text);
  if (reading.fault) return reading;
  for (const { key, value, keySpan, span } of rawEntries(text)) {
    if (key === '' || /[ \t]/.test(key)) {
      reading.fault = key === '' ? span : keySpan;
      break;
    }
    if (value !== undefined || !reading.values.has(key)) put(reading, key, value);
  }
  return reading;
}

/** `kubectl create configmap --from-env-file`: names have a form, and none may come twice. */
export function readAsKubectl(text: string): DotenvReading {
  const reading = draft();
  reading.fault = undecoded(text);
  if (reading.fault) return reading;
  for (const { key, value, keySpan, span } of rawEntries(text)) {
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key) || reading.values.has(key)) {
      reading.fault = key === '' ? span : keySpan;
      break;
    }
    put(reading, key, value ?? '');
  }
  return reading;
}
