/** A key as a JSON pointer has it (RFC 6901, section 3). Few keys have either sign, and there are thousands. */
export const escapePointer = (key: string): string =>
  /[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;

/** `/mcpServers/novamem/url` as people write it: `mcpServers.novamem.url`. */
export const dottedPath = (pointer: string): string =>
  pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
