import type { EffectiveSetting } from '../deployment/effective.ts';
import { clusterFlagProblems } from './cluster-flags.ts';
import type { FileRule } from './rule.ts';
import { commandProblems } from './service-command.ts';
import { plainName } from './setting-name.ts';
import { isFalsy, isTruthy, productSays, replaceValue, settingPlace, switchLike } from './setting-problem.ts';
import { switchOff, traefikIn, traefikProblem } from './traefik-place.ts';

export const debugEndpointEnabled: FileRule = {
  id: 'debug-endpoint-enabled',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'operation',
  summary: 'A debugger, profiler or debug page is on where people reach the program.',
  why: `Debug pages show source, settings and secrets with every error; Flask's runs whatever is typed into it. Profilers and open
actuators tell memory and take the program down. They belong to a developer's machine.`,
  bad: { '.env': 'APP_DEBUG=true\n' },
  good: { '.env': 'APP_DEBUG=false\n' },
  references: [
    'https://docs.djangoproject.com/en/stable/ref/settings/#debug',
    'https://flask.palletsprojects.com/en/stable/debugging/',
    'https://cwe.mitre.org/data/definitions/489.html',
  ],

  *check(view) {
    yield* clusterFlagProblems(view.file, 'debug-endpoint-enabled', view.profile);
    for (const setting of view.settings) {
      const { key, value, variable } = setting;
      if (value === undefined || value === '') continue;
      const isOn =
        opensDebugger(setting) ||
        (variable ? productSays(setting, 'debug-endpoint-enabled') : isDebugging(setting, value));
      if (!isOn) continue;
      const off = variable?.production ?? (isTruthy(value) || isFalsy(value) ? switchLike(value, false) : undefined);
      yield {
        ...settingPlace(setting),
        message: `${key} switches debugging on.`,
        fixes: off === undefined ? [] : replaceValue(setting, `Set ${key} to ${off}`, [off]),
      };
    }
    for (const source of traefikIn(view)) {
      const debug = source.static?.api.debug;
      if (debug?.value !== true) continue;
      const message = 'Traefik’s API offers its profiler and variables (api.debug).';
      yield traefikProblem(source, debug, 'api/debug', message, switchOff(view.file, debug, 'api.debug'));
    }
    yield* commandProblems(view, openDebugger, 'debugger', 'opens a debugger on every address');
  },
};

const debugName =
  /^(?!(?:[A-Z0-9]+_)*(?:DISABLED?|NO|SKIP|WITHOUT)_)(?:(?:[A-Z0-9]+_)*(?:APP|FLASK|DJANGO|WP|SERVER|WEB|API|RAILS|SYMFONY|LARAVEL|STARLETTE|FASTAPI)_DEBUG|DEBUG|APP_DEBUG_MODE|DEBUG_MODE|ENABLE_DEBUG|DEBUG_ENABLED|(?:[A-Z0-9]+_)*(?:PPROF|PROFILER|PROFILING)(?:_ENABLED?)?|ENABLE_P(?:PROF|ROFILER|ROFILING)|(?:[A-Z0-9]+_)*DEBUG_TOOLBAR(?:_ENABLED)?|ENABLE_DEBUG_TOOLBAR|DISPLAY_ERRORS|PHP_DISPLAY_ERRORS|GRAPHQL_PLAYGROUND(?:_ENABLED)?|ENABLE_PLAYGROUND|GRAPHIQL(?:_ENABLED)?)$/i;

/** The switch of one program, by its name; what a library prints of its own doings is another matter. */
const programDebug =
  /^(?!(?:SQL|SQLALCHEMY|DB|DATABASE|MYSQL|POSTGRES|MONGO|REDIS|CACHE|QUERY|SMTP|MAIL|EMAIL|IMAP|LDAP|S3|AWS|GCS|HTTP|HTTPS|GRPC|TLS|SSL|CURL|GIT|NPM|NODE|LOG|LOGS|LOGGING|AUTH|OIDC|OAUTH|SAML|MQTT|KAFKA|AMQP|CELERY|DNS|PROXY|BUILD|TEST|CI|ENTRYPOINT|INIT|S6|NO|NOT|DISABLE|SKIP)_)[A-Z][A-Z0-9]*_DEBUG$/;

/** Options that a virtual machine takes from its environment. */
const opensDebugger = ({ key, value = '' }: EffectiveSetting): boolean =>
  /^(?:NODE_OPTIONS|(?:_?JAVA|CATALINA|MAVEN|GRADLE|JVM)_(?:TOOL_)?OPT(?:ION)?S)$/.test(key) &&
  openDebugger.test(value);

/** `DEBUG=app:*` chooses log lines in Node programs, so only a switch counts. */
function isDebugging(setting: EffectiveSetting, value: string): boolean {
  const isOn = isTruthy(value);
  if (!isOn && !/debug|\*/.test(value)) return false;
  const name = plainName(setting);
  if (isOn) return debugName.test(name) || programDebug.test(name);
  if (/^XDEBUG_MODE$/i.test(name)) return /(?:^|,)debug(?:,|$)/i.test(value);
  return /^MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE$/i.test(name) && /(?:^|,)\s*\*/.test(value);
}

const openDebugger =
  /--inspect(?:-brk)?=(?:0\.0\.0\.0|\[?::\]?)|-agentlib:jdwp=\S*address=\*|debugpy\s+--listen\s+0\.0\.0\.0/;
