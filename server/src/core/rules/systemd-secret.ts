import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { SystemdModel } from '../model/systemd.ts';
import { secretRole } from '../secrets/role.ts';
import type { Problem } from './rule.ts';
import type { DeploymentView } from './view.ts';

/** Secrets that systemd reads otherwise than they are written, in units and in the env files of their services. */
export function* systemdProblems({ deployment }: DeploymentView): Iterable<Problem> {
  const read = new Set(deployment.processes.flatMap(({ kind, envFiles }) => (kind === 'systemd' ? envFiles : [])));
  const shared = new Set(deployment.services.flatMap(({ envFiles }) => envFiles));
  for (const file of deployment.files) {
    if (file.kind === 'systemd' && deployment.tierOf(file.path) !== 'example') yield* inUnit(file, file.model);
    if (file.kind !== 'dotenv' || !read.has(file.path) || shared.has(file.path)) continue;
    for (const setting of file.model.rawSettings) {
      if (secretRole(setting.key) === undefined) continue;
      const { text, valueSpan } = setting;
      const cut = /^([^"'\s#]+)\s+#/.exec(text)?.[1];
      if (cut !== undefined && setting.exact) {
        const edits = [{ path: file.path, span: valueSpan, text: [{ moved: cut }] }];
        yield {
          ...placeOf(file, setting),
          message: `systemd takes the comment behind ${setting.key} for a part of it.`,
          fixes: [{ title: 'Remove the comment', safe: false, edits }],
        };
      } else if (/^[^"'].*\\/.test(text)) {
        yield { ...placeOf(file, setting), message: `systemd drops the backslash in ${setting.key}.` };
      }
    }
  }
}

const placeOf = ({ path }: SourceFile, setting: Setting): Pick<Problem, 'path' | 'span' | 'pointer' | 'subject'> => ({
  path,
  span: setting.valueSpan,
  pointer: setting.pointer,
  subject: { setting: setting.key },
});

/** An escape that becomes another character; a doubled backslash is one. */
const escaped = /(?<!\\)(?:\\\\)*\\[abfnrtvsxuU0-7]/;

function* inUnit(file: SourceFile, { environment, strays }: SystemdModel): Iterable<Problem> {
  for (const setting of environment) {
    if (secretRole(setting.key) === undefined) continue;
    const specifiers = setting.template.parts.flatMap((part) => (typeof part === 'string' ? [] : [part]));
    // A path below a folder that systemd knows is meant: `%d/token`.
    if (specifiers.length > 0 && !/^%[A-Za-z](?:\/|$)/.test(setting.text)) {
      const edits = specifiers.map(({ span }) => ({
        path: file.path,
        span: { start: span.start, end: span.start },
        text: ['%'],
      }));
      yield {
        ...placeOf(file, setting),
        message: `systemd replaces ${specifiers.length > 1 ? 'the specifiers' : 'a specifier'} that begin${specifiers.length > 1 ? '' : 's'} with a percent sign in ${setting.key}.`,
        fixes: [{ title: 'Write each percent sign twice', safe: false, edits }],
      };
    } else if (escaped.test(file.text.slice(setting.valueSpan.start, setting.valueSpan.end))) {
      yield { ...placeOf(file, setting), message: `systemd reads a backslash in ${setting.key} as an escape.` };
    }
  }
  for (const { setting, span } of strays) {
    if (secretRole(setting.key) === undefined) continue;
    const isPlain = !/["'\\]/.test(file.text.slice(setting.span.start, span.end));
    const quote = (at: number) => ({ path: file.path, span: { start: at, end: at }, text: ['"'] });
    yield {
      ...placeOf(file, setting),
      message: `systemd ends ${setting.key} at the blank behind it.`,
      fixes: isPlain
        ? [{ title: 'Put the assignment in quotes', safe: false, edits: [quote(setting.span.start), quote(span.end)] }]
        : [],
    };
  }
}
