import type { DeployedService } from '../deployment/deployment.ts';
import { builtFrom } from '../deployment/dockerfile-image.ts';
import { type DockerfileStage, lastStage, stageChain } from '../model/dockerfile.ts';
import type { Context } from './context.ts';

/** The health check of the image that a service is built as; one of its own would count instead. */
export function checkOfImage(
  { layers }: DeployedService,
  { deployment }: Pick<Context, 'deployment'>,
): { readonly path: string; readonly check: NonNullable<DockerfileStage['healthcheck']> } | undefined {
  for (const { path, service } of layers.toReversed()) {
    const file = builtFrom(service, path, deployment.files);
    const wanted = service.build?.target?.text;
    const stage =
      file && (file.model.stages.find(({ name }) => name !== undefined && name === wanted) ?? lastStage(file.model));
    const check =
      file && stage && stageChain(file.model, stage).findLast(({ healthcheck }) => healthcheck)?.healthcheck;
    if (check) return { path: file.path, check };
  }
  return undefined;
}
