/**
 * Where the Lua code that begins at `from` meets the brace that closes its block; the text's end where none does. Strings, long
 * strings and comments hide braces, as they do for lua-nginx-module (https://github.com/openresty/lua-nginx-module#content_by_lua_block).
 */
export function endOfLua(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const char = text[at];
    if (char === '}') {
      if (depth === 0) return at;
      depth--;
      at++;
    } else if (char === '{') {
      depth++;
      at++;
    } else if (char === '"' || char === "'") {
      at = endOfString(text, at, char);
    } else if (char === '-' && text[at + 1] === '-') {
      const long = endOfLong(text, at + 2);
      const newline = text.indexOf('\n', at);
      at = long ?? (newline < 0 ? text.length : newline);
    } else if (char === '[') {
      at = endOfLong(text, at) ?? at + 1;
    } else {
      at++;
    }
  }
  return text.length;
}

/** A string ends with its line, so that one that is half typed takes no more. */
function endOfString(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at + 1;
    else if (text[at] === '\n') return at;
  }
  return text.length;
}

/** `[[ ]]`, `[=[ ]=]`. */
function endOfLong(text: string, start: number): number | undefined {
  if (text[start] !== '[') return undefined;
  let at = start + 1;
  while (text[at] === '=') at++;
  if (text[at] !== '[') return undefined;
  const close = `]${'='.repeat(at - start - 1)}]`;
  const end = text.indexOf(close, at + 1);
  return end < 0 ? text.length : end + close.length;
}
