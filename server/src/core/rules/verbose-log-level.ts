import type { EffectiveSetting } from '../deployment/effective.ts';
import { isStructured } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { FileRule, Problem } from './rule.ts';
import { isTruthy, replaceValue, sameCase, settingPlace } from './setting-problem.ts';
import { replaceFact, traefikIn, traefikProblem } from './traefik-place.ts';
import type { FileView } from './view.ts';

export const verboseLogLevel: FileRule = {
  id: 'verbose-log-level',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'operation',
  summary: 'Production logs at debug or trace level.',
  why: `Debug logs hold request bodies, tokens, queries and addresses of people, and they go to places with more readers than
the database has. They also fill disks. Files for staging may log at debug.`,
  bad: { '.env': 'LOG_LEVEL=debug\n' },
  good: { '.env': 'LOG_LEVEL=info\n' },
  references: [
    'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html',
    'https://cwe.mitre.org/data/definitions/532.html',
  ],

  *check(view) {
    const { file, settings, deployment } = view;
    if (deployment.tierOf(file.path) === 'staging') return;
    for (const setting of settings) {
      if (!isVerbose(setting)) continue;
      const level = setting.setting.type === 'boolean' ? 'false' : sameCase(setting.value ?? '', levelLike(setting));
      yield {
        ...settingPlace(setting),
        message: `${setting.key} is ${setting.value}; production logs at info.`,
        fixes: replaceValue(setting, `Set ${setting.key} to ${level}`, [level], true),
      };
    }
    if (file.kind === 'caddyfile') yield* caddyProblems(file);
    yield* traefikProblems(view);
  },
};

const levelName =
  /(?:^|_)(?:RUST_LOG|LOG_?LEVEL|LOGGING_LEVEL(?:_ROOT)?|LOGLEVEL|LOG_VERBOSITY|LOGGER_LEVEL|LOG_LVL|LEVEL_LOG)$/i;
const verbose = /^(?:debug|trace|verbose|silly|all|finest|finer|fine|debug\d)$/i;

function isVerbose({ key, value, variable, setting }: EffectiveSetting): boolean {
  if (value === undefined || !verbose.test(value.trim())) return false;
  if (isStructured(setting)) {
    if (/\/LogLevel\/[^/]+$/i.test(setting.pointer)) return /^(?:debug|trace)$/i.test(value);
    if (/^\/(?:log-level|logLevel|log_level|log\/level|logging\/level|logger\/level)$/i.test(setting.pointer))
      return true;
  }
  if (variable) return variable.kind === 'log-level';
  return levelName.test(
    key
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replace(/^LOG__/i, 'LOG_')
      .replace(/__/g, '_'),
  );
}

/** .NET says `Information`, everyone else `info`. */
const levelLike = ({ setting }: EffectiveSetting): string =>
  /\/LogLevel\//.test(setting.pointer) ? 'information' : 'info';

function* caddyProblems(file: Extract<SourceFile, { kind: 'caddyfile' }>): Iterable<Problem> {
  for (const directive of file.model.options) {
    if (directive.name.text !== 'debug' || !isTruthy(directive.args[0]?.text ?? 'true')) continue;
    yield {
      path: file.path,
      span: directive.name.span,
      message: 'The global option debug logs every request in detail.',
      pointer: '/debug',
    };
  }
  const logs = [...file.model.options, ...file.model.sites.flatMap(({ directives }) => directives)].filter(
    ({ name }) => name.text === 'log',
  );
  for (const [index, { block }] of logs.entries()) {
    const level = block?.directives.find(({ name }) => name.text === 'level')?.args[0];
    if (level?.text.toUpperCase() !== 'DEBUG') continue;
    yield {
      path: file.path,
      span: level.span,
      message: `The log's level is ${level.text}; production logs at INFO.`,
      fixes: [
        { title: 'Set level to INFO', safe: true, edits: [{ path: file.path, span: level.span, text: ['INFO'] }] },
      ],
      pointer: `/log/${index}/level`,
    };
  }
}

/** https://doc.traefik.io/traefik/observability/logs/#level */
function* traefikProblems(view: FileView): Iterable<Problem> {
  for (const source of traefikIn(view)) {
    const level = source.static?.logLevel;
    // As a variable of the environment it is a setting like others.
    if (!level || source.from === 'environment' || !/^(?:debug|trace)$/i.test(level.text)) continue;
    const wanted = sameCase(level.text, 'info');
    const message = `The log's level is ${level.text}; production logs at INFO.`;
    const fixes = replaceFact(view.file, level, `Set level to ${wanted}`, wanted, true);
    yield traefikProblem(source, level, 'log/level', message, fixes);
  }
}
