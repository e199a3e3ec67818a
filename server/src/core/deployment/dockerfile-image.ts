import type { ComposeService } from '../model/compose.ts';
import { type DockerfileStage, lastStage, stageChain } from '../model/dockerfile.ts';
import { isOfficialImage } from '../model/official-image.ts';
import { joinPath } from '../model/path.ts';
import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { DeployedService, DetectedProduct } from './deployment.ts';
import { decidingSegment, type EffectiveSetting, resolve, type Segment } from './effective.ts';
import { effectiveSetting } from './effective-setting.ts';
import { lookupAmong } from './environment.ts';

export type Dockerfile = Extract<SourceFile, { kind: 'dockerfile' }>;

/** An image from a registry that a stage builds on, after `ARG` defaults; the value is undefined where one has none. */
export interface BaseImage {
  readonly stage: DockerfileStage;
  readonly value: string | undefined;
  readonly decided: Segment;
  readonly segments: readonly Segment[];
}

export function baseImages({ path, model }: Dockerfile): readonly BaseImage[] {
  const lookup = lookupAmong(path, model.args);
  return model.stages.flatMap((stage) => {
    const { kind, reference } = stage.base;
    if (kind !== 'registry') return [];
    const resolution = resolve(reference.template, { path, setting: reference }, lookup);
    // A build may hand over a context under such a name (https://docs.docker.com/reference/cli/docker/buildx/build/#build-context).
    if (/^[\w.-]+$/.test(resolution.value ?? '') && !isOfficialImage(resolution.value ?? '')) return [];
    return [
      {
        stage,
        value: resolution.value,
        segments: resolution.segments,
        decided: decidingSegment(resolution, path, reference),
      },
    ];
  });
}

/** `ARG` and `ENV` of a stage and what it is built on, in the file's order; `ARG NAME` takes the default from before the first `FROM`. */
function scopeOf({ model }: Dockerfile, stage: DockerfileStage): readonly Setting[] {
  return stageChain(model, stage)
    .flatMap(({ args, env }) => [...args, ...env])
    .toSorted((a, b) => a.span.start - b.span.start)
    .map((setting) =>
      setting.inherited
        ? (model.args.findLast(({ key, inherited }) => key === setting.key && !inherited) ?? setting)
        : setting,
    );
}

/**
 * What the image that the file makes sets in its environment: `ENV` of the last stage and of those that it builds on. A name
 * that a service built here sets itself is left out: the service's own value counts.
 */
export function imageSettings(
  file: Dockerfile,
  services: readonly DeployedService[],
  detected: readonly DetectedProduct[],
): readonly EffectiveSetting[] {
  const stage = lastStage(file.model);
  if (!stage) return [];
  const lookup = lookupAmong(file.path, scopeOf(file, stage));
  const overridden = new Set(
    services
      .filter(({ layers }) => layers.some(({ service }) => service.built))
      .flatMap(({ settings }) => settings.map(({ key }) => key)),
  );
  const env = stageChain(file.model, stage).flatMap((one) => one.env);
  return [...new Map(env.map((setting) => [setting.key, setting])).values()].flatMap((setting) =>
    overridden.has(setting.key)
      ? []
      : effectiveSetting(setting.key, file.path, setting, lookup, undefined, undefined, detected),
  );
}

/** The path of the Dockerfile that a service of a Compose file is built from. */
export function dockerfilePath({ build }: ComposeService, path: string): string | undefined {
  return build && joinPath(path, `${build.context?.text ?? '.'}/${build.dockerfile?.text ?? 'Dockerfile'}`);
}

/** That file, where it is there. */
export function builtFrom(service: ComposeService, path: string, files: readonly SourceFile[]): Dockerfile | undefined {
  const wanted = dockerfilePath(service, path);
  if (wanted === undefined) return undefined;
  return files.find((file): file is Dockerfile => file.kind === 'dockerfile' && file.path === wanted);
}
