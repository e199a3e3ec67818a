/** The mark that begins a list item or a box, and what follows it. */
export interface ListMarker {
  readonly ordered: boolean;
  /** `tick`: a sign that marks what is done, and features in advertisements too. */
  readonly box: 'box' | 'tick' | undefined;
  readonly text: string;
}

const bullet = /^[-*+•◦▪▫‣⁃·●○](?=[\s\u00a0]|$)[\s\u00a0]*/;
const number =
  /^(?:\d{1,3}(?:\.\d{1,3})*[.)]|\(\d{1,3}\)|\d{1,2}(?:\.\d{1,2}){1,2}(?=[\s\u00a0]+[A-Z]))(?=[\s\u00a0]|$)[\s\u00a0]*/;
/** `[ ]`, `[x]`, `\[ \]`, and the characters that people and word processors write for boxes. */
const box =
  /^(?:\\?\[(?:[ \u00a0]{0,3}|[xX✓✔~-])\\?\](?!\()|\([ \u00a0]\)|[☐☑☒⬜⬛❏❐❑❒□▢🔲🔳]\ufe0f?)(?=[\s\u00a0]|$)[\s\u00a0]*/u;
const tick = /^[✅✔✓❌❎]\ufe0f?(?=[\s\u00a0]|$)[\s\u00a0]*/u;

/** Reads a line without its indentation; undefined for one that begins no item. */
export function readListMarker(line: string): ListMarker | undefined {
  const mark = bullet.exec(line)?.[0] ?? number.exec(line)?.[0];
  const rest = mark === undefined ? line : line.slice(mark.length);
  const boxed = box.exec(rest)?.[0];
  const ticked = boxed ?? tick.exec(rest)?.[0];
  if (mark === undefined && ticked === undefined) return undefined;
  return {
    ordered: mark !== undefined && /^[(\d]/.test(mark),
    box: boxed !== undefined ? 'box' : ticked !== undefined ? 'tick' : undefined,
    text: rest.slice(ticked?.length ?? 0),
  };
}

/** Whether a text is nothing but a box or a tick, as cells of tables are. */
export function isBox(text: string): boolean {
  const trimmed = text.trim();
  return trimmed !== '' && (box.exec(trimmed) ?? tick.exec(trimmed))?.[0] === trimmed;
}

/** The cells of a row; `\|` is a bar in one. */
export function splitRow(line: string): readonly string[] {
  const cells = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/);
  return cells.map((cell) => cell.replaceAll('\\|', '|').trim());
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  mdash: '—',
  ndash: '–',
  hellip: '…',
};

/** A text without Markdown's marks: what is emphasised, linked or code stays as its words. */
export function plainText(text: string): string {
  const codes: string[] = [];
  const kept = text.replace(/(`+)(?!`)(.+?)(?<!`)\1(?!`)/g, (_, __, code: string) => {
    codes.push(code.trim());
    return `\ue000${codes.length - 1}\ue000`;
  });
  return kept
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[\^[^\]]+\]/g, '')
    .replace(/\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)/g, '$1')
    .replace(/\[([^\]]+)\]\[[^\]]*\]/g, '$1')
    .replace(/<(https?:\/\/[^>\s]+)>/g, '$1')
    .replace(
      /<\/?(?:a|b|i|u|s|p|br|em|li|ul|ol|kbd|sub|sup|code|span|strong|small|input|label|details|summary|del|ins|img|div)\b[^>]*>/gi,
      ' ',
    )
    .replace(/(\*{1,3})(?=\S)([^*]*?\S)\1/g, '$2')
    .replace(/(?<![\w_])(_{1,3})(?=\S)(.*?\S)\1(?![\w_])/g, '$2')
    .replace(/~~(?=\S)(.*?\S)~~/g, '$1')
    .replace(/\{#[\w-]+\}\s*$/, '')
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>~])/g, '$1')
    .replace(/&(\w+);/g, (found, name: string) => entities[name] ?? found)
    .replace(/\ue000(\d+)\ue000/g, (_, index: string) => codes[Number(index)] ?? '')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
}
