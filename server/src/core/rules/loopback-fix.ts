import type { PublishedPort } from '../deployment/published-port.ts';
import type { SourceFile } from '../model/source-file.ts';
import { type Edit, lineEnding } from '../text.ts';
import type { Fix } from './rule.ts';

/** `127.0.0.1:` in front of a short port, `host_ip` in a long one. */
export function loopbackFixes({ address, missingIp, path }: PublishedPort, file: SourceFile): readonly Fix[] {
  const edit: Edit | undefined = address
    ? { path, span: address.span, text: [address.text] }
    : missingIp && {
        path,
        span: { start: missingIp.offset, end: missingIp.offset },
        text: [hostIp(missingIp, file.text)],
      };
  return edit ? [{ title: 'Publish on 127.0.0.1 only', safe: false, edits: [edit] }] : [];
}

function hostIp({ offset, flow }: { offset: number; flow: boolean }, text: string): string {
  if (flow) return ', host_ip: 127.0.0.1';
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const column = /^[ \t]*(?:-[ \t]+)*/.exec(text.slice(start, offset))?.[0].length ?? 0;
  return `${lineEnding(text)}${' '.repeat(column)}host_ip: 127.0.0.1`;
}
