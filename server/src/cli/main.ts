import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import products from 'seaworthy:products';
import { nearest } from '../core/product/nearest.ts';
import { ruleMarkdown } from '../core/rule-page.ts';
import { rules } from '../core/rules/index.ts';
import type { Finding } from '../core/rules/rule.ts';
import { isAtLeast } from '../core/severity.ts';
import { generateSecret } from '../host/generate.ts';
import { acceptAll } from './accept-all.ts';
import { type Command, type FixOptions, helpText, type ReportOptions, readCommand, UsageError } from './args.ts';
import { type CheckResult, runCheck } from './check.ts';
import { type ChecklistResult, isFailed, runChecklist } from './checklist.ts';
import { dryRun, fixAll, writeFixes } from './fix.ts';
import { importFile } from './import-checklist.ts';
import { checkJson } from './report/check-json.ts';
import { checkSarif } from './report/check-sarif.ts';
import { checkText } from './report/check-text.ts';
import { checklistJson } from './report/checklist-json.ts';
import { checklistSarif } from './report/checklist-sarif.ts';
import { checklistText } from './report/checklist-text.ts';
import { fixText } from './report/fix-text.ts';
import { checkGithub, checklistGithub } from './report/github.ts';
import { checkHtml, checklistHtml } from './report/html.ts';
import { checklistMarkdown, checkMarkdown } from './report/markdown.ts';
import { type Paint, painter } from './report/paint.ts';
import { signOff } from './sign-off.ts';

/** Where a run reads and writes, so that tests need no process. */
export interface Io {
  readonly cwd: string;
  readonly isTerminal: boolean;
  stdin(): string;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Shows what a run is at, where somebody watches and it takes long, or is about to; an empty text takes it away. */
  progress?(text: string, isLong?: boolean): void;
}

/** Runs one command and answers with its exit code: 0 nothing at the threshold, 1 findings, 2 wrong use or unreadable input. */
export function run(argv: readonly string[], io: Io): number {
  try {
    return perform(readCommand(argv), io);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown error';
    io.stderr(error instanceof UsageError ? `seaworthy: ${message}\n` : `seaworthy: internal fault: ${message}\n`);
    return 2;
  }
}

function perform(command: Command, io: Io): number {
  switch (command.name) {
    case 'help':
      io.stdout(helpText);
      return 0;
    case 'version':
      io.stdout(`seaworthy ${SEAWORTHY_VERSION}\n`);
      return 0;
    case 'generate':
      io.stdout(`${generateSecret(command.encoding, command.bytes)}\n`);
      return 0;
    case 'rules':
      io.stdout(
        command.format === 'json'
          ? `${JSON.stringify(
              rules.map(({ id, severity, profile, scope, summary }) => ({ id, severity, profile, scope, summary })),
              undefined,
              2,
            )}\n`
          : ruleList(),
      );
      return 0;
    case 'explain': {
      const rule = rules.find(({ id }) => id === command.rule);
      if (!rule)
        throw new UsageError(
          `unknown rule ${command.rule}; ${nearest(
            command.rule,
            rules.map(({ id }) => id),
          )}`,
        );
      io.stdout(ruleMarkdown(rule));
      return 0;
    }
    case 'lsp':
      throw new UsageError('lsp is started by the entry file');
    case 'check':
      return check(command.paths, command.options, io);
    case 'checklist':
      return checklist(command.paths, command.options, io);
    case 'fix':
      return fix(command.paths, command.options, io);
    case 'import-checklist': {
      const { report, yaml } = importFile(command, products, io.cwd);
      if (yaml !== undefined) io.stdout(yaml);
      io.stderr(report);
      return 0;
    }
    case 'sign-off':
      io.stdout(signOff(command, products, io.cwd));
      return 0;
  }
}

function ruleList(): string {
  const width = Math.max(...rules.map(({ id }) => id.length)) + 2;
  return rules.map(({ id, severity, summary }) => `${id.padEnd(width)}${severity.padEnd(13)}${summary}\n`).join('');
}

function check(paths: readonly string[], options: ReportOptions, io: Io): number {
  const first = runCheck(paths, options, products, io);
  const result = options.writeBaseline ? acceptAll(first, options, io) : first;
  write(checkReport(result, options, io), options, io);
  return exitCode(result, isOver(result, result.findings), io);
}

function checklist(paths: readonly string[], options: ReportOptions, io: Io): number {
  const result = runChecklist(paths, options, products, io);
  write(checklistReport(result, options, io), options, io);
  return exitCode(result, isFailed(result, options.strict), io);
}

function fix(paths: readonly string[], options: FixOptions, io: Io): number {
  const result = runCheck(paths, options, products, io);
  const fixed = fixAll(result, options.unsafe);
  const refused = options.dryRun ? [] : writeFixes(result.root, fixed);
  io.stdout(options.dryRun ? dryRun(fixed, result.analysis) : fixText(fixed, result, refused.length));
  const left = fixed.analysis.findings.filter(({ path }) => result.reported(path));
  return exitCode({ ...result, faults: [...result.faults, ...refused] }, isOver(result, left), io);
}

const isOver = (result: CheckResult, findings: readonly Finding[]): boolean =>
  result.failOn !== 'never' && findings.some(({ severity }) => isAtLeast(severity, threshold(result)));

const paintFor = ({ color, output }: ReportOptions, io: Io): Paint =>
  painter(color ?? (io.isTerminal && output === undefined));

function checkReport(result: CheckResult, options: ReportOptions, io: Io): string {
  switch (options.format) {
    case 'json':
      return checkJson(result);
    case 'text':
      return checkText(result, paintFor(options, io));
    case 'sarif':
      return checkSarif(result);
    case 'markdown':
      return checkMarkdown(result);
    case 'github':
      return checkGithub(result);
    case 'html':
      return checkHtml(result);
  }
}

function checklistReport(result: ChecklistResult, options: ReportOptions, io: Io): string {
  switch (options.format) {
    case 'json':
      return checklistJson(result);
    case 'text':
      return checklistText(result, paintFor(options, io));
    case 'sarif':
      return checklistSarif(result);
    case 'markdown':
      return checklistMarkdown(result);
    case 'github':
      return checklistGithub(result);
    case 'html':
      return checklistHtml(result);
  }
}

const threshold = ({ failOn }: CheckResult) => (failOn === undefined || failOn === 'never' ? 'error' : failOn);

function write(report: string, { output }: ReportOptions, io: Io): void {
  if (output === undefined) io.stdout(report);
  else writeReport(resolve(io.cwd, output), output, report);
}

function writeReport(file: string, output: string, report: string): void {
  try {
    writeFileSync(file, report);
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT'
        ? 'its folder does not exist'
        : 'the file cannot be written';
    throw new UsageError(`--output ${output}: ${why}`);
  }
}

/** What could not be read is said on stderr, one line each, and wins over findings. */
function exitCode({ faults, mistakes, stale }: CheckResult, failed: boolean, io: Io): number {
  for (const { path, reason } of faults) io.stderr(`seaworthy: ${path}: ${reason}\n`);
  for (const mistake of mistakes) io.stderr(`seaworthy: ${mistake}\n`);
  for (const { path, rule, pointer } of stale)
    io.stderr(`seaworthy: baseline: ${path} has no ${rule} at ${pointer} any more; --write-baseline drops the entry\n`);
  if (faults.length > 0 || mistakes.length > 0) return 2;
  return failed ? 1 : 0;
}

/** Before that nobody wonders. */
const quietMilliseconds = 500;

export function processIo(): Io {
  const started = performance.now();
  let isShown = false;
  const progress = (text: string, isLong = false): void => {
    if (text !== '' && !isLong && performance.now() - started < quietMilliseconds) return;
    if (text !== '' || isShown) process.stderr.write(`\r\u001b[K${text}`);
    isShown = text !== '';
  };
  return {
    cwd: process.cwd(),
    isTerminal: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
    stdin: () => readFileSync(0, 'utf8'),
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    ...(process.stderr.isTTY === true && { progress }),
  };
}
