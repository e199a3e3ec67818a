import { spawnSync } from 'node:child_process';
import { built } from './built.ts';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  /** Milliseconds until the process is stopped; its code is then null. */
  readonly timeout?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the real binary in a folder. */
export function run(
  cwd: string,
  args: readonly string[],
  { input = '', timeout = 20_000, env = {} }: RunOptions = {},
): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [built('cli.js'), ...args], {
    cwd,
    input,
    timeout,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...env },
  });
  return { code: status, stdout, stderr };
}

export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface CheckReport {
  readonly version: number;
  readonly tool: { readonly name: string; readonly version: string };
  readonly files: readonly { readonly path: string; readonly kind: string; readonly tier: string }[];
  readonly products: readonly {
    readonly id: string;
    readonly evidence: readonly { readonly path: string; readonly why: string }[];
  }[];
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly confidence: string;
    readonly path: string;
    readonly range: Range;
    readonly message: string;
    readonly related: readonly { readonly path: string; readonly range: Range; readonly message: string }[];
    readonly fixes: readonly {
      readonly title: string;
      readonly safe: boolean;
      readonly edits: readonly { readonly path: string; readonly range: Range; readonly newText: string }[];
    }[];
    readonly fingerprint: string;
    readonly checklist: readonly string[];
  }[];
  readonly suppressions: readonly {
    readonly rule: string;
    readonly path: string;
    readonly range: Range;
    readonly reason: string;
  }[];
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
  readonly summary: Readonly<Record<'files' | 'error' | 'warning' | 'information' | 'hint', number>>;
}

export interface ChecklistReport {
  readonly version: number;
  readonly checklists: readonly {
    readonly product: string;
    readonly root: string;
    readonly title: string;
    readonly source?: string;
    readonly detectedBy: readonly { readonly path: string; readonly why: string }[];
    readonly items: readonly {
      readonly id: string;
      readonly section: string;
      readonly text: string;
      readonly severity: string;
      readonly state: string;
      readonly evidence: readonly {
        readonly path: string;
        readonly range: Range;
        readonly message: string;
        readonly rule?: string;
      }[];
      readonly reasons?: readonly string[];
      readonly remedy?: string;
    }[];
    readonly summary: Readonly<Record<string, number>>;
  }[];
}

/** The JSON report of `check` in a folder, with the exit code and stderr beside it. */
export function check(
  cwd: string,
  args: readonly string[] = [],
  options?: RunOptions,
): Run & { readonly report: CheckReport } {
  const result = run(cwd, ['check', '--format', 'json', ...args], options);
  return { ...result, report: parsed<CheckReport>(result) };
}

export function checklist(
  cwd: string,
  args: readonly string[] = [],
  options?: RunOptions,
): Run & { readonly report: ChecklistReport } {
  const result = run(cwd, ['checklist', '--format', 'json', ...args], options);
  return { ...result, report: parsed<ChecklistReport>(result) };
}

function parsed<T>({ stdout, stderr, code }: Run): T {
  try {
    return JSON.parse(stdout) as T;
  } catch {
    throw new Error(`no JSON on stdout (exit code ${code}): ${stdout.slice(0, 200)} ${stderr.slice(0, 400)}`);
  }
}

/** Rule ids of the findings, in the order of the report. */
export const rulesOf = ({ report }: { readonly report: CheckReport }, path?: string): readonly string[] =>
  report.findings.filter((finding) => path === undefined || finding.path === path).map(({ rule }) => rule);
