/**
 * Text of a checklist for a Markdown tooltip. A workspace may bring checklists of its own, so images (which would fetch
 * from the network), HTML and links under another text are written out; emphasis, code and bare addresses stay.
 */
export const proseMarkdown = (text: string): string =>
  text
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\!<>[\]]/g, '\\$&')))
    .join('');
