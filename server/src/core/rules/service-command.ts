import type { Problem } from './rule.ts';
import type { FileView } from './view.ts';

/** A problem at each command of a Compose file that the pattern is found in; `said` is what follows the service's name. */
export function* commandProblems(
  { file, deployment }: FileView,
  pattern: RegExp,
  part: string,
  said: string,
): Iterable<Problem> {
  if (file.kind !== 'compose') return;
  for (const { name, layers } of deployment.services) {
    for (const { path, service } of layers) {
      if (path !== file.path || !service.commandSpan || !pattern.test(service.command)) continue;
      yield {
        path,
        span: service.commandSpan,
        message: `The command of '${name}' ${said}.`,
        subject: { service: name },
        pointer: `/services/${name}/command/${part}`,
      };
    }
  }
}
