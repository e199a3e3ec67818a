import type { FileKind, Tier } from './file-kind.ts';

const exampleToken = /^(?:examples?|sample|samples|template|templates|tmpl|tpl|dist|default|defaults|skeleton|stub)$/;
const developmentToken =
  /^(?:dev|devel|development|local|localhost|override|debug|quickstart|demo|test|tests|testing|ci|e2e|sandbox|playground)$/;
const stagingToken = /^(?:staging|stage|stg|uat|preprod|preview|qa)$/;
const productionToken = /^(?:prod|production|live)$/;
const exampleFolder =
  /^(?:docs?|documentation|tests?|testdata|__tests__|spec|specs|fixtures?|examples?|samples?|templates?|e2e|cypress|stubs?|\{\{.*\}\})$/i;
const developmentFolder = /^(?:\.?devcontainer|ci|\.?circleci|dev|development|local|demo|quickstart|sandbox)$/i;

/**
 * The tier that the path says. The folder marks examples and development, the file's name every tier; a name beats a folder,
 * and `example` beats every other word of the name (`.env.production.example`).
 */
export function tierOfPath(path: string): Tier {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  const tokens = name.toLowerCase().split(/[._-]+/);
  if (tokens.some((token) => exampleToken.test(token))) return 'example';
  if (folders.some((folder) => exampleFolder.test(folder))) return 'example';
  if (tokens.some((token) => productionToken.test(token))) return 'production';
  if (tokens.some((token) => stagingToken.test(token))) return 'staging';
  if (tokens.some((token) => developmentToken.test(token))) return 'development';
  if (folders.some((folder) => developmentFolder.test(folder))) return 'development';
  return 'production';
}

/**
 * The tier of a file of a known kind: a chart keeps what it deploys in a folder `templates`, and so does the image of nginx, which
 * fills in `*.conf.template`; `override.conf` is what `systemctl edit` writes, nginx answers with `default.conf` or `default`,
 * and a job of launchd has a domain as its name.
 */
export function tierOfFile(path: string, kind: FileKind): Tier {
  switch (kind) {
    case 'helm-template':
    case 'kubernetes':
      return tierOfPath(path.replace(/(^|\/)templates\//g, '$1'));
    case 'systemd':
      return tierOfPath(path.replace(/\.d\/(?:\d+-)?override\.conf$/, '.d/settings.conf'));
    case 'nginx':
      return tierOfPath(
        path
          .replace(/(?:(^|\/)templates\/)?([^/]+\.conf)\.template$/, '$1$2')
          .replace(/(^|\/)default(?=(?:\.conf)?$)/, '$1site'),
      );
    case 'launchd':
      return tierOfPath(path.replace(/[^/]+$/, 'job.plist'));
    default:
      return tierOfPath(path);
  }
}

/** The file's name says production, not merely nothing else. */
export const namesProduction = (path: string): boolean =>
  tierOfPath(path) === 'production' &&
  path
    .slice(path.lastIndexOf('/') + 1)
    .toLowerCase()
    .split(/[._-]+/)
    .some((token) => productionToken.test(token));
