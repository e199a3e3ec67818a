import { lineFeed, type Span } from '../text.ts';

/** Replaces one sign of an action, so that offsets stay; a private character, which YAML takes for text. */
const neutral = '\ue000';

/**
 * The text with its `{{ actions }}` replaced sign for sign (https://pkg.go.dev/text/template#hdr-Actions): lines that hold
 * nothing else become blank, elsewhere a neutral character stands for each sign. Line breaks stay. An action that is never
 * closed ends with its line.
 */
export function blankActions(text: string): { readonly text: string; readonly actions: readonly Span[] } {
  const actions: Span[] = [];
  const parts: string[] = [];
  const lastComment = text.lastIndexOf('*/');
  let done = 0;
  for (let start = text.indexOf('{{'); start >= 0; start = text.indexOf('{{', done)) {
    const end = actionEnd(text, start, lastComment);
    actions.push({ start, end });
    parts.push(text.slice(done, start), text.slice(start, end).replace(/[^\r\n]/g, neutral));
    done = end;
  }
  parts.push(text.slice(done));
  const replaced = parts
    .join('')
    .split('\n')
    .map((line) => (/^[\ue000\s]*$/.test(line) ? line.replaceAll(neutral, ' ') : line))
    .join('\n');
  return { text: replaced, actions };
}

/** Behind the `}}` that no string and no comment holds. */
function actionEnd(text: string, start: number, lastComment: number): number {
  const comment = /^\{\{-?\s*\/\*/.exec(text.slice(start, start + 8));
  if (comment) {
    // Asked once for the whole text, so that comments without an end do not each search it.
    const close = start + comment[0].length > lastComment ? -1 : text.indexOf('*/', start + comment[0].length);
    const end = close < 0 ? undefined : /^\*\/\s{0,9}-?\}\}/.exec(text.slice(close, close + 16));
    return end ? close + end[0].length : lineFeed(text, start);
  }
  const sign = /"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])'|\}\}|\{\{/g;
  sign.lastIndex = start + 2;
  for (let match = sign.exec(text); match; match = sign.exec(text)) {
    if (match[0] === '{{') break;
    if (match[0] === '}}') return sign.lastIndex;
  }
  return lineFeed(text, start);
}
