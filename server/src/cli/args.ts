import { parseArgs } from 'node:util';
import { nearest } from '../core/product/nearest.ts';
import type { FailOn } from '../core/read-config.ts';
import type { Profile } from '../core/rules/rule.ts';
import { type Severity, severities } from '../core/severity.ts';
import type { Encoding } from '../core/text.ts';

export type Tier = 'production' | 'staging' | 'development';

/** What the command line asks for. */
export type Command =
  | { readonly name: 'check' | 'checklist'; readonly paths: readonly string[]; readonly options: ReportOptions }
  | { readonly name: 'fix'; readonly paths: readonly string[]; readonly options: FixOptions }
  | SignOffCommand
  | ImportCommand
  | { readonly name: 'generate'; readonly bytes: number; readonly encoding: Encoding }
  | { readonly name: 'explain'; readonly rule: string }
  | { readonly name: 'rules'; readonly format: 'text' | 'json' }
  | { readonly name: 'lsp' | 'help' | 'version' };

/** Records a person's word for a line of a checklist in the folder. */
export interface SignOffCommand {
  readonly name: 'sign-off';
  readonly item: string;
  readonly folder: string;
  readonly by: string | undefined;
  readonly note: string | undefined;
  /** Days from today; the line's own `every` where it is left out. */
  readonly days: number | undefined;
}

/** Makes a product file of a Markdown checklist. */
export interface ImportCommand {
  readonly name: 'import-checklist';
  readonly file: string;
  /** The product file to write, or to add new lines to; the text is printed where it is left out. */
  readonly output: string | undefined;
  readonly prefix: string | undefined;
}

export const formats = ['text', 'json', 'sarif', 'markdown', 'github', 'html'] as const;

export interface ReportOptions {
  readonly format: (typeof formats)[number];
  readonly output: string | undefined;
  readonly config: string | undefined;
  readonly tier: Tier | undefined;
  readonly profile: Profile | undefined;
  readonly failOn: FailOn | undefined;
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  readonly color: boolean | undefined;
  readonly stdinPath: string | undefined;
  readonly product: string | undefined;
  readonly strict: boolean;
  /** Reads the modes of the files on this machine. */
  readonly host: boolean;
  /** A file other than the workspace's own baseline. */
  readonly baseline: string | undefined;
  readonly writeBaseline: boolean;
  /** Report only files that differ from git's index. */
  readonly changed: boolean;
  /** The one of `count` parts that this run reports; `index` starts at 1. */
  readonly shard: { readonly index: number; readonly count: number } | undefined;
}

export interface FixOptions extends ReportOptions {
  readonly unsafe: boolean;
  readonly dryRun: boolean;
}

/** Wrong use: said in one line on stderr, exit code 2. */
export class UsageError extends Error {}

const commands = [
  ...(['check', 'checklist', 'fix', 'sign-off', 'import-checklist'] as const),
  ...(['generate', 'explain', 'rules', 'lsp'] as const),
] as const;

const options = {
  format: { type: 'string' },
  output: { type: 'string' },
  config: { type: 'string' },
  tier: { type: 'string' },
  profile: { type: 'string' },
  'fail-on': { type: 'string' },
  rule: { type: 'string', multiple: true },
  'no-color': { type: 'boolean' },
  'stdin-path': { type: 'string' },
  product: { type: 'string' },
  strict: { type: 'boolean' },
  baseline: { type: 'string' },
  'write-baseline': { type: 'boolean' },
  changed: { type: 'boolean' },
  since: { type: 'string' },
  shard: { type: 'string' },
  unsafe: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  host: { type: 'boolean' },
  by: { type: 'string' },
  note: { type: 'string' },
  expires: { type: 'string' },
  prefix: { type: 'string' },
  bytes: { type: 'string' },
  encoding: { type: 'string' },
  stdio: { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const shared = ['host', 'config', 'tier', 'profile', 'fail-on', 'rule', 'no-color', 'baseline'];
const reports = ['format', 'output', 'changed', 'since', 'shard'];

/** Options that each command takes; the rest is a mistake worth saying. */
const allowed: Readonly<Record<(typeof commands)[number], readonly string[]>> = {
  check: [...shared, ...reports, 'stdin-path', 'write-baseline'],
  checklist: [...shared, ...reports, 'stdin-path', 'product', 'strict'],
  fix: [...shared, 'unsafe', 'dry-run'],
  'sign-off': ['by', 'note', 'expires'],
  'import-checklist': ['output', 'prefix'],
  generate: ['bytes', 'encoding'],
  explain: ['no-color'],
  rules: ['format', 'no-color'],
  lsp: ['stdio'],
};

export function readCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  if (values.version) return { name: 'version' };
  if (values.help || argv.length === 0) return { name: 'help' };
  const [word = '', ...rest] = positionals;
  const name = commands.find((command) => command === word);
  if (!name) throw new UsageError(`unknown command ${word}; ${nearest(word, commands)}`);
  const stray = Object.keys(values).find((option) => !allowed[name].includes(option));
  if (stray) throw new UsageError(`${name} takes no --${stray}`);
  switch (name) {
    case 'generate':
      return {
        name,
        bytes: byteCount(values.bytes ?? '32'),
        encoding: choice('encoding', values.encoding ?? 'hex', ['hex', 'base64', 'base64url', 'password'] as const),
      };
    case 'sign-off': {
      const [item, folder = '.', more] = rest;
      if (item === undefined || more !== undefined)
        throw new UsageError('sign-off takes one line and at most a folder');
      const days = values.expires === undefined ? undefined : dayCount(values.expires);
      return { name, item, folder, by: values.by, note: values.note, days };
    }
    case 'import-checklist': {
      const [file, more] = rest;
      if (file === undefined || more !== undefined) throw new UsageError('import-checklist takes one Markdown file');
      if (values.prefix !== undefined && !/^[A-Z][A-Z0-9]{1,7}$/.test(values.prefix))
        throw new UsageError('--prefix has to be 2 to 8 capitals and digits, such as NOV');
      return { name, file, output: values.output, prefix: values.prefix };
    }
    case 'explain':
      if (rest.length !== 1) throw new UsageError('explain takes one rule; `seaworthy rules` lists them');
      return { name, rule: rest[0] ?? '' };
    case 'rules':
      return { name, format: choice('format', values.format ?? 'text', ['text', 'json'] as const) };
    case 'lsp':
      if (!values.stdio) throw new UsageError('lsp needs --stdio');
      return { name };
    case 'fix':
      return {
        name,
        paths: rest,
        options: { ...reportOptions(values), unsafe: values.unsafe ?? false, dryRun: values['dry-run'] ?? false },
      };
    default:
      return { name, paths: rest, options: reportOptions(values) };
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : 'wrong options';
    throw new UsageError(
      (message.split('. ')[0] ?? message).replace(
        /^Unknown option '(--?[\w-]+)'$/,
        (_, option: string) => `unknown option ${option}; ${nearest(option.replace(/^--?/, ''), Object.keys(options))}`,
      ),
    );
  }
}

type Values = ReturnType<typeof parse>['values'];

function reportOptions(values: Values): ReportOptions {
  if (values.since !== undefined)
    throw new UsageError(
      '--since: git is never run, and what another commit held stands in its packed objects; name the files instead: seaworthy check $(git diff --name-only REF)',
    );
  return optionsOf(values);
}

const optionsOf = (values: Values): ReportOptions => ({
  format: choice('format', values.format ?? 'text', formats),
  output: values.output,
  config: values.config,
  tier:
    values.tier === undefined
      ? undefined
      : choice('tier', values.tier, ['production', 'staging', 'development'] as const),
  profile:
    values.profile === undefined ? undefined : choice('profile', values.profile, ['recommended', 'strict'] as const),
  failOn:
    values['fail-on'] === undefined
      ? undefined
      : choice('fail-on', values['fail-on'], ['error', 'warning', 'information', 'never'] as const),
  rules: Object.fromEntries((values.rule ?? []).map(ruleSetting)),
  color: values['no-color'] ? false : undefined,
  stdinPath: values['stdin-path'],
  host: values.host ?? false,
  product: values.product,
  strict: values.strict ?? false,
  baseline: values.baseline,
  writeBaseline: values['write-baseline'] ?? false,
  changed: values.changed ?? false,
  shard: values.shard === undefined ? undefined : shardOf(values.shard),
});

function shardOf(text: string): { readonly index: number; readonly count: number } {
  const [index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).slice(1).map(Number);
  if (index < 1 || count < 1 || index > count) throw new UsageError('--shard has to be I/N with I from 1 to N');
  return { index, count };
}

function ruleSetting(text: string): [string, Severity | 'off'] {
  const [id = '', word = ''] = text.split('=');
  return [id, choice(`rule ${id}`, word, [...severities, 'off'] as const)];
}

function choice<T extends string>(option: string, value: string, values: readonly T[]): T {
  const found = values.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${option} has to be one of ${values.join(', ')}`);
  return found;
}

function dayCount(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 3650)
    throw new UsageError('--expires has to be a whole number of days from 1 to 3650');
  return days;
}

function byteCount(text: string): number {
  const bytes = Number(text);
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > 1024)
    throw new UsageError('--bytes has to be a whole number from 1 to 1024');
  return bytes;
}

export const helpText = `seaworthy <command> [paths] [options]

Commands
  check [paths]          findings of all rules
  checklist [paths]      walks the checklists of the products that the files deploy
  fix [paths]            makes safe fixes: --unsafe makes every fix that is the only one, --dry-run prints a diff
  sign-off ITEM [FOLDER] records your word for a line: --by NAME --note TEXT --expires DAYS
  import-checklist FILE.md  makes a product file of a Markdown checklist: --output FILE --prefix NOV
  generate               prints a random secret: --bytes N, --encoding base64|base64url|hex|password
  explain RULE           the rule's own documentation
  rules                  the list of rules
  lsp --stdio            the language server

Options of check and checklist
  --format text|json|sarif|markdown|github|html --output FILE
  --config FILE          --stdin-path PATH      --shard I/N (one of N parts, by deployment)
  --tier production|staging|development         --profile recommended|strict
  --fail-on error|warning|information|never     --rule ID=off|error|warning|information|hint
  --baseline FILE (accepted findings; .seaworthy/baseline.json otherwise)
  --write-baseline (check: accepts all findings of today)
  --changed (files that differ from git's index; git is not run)
  --since REF (not possible without running git; says what to do instead)
  --product NAME (checklist)                    --strict (checklist: fail on unknown and ask too)
  --host (reads the modes of the files on this machine)
  --no-color             --version              --help

Exit: 0 nothing at or above the threshold, 1 findings or failed items, 2 wrong use or unreadable input.
`;
