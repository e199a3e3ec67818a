import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import products from 'seaworthy:products';
import { nearest } from '../core/product/nearest.ts';
import { ruleMarkdown } from '../core/rule-page.ts';
import { rules } from '../core/rules/index.ts';
import { isAtLeast } from '../core/severity.ts';
import { generateSecret } from '../host/generate.ts';
import { type Command, helpText, type ReportOptions, readCommand, UsageError } from './args.ts';
import { type CheckResult, runCheck } from './check.ts';
import { isFailed, runChecklist } from './checklist.ts';
import { checkJson } from './report/check-json.ts';
import { checkText } from './report/check-text.ts';
import { checklistJson } from './report/checklist-json.ts';
import { checklistText } from './report/checklist-text.ts';
import { painter } from './report/paint.ts';

/** Where a run reads and writes, so that tests need no process. */
export interface Io {
  readonly cwd: string;
  readonly isTerminal: boolean;
  stdin(): string;
  stdout(text: string): void;
  stderr(text: string): void;
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
  }
}

function ruleList(): string {
  const width = Math.max(...rules.map(({ id }) => id.length)) + 2;
  return rules.map(({ id, severity, summary }) => `${id.padEnd(width)}${severity.padEnd(13)}${summary}\n`).join('');
}

function check(paths: readonly string[], options: ReportOptions, io: Io): number {
  const result = runCheck(paths, options, products, io.cwd, io.stdin);
  const paint = painter(options.color ?? (io.isTerminal && options.output === undefined));
  write(options.format === 'json' ? checkJson(result) : checkText(result, paint), options, io);
  const failed =
    result.failOn !== 'never' && result.findings.some(({ severity }) => isAtLeast(severity, threshold(result)));
  return exitCode(result, failed, io);
}

function checklist(paths: readonly string[], options: ReportOptions, io: Io): number {
  const result = runChecklist(paths, options, products, io.cwd, io.stdin);
  const paint = painter(options.color ?? (io.isTerminal && options.output === undefined));
  write(options.format === 'json' ? checklistJson(result) : checklistText(result, paint), options, io);
  return exitCode(result, isFailed(result, options.strict), io);
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
function exitCode({ faults, mistakes }: CheckResult, failed: boolean, io: Io): number {
  for (const { path, reason } of faults) io.stderr(`seaworthy: ${path}: ${reason}\n`);
  for (const mistake of mistakes) io.stderr(`seaworthy: ${mistake}\n`);
  if (faults.length > 0 || mistakes.length > 0) return 2;
  return failed ? 1 : 0;
}

export const processIo = (): Io => ({
  cwd: process.cwd(),
  isTerminal: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  stdin: () => readFileSync(0, 'utf8'),
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
});
