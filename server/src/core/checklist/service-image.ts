import type { DeployedService } from '../deployment/deployment.ts';
import { builtFrom } from '../deployment/dockerfile-image.ts';
import { type DockerfileStage, lastStage, stageChain } from '../model/dockerfile.ts';
import type { Place } from '../model/place.ts';
import type { Context } from './context.ts';

type Files = Pick<Context, 'deployment'>;

/** The stages that make the image of a service, of its highest layer that builds one. */
function stagesOf(
  { layers }: DeployedService,
  { deployment }: Files,
): { readonly path: string; readonly stages: readonly DockerfileStage[] } | undefined {
  for (const { path, service } of layers.toReversed()) {
    const file = builtFrom(service, path, deployment.files);
    const wanted = service.build?.target?.text;
    const named = wanted === undefined ? undefined : file?.model.stages.find(({ name }) => name === wanted);
    const stage = named ?? (file && lastStage(file.model));
    if (file && stage) return { path: file.path, stages: stageChain(file.model, stage) };
  }
  return undefined;
}

/** The health check of the image that a service is built as; one of its own would count instead. */
export function checkOfImage(
  service: DeployedService,
  context: Files,
): { readonly path: string; readonly check: NonNullable<DockerfileStage['healthcheck']> } | undefined {
  const image = stagesOf(service, context);
  const check = image?.stages.findLast(({ healthcheck }) => healthcheck)?.healthcheck;
  return image && check && { path: image.path, check };
}

/** Where the image that a service is built as names its user, which counts where the service names none. */
export function userOfImage(service: DeployedService, context: Files): readonly Place[] {
  if (service.layers.some((layer) => layer.service.user)) return [];
  const image = stagesOf(service, context);
  const user = image?.stages.findLast((stage) => stage.user)?.user;
  return image && user ? [{ path: image.path, span: user.span }] : [];
}
