import { configuredTier, type Settings } from './config.ts';
import { fileKind, jsonDialect } from './file-kind.ts';
import { readCron } from './model/cron.ts';
import { readIgnore } from './model/ignore.ts';
import { readLaunchd } from './model/launchd.ts';
import { readText } from './model/plain-text.ts';
import { readCaddyfile } from './model/read-caddyfile.ts';
import { readCompose } from './model/read-compose.ts';
import { readDockerfile } from './model/read-dockerfile.ts';
import { readDotenv } from './model/read-dotenv.ts';
import { readHelmTemplate } from './model/read-helm-template.ts';
import { readHelmValues } from './model/read-helm-values.ts';
import { readJson } from './model/read-json.ts';
import { readKubernetes } from './model/read-kubernetes.ts';
import { readKustomize } from './model/read-kustomize.ts';
import { readNginx } from './model/read-nginx.ts';
import { pm2Form, readPm2 } from './model/read-pm2.ts';
import { readSystemd } from './model/read-systemd.ts';
import { readTraefik } from './model/read-traefik.ts';
import { readShell } from './model/shell.ts';
import type { SourceFile } from './model/source-file.ts';
import { readWorkflow } from './model/workflow.ts';
import { isTextFileOf } from './product/text-file.ts';
import { readProjectFile } from './read-project-file.ts';
import { tierOfFile } from './tier-of-path.ts';

/** A text as it came from the disk or the editor. */
export interface InputFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The editor's language id, where an editor has the file open. */
  readonly language?: string;
}

/**
 * Reads a file into its model; undefined for files of no kind of ours. Broken text is normal input and gives a model too. Files
 * that `textGlobs` name are read as lines where they are of no other kind; what a Compose file includes is Compose's, whatever
 * its name says.
 */
export function readSource(
  { path, text, language }: InputFile,
  settings: Settings,
  textGlobs: readonly string[] = [],
  included?: 'compose',
): SourceFile | undefined {
  const kind = included ?? fileKind(path, text, language) ?? (isTextFileOf(path, textGlobs) ? 'text' : undefined);
  if (kind === undefined) return undefined;
  const facts = {
    path,
    text,
    tier: configuredTier(path, settings) ?? tierOfFile(path, kind),
    ...(language !== undefined && { language }),
    ...(included && { included: true as const }),
  };
  switch (kind) {
    case 'dotenv':
      return { ...facts, kind, model: readDotenv(text) };
    case 'compose':
      return { ...facts, kind, model: readCompose(text) };
    case 'caddyfile':
      return { ...facts, kind, model: readCaddyfile(text) };
    case 'nginx':
      return { ...facts, kind, model: readNginx(text) };
    case 'dockerfile':
      return { ...facts, kind, model: readDockerfile(text) };
    case 'pm2':
      return { ...facts, kind, model: readPm2(text, pm2Form(path)) };
    case 'systemd':
      return { ...facts, kind, model: readSystemd(text) };
    case 'traefik':
      return { ...facts, kind, model: readTraefik(text, /\.toml\b/i.test(path) ? 'toml' : 'yaml') };
    case 'ignore':
      return { ...facts, kind, model: readIgnore(text, path) };
    case 'text':
      return { ...facts, kind, model: readText(text) };
    case 'kubernetes':
      return { ...facts, kind, model: readKubernetes(text) };
    case 'helm-values':
      return { ...facts, kind, model: readHelmValues(text) };
    case 'helm-template':
      return { ...facts, kind, model: readHelmTemplate(text) };
    case 'kustomize':
      return { ...facts, kind, model: readKustomize(text) };
    case 'shell':
      return { ...facts, kind, model: readShell(text) };
    case 'cron':
      return { ...facts, kind, model: readCron(text, path) };
    case 'launchd':
      return { ...facts, kind, model: readLaunchd(text) };
    case 'workflow':
      return { ...facts, kind, model: readWorkflow(text) };
    case 'project':
      return { ...facts, kind, model: readProjectFile(path, text) };
    case 'json':
      return { ...facts, kind, model: readJson(text, jsonDialect(path, language)) };
  }
}
