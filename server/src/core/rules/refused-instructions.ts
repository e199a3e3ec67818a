import type { Dockerfile } from '../deployment/dockerfile-image.ts';
import type { DockerfileCopy, DockerfileStage } from '../model/dockerfile.ts';
import type { Problem } from './rule.ts';

/** Instructions that are spelt as they should be, and that a builder does not carry out (https://docs.docker.com/reference/dockerfile/). */
export function* refusedInstructions({ path, model }: Dockerfile): Iterable<Problem> {
  for (const stage of model.stages) {
    const pointer = `/stages/${stage.index}`;
    for (const { port, span, text } of stage.exposes) {
      const last = Number(/^\d+-(\d+)/.exec(text)?.[1] ?? port);
      if (port === undefined || Math.max(port, last) <= 65_535) continue;
      yield { path, span, message: `There is no port ${text}: the last one is 65535.`, pointer: `${pointer}/EXPOSE` };
    }
    for (const [index, copy] of stage.copies.entries()) {
      const place = { path, pointer: `${pointer}/copies/${index}` };
      if (copy.from && isOfItself(copy.from.value, stage))
        yield {
          ...place,
          span: copy.from.entry,
          message: `The stage ${stage.name ?? stage.index} is not made yet: nothing can be copied from it here.`,
        };
      const target = unclearTarget(copy, stage);
      if (target === undefined) continue;
      const end = { start: target.span.end, end: target.span.end };
      yield {
        ...place,
        span: target.span,
        message: `Several sources are copied to ${target.value}, which has to end with a slash to be a folder.`,
        // Builders differ: one refuses, one copies each over the other, and both are content with a folder that is there.
        severity: 'warning',
        fixes: [{ title: 'End it with a slash', safe: true, edits: [{ path, span: end, text: ['/'] }] }],
      };
    }
  }
}

const isOfItself = (from: string, { name, index }: DockerfileStage): boolean =>
  from === String(index) || (name !== undefined && from.toLowerCase() === name.toLowerCase());

/** The folder that it works in is there already; a reference may end with a slash. */
function unclearTarget(
  { sources, target }: DockerfileCopy,
  { workdir }: DockerfileStage,
): DockerfileCopy['target'] | undefined {
  if (!target || sources.length < 2) return undefined;
  return /(?:^|[/\\])\.{0,2}$|\$/.test(target.value) || target.value === workdir?.value ? undefined : target;
}
