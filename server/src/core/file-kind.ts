/**
 * What a path says about a file: its kind, and for JSON the dialect of its reader. Most files of a
 * repository are refused here, by path alone.
 */

export type FileKind =
  | 'dotenv'
  | 'compose'
  | 'json'
  | 'caddyfile'
  | 'nginx'
  | 'dockerfile'
  | 'pm2'
  | 'systemd'
  | 'traefik'
  | 'ignore'
  | 'text'
  | 'kubernetes'
  | 'helm-values'
  | 'helm-template'
  | 'kustomize'
  | 'shell'
  | 'cron'
  | 'launchd'
  | 'workflow'
  | 'project';

/** `example` files hold placeholders on purpose; everything unmarked counts as production. */
export type Tier = 'production' | 'staging' | 'development' | 'example';

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Language ids differ between extensions; each of these means the kind beside it. */
const kindOfLanguage: Readonly<Record<string, FileKind>> = {
  dotenv: 'dotenv',
  env: 'dotenv',
  caddyfile: 'caddyfile',
  dockercompose: 'compose',
  nginx: 'nginx',
  NGINX: 'nginx',
  dockerfile: 'dockerfile',
  ignore: 'ignore',
  'systemd-conf': 'systemd',
  'systemd-unit-file': 'systemd',
};

const dotenvName =
  /^(?:\.env(?:[._-].+)?|.+\.env|env\.(?:example|sample|template|dist)|.+\.env\.(?:example|sample|template|dist))$/i;
/** Where units of systemd keep their environment: `/etc/default/app`, `/etc/sysconfig/app`, `/etc/app/env`. */
const environmentPath = /(?:^|\/)etc\/(?:(?:default|sysconfig)\/[\w-]+|[\w.-]+\/env(?:ironment)?)$/;
const composeName =
  /^(?:(?:docker-)?compose(?:[._-].+)?|.+[._-](?:docker-)?compose)\.ya?ml(?:\.(?:example|sample|template|dist))?$/i;
const caddyfileName = /^(?:Caddyfile(?:[._-].+)?|.+\.caddy(?:file)?|.+[._-]Caddyfile)$/i;
/** `nginx.conf` and its like anywhere; any other `.conf` only in the folders that nginx reads. */
const nginxName =
  /^(?:nginx[\w.-]*\.conf|[\w.-]+\.nginx|[\w.-]+\.nginx\.conf|nginx\.conf)(?:\.(?:template|tmpl|example|sample))?$/i;
const nginxFolder =
  /(?:^|\/)(?:nginx|conf\.d|sites-available|sites-enabled|nginx\.d)\/(?:[\w.-]+\/)*[\w.-]+\.conf(?:\.(?:template|tmpl|example|sample))?$/i;
const nginxSite = /(?:^|\/)sites-(?:available|enabled)\/[\w.-]+$/i;

/** Scripts, notes and ignore files beside a Dockerfile begin with its name as well. */
const dockerfileName =
  /^(?:(?:Dockerfile|Containerfile)(?:[._-](?!(?:.*[._-])?(?:dockerignore|md|txt|sh|py|js|ts|ya?ml|json|toml|bak|orig)$).+)?|.+\.(?:dockerfile|containerfile))$/i;

/** Patterns of what git and the builder of images leave out. */
const ignoreName = /^(?:\.gitignore|\.dockerignore|.+\.dockerignore|\.containerignore)$/;

/** What PM2 takes for a declaration of processes (https://pm2.keymetrics.io/docs/usage/application-declaration/). */
const pm2Name =
  /^(?:(?:[\w-]+\.)*ecosystem(?:[._-][\w-]+)*\.(?:js|cjs|mjs|json|ya?ml)|pm2(?:[._-][\w-]+)*\.(?:json|ya?ml|config\.(?:js|cjs|mjs))|process(?:es)?\.(?:json|ya?ml)|[\w.-]+\.pm2\.(?:json|ya?ml)|pm2\.config\.(?:js|cjs|mjs))$/i;

const systemdName = /^[\w.@:\\-]+\.(?:service|timer|socket)(?:\.(?:example|sample|template|tmpl|j2|in))?$/;
const systemdDropIn = /(?:^|\/)[\w.@:\\-]+\.(?:service|timer|socket)\.d\/[\w.@:\\-]+\.conf$/;

/** The static configuration by its name; dynamic files have names of their own and are known by their text. */
const traefikName = /^traefik(?:[._-][\w-]+)*\.(?:ya?ml|toml)(?:\.(?:example|sample|template|dist))?$/i;
const traefikDynamic =
  /(?:^|\/)(?:(?:traefik(?:[._-][\w-]+)*|dynamic(?:[._-][\w-]+)*)\/(?:[\w.-]+\/)*[\w.-]+|dynamic[\w.-]*)\.(?:ya?ml|toml)$/i;
const traefikStaticText =
  /^(?:\[+\s*)?(?:entryPoints|providers|certificatesResolvers|api|accessLog|serversTransport|global|log|ping|metrics)\b[\w.\s\]]*[:\]]?[ \t]*(?:[{#].*)?\r?$/im;
const traefikDynamicText =
  /^(?:http|tcp|udp|tls):[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+(?:routers|services|middlewares|serversTransports|options|certificates|stores|models):|^[ \t]*\[+(?:http|tcp|udp)\.(?:routers|services|middlewares|serversTransports)\b|^[ \t]*\[+tls\.(?:options|certificates|stores)\b/im;

/** Private keys, and the logins of clusters and clouds; certificates have these names too. */
const credentialName =
  /^(?:.+\.(?:pem|key|ppk|kubeconfig)|id_(?:rsa|dsa|ecdsa|ed25519)|kubeconfig(?:\.ya?ml)?|(?:.+[._-])?credentials(?:\.json)?|application_default_credentials\.json|(?:.*[._-])?service[_-]?account.*\.json|(?:.*[._-])?sa[_-]key\.json|gcp[_-]?key.*\.json)$/i;
const kubeFolder = /(?:^|\/)\.kube\/config$/;

/** A file that holds a private key or a login, if its text does. */
export const isCredentialName = (path: string): boolean => credentialName.test(baseName(path)) || kubeFolder.test(path);
const credentialText =
  /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY|^[ \t-]*(?:client-key-data|token|password):|aws_secret_access_key|"(?:private_key|refresh_token|client_secret)"/m;

const jsonName = /^(?:appsettings.*|daemon|.*config.*|\.mcp|mcp|secureclaw|openclaw|clawdbot)\.(?:json|jsonc|json5)$/i;
/** The names that node-config and its like read in a folder `config`; `default.json` holds what the others replace. */
const jsonConfig =
  /(?:^|\/)(?:config|conf|settings)\/(?:production|prod|staging|local|app|server|database|settings|secrets)\.json[c5]?$/i;
/** Gateways of agents, which read JSON5 whatever the file is called (https://github.com/openclaw/openclaw). */
const json5Name = /(?:\.json5|(?:^|\/)(?:secureclaw|openclaw|clawdbot)\.json)$/i;

/** Of compilers, editors and package tools: nothing in them is deployed. PM2 reads its files as JavaScript. */
const toolJson =
  /^(?:(?:ts|js)config.*|package.*|.*lock.*|.*\.schema|.*schema.*|(?:babel|eslint|prettier|jest|vite|vitest|rollup|webpack|biome|nodemon|nx|turbo|lerna|renovate|commitlint|release|typedoc|karma|cypress|playwright|tslint|stylelint|postcss|tailwind|metro|app)\.config|(?:tauri|next|nuxt|angular|capacitor|ionic|cspell|knip|api-extractor|rush|components|jsdoc|mocharc|vs)\.?conf(?:ig)?.*|\.(?:eslint|prettier|babel|stylelint|markdownlint|release|commitlint|swc)(?:rc|config)?.*|devcontainer.*|launch|tasks|extensions|ecosystem.*|pm2.*|.*\.pm2)\.(?:json|jsonc|json5)$/i;
const toolFolder = /(?:^|\/)(?:\.vscode|\.idea|\.github|\.devcontainer|locales?|i18n|lang|translations?|messages)\//i;

/** Top-level `services:` with an image or a build somewhere below: Compose under another name. */
const composeContent = /^services:[ \t]*(?:#.*)?\r?$/m;
const composeService =
  /^[ \t]{1,8}(?:image|build|extends|container_name|depends_on|env_file|network_mode|cap_add|restart|ports|healthcheck):/m;
/** Documents of other YAML dialects that may have a `services` key too. */
const otherYaml = /^(?:apiVersion|kind|on|jobs|stages|pipelines?|swagger|openapi|AWSTemplateFormatVersion):/m;

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
const kustomizeName = /^kustomization(?:\.ya?ml)?$/i;
/** The name that Helm reads by itself; others are handed to it, and their text has to look like a chart's. */
const helmValuesName = /^values\.yaml$/;
const helmValuesLike = /^(?:values(?:[._-].+)?|.+[._-]values)\.ya?ml$/i;
const helmValuesContent =
  /^[ \t]*(?:image|repository|replicas|replicaCount|ingress|service|serviceAccount|resources|nodeSelector|tolerations|affinity|pod\w+|securityContext|global|\w+Override|imagePullSecrets|autoscaling|persistence|extraEnv\w*|env|auth|existingSecret):/m;
const helmFolder = /(?:^|\/)templates\/(?:[^/]+\/)*[^/]+\.(?:ya?ml|tpl)$/i;
/** Of the objects that Helm hands to templates (https://helm.sh/docs/chart_template_guide/builtin_objects/). */
const helmAction =
  /\{\{[^{}]*(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\b(?:define|include|template) ")/;

/** Scripts: by their ending, or without one in the folders that keep programs. */
const shellName = /\.(?:sh|bash|ksh|zsh)(?:\.(?:example|sample|template|dist))?$/i;
const programFolder =
  /(?:^|\/)(?:scripts?|bin|sbin|deploy|ops|backups?|tools|cron\.(?:hourly|daily|weekly|monthly))\/(?:[\w.-]+\/)*[\w-]+$/;
const shebang = /^#![ \t]*\S*\/(?:env[ \t]+(?:-S[ \t]+)?)?(?:ba|da|a|k|z)?sh\b/;
/** Programs and words that a script uses which saves, restores or checks data; all others are left alone. */
const savingText =
  /\b(?:pg_dump(?:all)?|pg_basebackup|pg_restore|pgbackrest|wal-[ge]|barman|sqlite3|litestream|restic|borg|kopia|duplicity|rclone|tar|rsync|zip|cp)\b|back-?up|restore/i;

/** Tables of cron (crontab(5)); BusyBox keeps one a user in `crontabs`. */
const cronName =
  /(?:^|\/)(?:(?:[\w.-]*[._-])?crontab(?:[._-](?:txt|prod|production|staging|dev|local|example|sample|template|dist|root|backups?|in))*|[\w.-]+\.cron(?:tab)?(?:\.(?:example|sample|template|dist))?|(?:cron\.d|crontabs)\/[\w-]+)$/i;
const cronText = /^[ \t]*#*[ \t]*(?:@\w+|(?:[\d*][\d*,/-]*[ \t]+){2})/m;

/** Named by its label, which is a reversed domain (launchd.plist(5)). */
const launchdName = /(?:^|\/)[\w-]+(?:\.[\w-]+){2,}\.plist$/;
const launchdText = /<key>[ \t]*Program(?:Arguments)?[ \t]*<\/key>/;

const workflowName = /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/;
const workflowText = /^[ \t]*-?[ \t]*schedule:|\bschedule:[ \t]*\[/m;

/** Kinds that only tell whether something is backed up, and when. */
export type JobKind = 'shell' | 'cron' | 'launchd' | 'workflow';

export const jobKinds: ReadonlySet<FileKind> = new Set<JobKind>(['shell', 'cron', 'launchd', 'workflow']);

const isJobPath = (path: string): boolean =>
  (shellName.test(path) ||
    programFolder.test(path) ||
    cronName.test(path) ||
    launchdName.test(path) ||
    workflowName.test(path)) &&
  !ownFolder.test(path);

function jobKind(path: string, text: string): JobKind | undefined {
  if (workflowName.test(path)) return workflowText.test(text) ? 'workflow' : undefined;
  if (launchdName.test(path)) return launchdText.test(text) ? 'launchd' : undefined;
  if (cronName.test(path)) return cronText.test(text) ? 'cron' : undefined;
  const isShell = shellName.test(path) || (programFolder.test(path) && shebang.test(text));
  return isShell && savingText.test(text) ? 'shell' : undefined;
}

const kubernetesVersion =
  /^["']?apiVersion["']?:[ \t]*["']?(?:(?:apps|batch|extensions|policy|autoscaling|[\w-]+(?:\.[\w-]+)+)\/)?v\d+(?:(?:alpha|beta)\d+)?["']?[ \t]*(?:#.*)?\r?$/m;
const kubernetesKind = /^["']?kind["']?:[ \t]*["']?[A-Z]\w+["']?[ \t]*(?:#.*)?\r?$/m;

/** The first entry of a JSON patch that is written as YAML. */
const operation =
  /^-[ \t]+(?=[^#]{0,300}\bop["']?:[ \t]*["']?(?:add|replace|remove)\b)[^#]{0,300}?\bpath["']?:[ \t]*["']?\//m;

/** Both on the top level of the text: an object of Kubernetes or of one of its extensions; or a patch of some. */
const isKubernetes = (text: string): boolean =>
  (kubernetesVersion.test(text) && kubernetesKind.test(text)) || operation.test(text);

/** The kind that the path alone gives; undefined for the files that are not ours. */
export function kindOfPath(path: string): FileKind | undefined {
  // Our own files say how to judge a deployment; they are no part of it.
  if (ownFolder.test(path)) return projectFile.test(path) ? 'project' : undefined;
  const name = baseName(path);
  if (dotenvName.test(name) || environmentPath.test(path)) return 'dotenv';
  if (composeName.test(name)) return 'compose';
  if (caddyfileName.test(name)) return 'caddyfile';
  if (ignoreName.test(name)) return 'ignore';
  if (dockerfileName.test(name)) return 'dockerfile';
  if (pm2Name.test(name)) return 'pm2';
  if (traefikName.test(name) || traefikDynamic.test(path)) return 'traefik';
  if (systemdName.test(name) || systemdDropIn.test(path)) return 'systemd';
  if (nginxName.test(name) || nginxFolder.test(path) || nginxSite.test(path)) return 'nginx';
  if (kustomizeName.test(name)) return 'kustomize';
  if (helmValuesName.test(name) && !toolFolder.test(path)) return 'helm-values';
  if (isCredentialName(path)) return 'text';
  if ((jsonName.test(name) || jsonConfig.test(path)) && !toolJson.test(name) && !toolFolder.test(path)) return 'json';
  return undefined;
}

const ownFolder = /(?:^|\/)\.seaworthy\//;
const projectFile = /^\.seaworthy\/(?:(?:config|baseline)\.json|attestations\.yaml|checklists\/[^/]+\.ya?ml)$/;

/** A site of nginx in a file of any name, as it is mounted into a container. */
const siteName = /\.conf(?:\.template)?$/i;
const siteText = /^[ \t]*server[ \t]*\{[^}]{0,2000}?\b(?:listen|server_name)[ \t][^;{}]*;/m;

/** True for a file that only its text can place: a YAML file of an unknown name, a template of a chart, a script, a site. */
export const needsContent = (path: string): boolean => needsYamlContent(path) || isJobPath(path) || siteName.test(path);

const needsYamlContent = (path: string): boolean =>
  (/\.ya?ml$/i.test(path) || helmFolder.test(path)) &&
  !composeName.test(baseName(path)) &&
  !toolFolder.test(path) &&
  !ownFolder.test(path);

/** Names that other programs use as well: the text has to look like it. D-Bus and Avahi have services too. */
const contentOf: Readonly<Partial<Record<FileKind, RegExp>>> = {
  systemd: /^[ \t]*\[(?:Unit|Service|Install|Socket|Timer)\]?[ \t]*\r?$/m,
  text: credentialText,
  pm2: /\b(?:apps|script|exec_mode|instances)\b/,
  traefik: new RegExp(`${traefikStaticText.source}|${traefikDynamicText.source}`, 'im'),
};

/** The kind of a file from its path, then the editor's language id, then for YAML its content. */
export function fileKind(path: string, text: string | undefined, language?: string): FileKind | undefined {
  const named = kindOfPath(path) ?? (language === undefined ? undefined : kindOfLanguage[language]);
  const isOther =
    named !== undefined &&
    text !== undefined &&
    (contentOf[named]?.test(text) === false || (named === 'traefik' && otherYaml.test(text)));
  const known = isOther ? undefined : named;
  if (text === undefined) return known;
  if (known === undefined && siteName.test(path) && siteText.test(text)) return 'nginx';
  if (!needsYamlContent(path)) return known ?? (isJobPath(path) ? jobKind(path, text) : undefined);
  // Named for a chart's values, and an object of a cluster all the same.
  if (known === 'helm-values') return isKubernetes(text) ? 'kubernetes' : known;
  if (known !== undefined) return known;
  if (helmFolder.test(path) && helmAction.test(text)) return 'helm-template';
  if (isKubernetes(text)) return 'kubernetes';
  if (helmValuesLike.test(baseName(path)) && helmValuesContent.test(text)) return 'helm-values';
  return composeContent.test(text) && composeService.test(text) && !otherYaml.test(text) ? 'compose' : undefined;
}

/**
 * What the consumer of a JSON file accepts. Docker's own `daemon.json` is strict; .NET reads comments; of other
 * configuration files the reader is unknown, and then comments are not held against them.
 */
export function jsonDialect(path: string, language?: string): 'json' | 'jsonc' | 'json5' {
  if (json5Name.test(path) || language === 'json5') return 'json5';
  return baseName(path).toLowerCase() === 'daemon.json' ? 'json' : 'jsonc';
}
