import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import { runsImageOf } from '../deployment/served-product.ts';
import { isTierName } from '../deployment/tier.ts';
import type { SourceFile } from '../model/source-file.ts';
import { insertEnvironment } from './insert-environment.ts';
import type { DeploymentRule, Problem } from './rule.ts';
import { commandProblems } from './service-command.ts';
import { isFalsy, isTruthy, productSays, replaceValue, sameCase, settingPlace } from './setting-problem.ts';

export const developmentMode: DeploymentRule = {
  id: 'development-mode',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'The program runs in development or demo mode where people reach it.',
  why: `Development modes show stack traces and source, accept insecure cookies and origins, skip start-up checks, and seed
accounts whose passwords are printed. Where other files say that this is production it is an error; where nothing says so
it is a warning. Files named for development are left at a hint.`,
  bad: { '.env': 'NODE_ENV=development\nPUBLIC_URL=https://app.example.org\n' },
  good: { '.env': 'NODE_ENV=production\nPUBLIC_URL=https://app.example.org\n' },
  references: [
    'https://expressjs.com/en/advanced/best-practice-performance.html#set-node_env-to-production',
    'https://cwe.mitre.org/data/definitions/489.html',
  ],

  *check({ deployment }) {
    for (const setting of deployment.settings) {
      const wanted = productionValue(setting);
      if (wanted === undefined) continue;
      const { key, product, variable } = setting;
      if (key === 'APP_ENV' && holdsSymfonyDefaults(deployment.files, setting.decided.path)) continue;
      const severity = deployment.productionMarker || (product && variable) ? 'error' : 'warning';
      const what =
        isChartSwitch(setting) || isDemoSwitch(setting)
          ? `The chart starts a development mode (${key})`
          : variable && variable.kind !== 'tier'
            ? `${key} turns on a mode that is not for production`
            : `${key} is not production`;
      yield {
        ...settingPlace(setting),
        message: `${what}.`,
        severity,
        fixes: replaceValue(setting, `Set ${key} to ${wanted}`, [wanted]),
      };
    }
    for (const service of deployment.services) yield* unsetTier(service, deployment);
    for (const file of deployment.files)
      for (const problem of commandProblems(
        { file, deployment },
        developmentCommand,
        'mode',
        'starts a development server',
      ))
        yield { ...problem, severity: deployment.productionMarker ? 'error' : 'warning' };
  },
};

/**
 * Symfony commits its `.env` as defaults for developers; what runs in production comes from the real environment, which
 * wins (https://symfony.com/doc/current/configuration.html#configuration-based-on-environment-variables).
 */
const holdsSymfonyDefaults = (files: readonly SourceFile[], path: string): boolean =>
  files.some(
    (file) =>
      file.path === path &&
      file.kind === 'dotenv' &&
      file.model.tree.comments.some(({ start, end }) => /^###> symfony\//.test(file.text.slice(start, end))),
  );

/** Commands that programs and frameworks have for developers alone. */
const developmentCommand =
  /\bstart-dev\b|\b(?:npm|pnpm|yarn|bun)(?:\s+run)?\s+(?:dev|develop|start:dev|serve:dev)(?![\w:-])|\b(?:next|nuxt|nuxi|astro|gatsby|strapi|medusa)\s+dev(?:elop)?\b|\bmanage\.py\s+runserver\b|\bflask\b.*\brun\b.*--(?:debug|reload)\b|\b(?:uvicorn|gunicorn)\b.*--reload\b|\bfastapi\s+dev\b|\bnodemon\b|\bts-node-dev\b|\bartisan\s+serve\b|\brails\s+s(?:erver)?\b.*(?:-e|--environment)[ =]development\b|\bserver\s+-dev\b|\bng\s+serve\b|\bwebpack(?:-dev-server|\s+serve)\b/;

const developmentValue = /^(?:dev|devel|develop|development|local|debug|demo)$/i;

/** As charts of Keycloak have it. */
const isChartSwitch = ({ setting: { source, pointer } }: EffectiveSetting): boolean =>
  source === 'helm-values' && pointer === '/production';

/** `dev: { enabled: true }` in the values of charts: the program keeps nothing, or asks nobody. */
const isDemoSwitch = ({ setting: { source, pointer } }: EffectiveSetting): boolean =>
  source === 'helm-values' && /\/(?:dev|demo)(?:Mode)?\/enabled$/.test(pointer);

/** What production needs instead; undefined where the value is fine, unknown, or no tier at all. */
function productionValue(setting: EffectiveSetting): string | undefined {
  const { key, value, variable, product } = setting;
  if (value === undefined || value === '') return undefined;
  if (variable) {
    if (variable.rule !== undefined && variable.rule !== 'development-mode') return undefined;
    const wanted = variable.production ?? 'production';
    // The product knows its words to the letter: `Production` and `prod` are not `production` to it.
    if (variable.kind === 'tier') return value === wanted ? undefined : wanted;
    return productSays(setting, 'development-mode') ? (variable.production ?? 'false') : undefined;
  }
  if (isChartSwitch(setting)) return isFalsy(value) ? 'true' : undefined;
  if (isDemoSwitch(setting)) return isTruthy(value) ? 'false' : undefined;
  if (!isTierName(key, product) || !developmentValue.test(value.trim())) return undefined;
  const short = /^(?:dev)$/i.test(value) && key === 'SPRING_PROFILES_ACTIVE';
  return sameCase(value, short ? 'prod' : 'production');
}

/** A product whose tier variable is set nowhere, and whose own default is not production. */
function* unsetTier(service: DeployedService, deployment: Deployment): Iterable<Problem> {
  const { product, primary, complete, name } = service;
  if (!product || !primary || !complete || !runsImageOf(service, product)) return;
  for (const [key, variable] of Object.entries(product.variables)) {
    if (
      variable.kind !== 'tier' ||
      variable.default === undefined ||
      variable.default === (variable.production ?? 'production')
    )
      continue;
    if (service.settings.some((setting) => setting.key === key)) continue;
    const wanted = variable.production ?? 'production';
    const edit = insertEnvironment(service, key, [wanted], deployment);
    yield {
      path: service.path,
      span: service.definition.nameSpan,
      message: `${key} is not set for '${name}', which then runs in ${variable.default} mode.`,
      fixes: edit ? [{ title: `Set ${key} to ${wanted}`, safe: false, edits: [edit] }] : [],
      subject: { setting: key, service: name },
      pointer: `/services/${name}/environment/${key}`,
    };
  }
}
