import type { ComposeVolume } from '../model/compose.ts';
import type { SourceFile } from '../model/source-file.ts';
import { removeLines, wholeLines } from './remove-lines.ts';
import type { Fix } from './rule.ts';

/** Takes a volume out of a service, and the list with its last one; nothing where it shares its line. */
export function removeVolume(
  { span, list, only, flow }: ComposeVolume,
  { path, text }: SourceFile,
  title: string,
): readonly Fix[] {
  const last = only && !flow ? wholeLines(text, list) : undefined;
  const edit =
    last && /^\s*volumes:\s*$/.test(text.slice(last.start, span.start).replace(/-\s*["']?$/, ''))
      ? { path, span: last, text: [] }
      : only
        ? undefined
        : flow
          ? undefined
          : removeLines(path, text, span);
  return edit ? [{ title, safe: false, edits: [edit] }] : [];
}
