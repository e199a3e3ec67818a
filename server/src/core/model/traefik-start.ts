import type { Span } from '../text.ts';
import { readStatic } from './read-traefik.ts';
import type { Setting } from './setting.ts';
import type { TraefikStatic } from './traefik.ts';
import { type TraefikOption, treeOfOptions } from './traefik-options.ts';

interface Word {
  readonly text: string;
  /** Inside the quotes. */
  readonly span: Span;
  readonly exact: boolean;
}

/** What the words of Traefik's command say (https://doc.traefik.io/traefik/reference/static-configuration/cli/). */
export const readTraefikFlags = (words: readonly Word[]): TraefikStatic =>
  readStatic(treeOfOptions(words.flatMap(flagsIn)));

/** A command in one text holds many flags; one without a value is switched on. */
function flagsIn({ text, span, exact }: Word): readonly TraefikOption[] {
  return [...text.matchAll(/(?:^|\s)--?([\w.[\]-]+)(?:=(?:"([^"]*)"|'([^']*)'|(\S*)))?/g)].map((match) => {
    const [all, name = '', ...values] = match;
    const value = values.find((one) => one !== undefined);
    const isQuoted = value !== undefined && values[2] === undefined;
    const end = match.index + all.length;
    const place = (start: number, stop: number): Span =>
      exact ? { start: span.start + start, end: span.start + stop } : span;
    const valueEnd = isQuoted ? end - 1 : end;
    const whole = place(end - all.trimStart().length, end);
    return {
      names: name.split('.'),
      text: value ?? 'true',
      keySpan: whole,
      valueSpan: value === undefined ? whole : place(valueEnd - value.length, valueEnd),
      exact: exact && value !== undefined,
      span: whole,
    };
  });
}

/** `TRAEFIK_API_INSECURE` stands for `api.insecure` (https://doc.traefik.io/traefik/reference/static-configuration/env/). */
export const readTraefikVariables = (settings: readonly Setting[]): TraefikStatic =>
  readStatic(
    treeOfOptions(
      settings.flatMap((setting) =>
        /^TRAEFIK_/i.test(setting.key) ? [{ ...setting, names: setting.key.split('_').slice(1) }] : [],
      ),
    ),
  );
