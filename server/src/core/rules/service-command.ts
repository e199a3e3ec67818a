import { isManifest } from '../deployment/workload.ts';
import { lastStage } from '../model/dockerfile.ts';
import type { Problem } from './rule.ts';
import type { FileView } from './view.ts';

/**
 * A problem at each command that starts a container and that the pattern is found in: of a Compose file, a manifest, or the last
 * stage of a Dockerfile; `said` is what follows the name of what is started.
 */
export function* commandProblems(
  { file, deployment }: Pick<FileView, 'file' | 'deployment'>,
  pattern: RegExp,
  part: string,
  said: string,
): Iterable<Problem> {
  const { path } = file;
  if (file.kind === 'compose') {
    for (const { name, layers } of deployment.services) {
      for (const { path: home, service } of layers) {
        if (home !== path || !service.commandSpan || !pattern.test(service.command)) continue;
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
  if (isManifest(file)) {
    for (const { name, containers } of file.model.workloads) {
      for (const { command, commandWords, container } of containers) {
        const [first] = commandWords;
        if (!first || !pattern.test(command)) continue;
        yield {
          path,
          span: commandWords.find(({ value }) => pattern.test(value))?.span ?? first.span,
          message: `The command of '${container.name}' ${said}.`,
          subject: { service: name },
          pointer: `${container.pointer}/command/${part}`,
        };
      }
    }
  }
  if (file.kind !== 'dockerfile') return;
  const stage = lastStage(file.model);
  const command = [stage?.entrypoint, stage?.command].flatMap((one) => one?.text ?? []).join(' ');
  const place = stage?.command ?? stage?.entrypoint;
  if (!stage || !place || !pattern.test(command)) return;
  yield {
    path,
    span: place.span,
    message: `The command of the image ${said}.`,
    subject: { image: stage.base.reference.text },
    pointer: `/stages/${stage.index}/command/${part}`,
  };
}
