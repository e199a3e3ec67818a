import type { DataNode } from '../syntax/data.ts';
import type { SyntaxProblem } from '../syntax/problem.ts';
import type { Span } from '../text.ts';
import type { Fact } from './container.ts';
import type { Setting } from './setting.ts';

/** `env`, or `env_<name>` that `--env <name>` lays over it. */
export interface Pm2Environment {
  /** `''` for `env`. */
  readonly name: string;
  readonly nameSpan: Span;
  /** What the name says that it is for; `env` itself is what a plain start reads. */
  readonly tier: 'production' | 'staging' | 'development';
  readonly settings: readonly Setting[];
  /** More may be set than the file shows. */
  readonly open: boolean;
  readonly span: Span;
}

/** https://pm2.keymetrics.io/docs/usage/application-declaration/ */
export interface Pm2App {
  /** As `name` says, else the script's name without its ending. */
  readonly name: string;
  readonly nameSpan: Span;
  readonly script: Fact<string> | undefined;
  readonly cwd: Fact<string> | undefined;
  readonly args: Fact<string> | undefined;
  readonly interpreter: Fact<string> | undefined;
  /** A number, or `max`. */
  readonly instances: Fact<string> | undefined;
  /** `fork` or `cluster`. */
  readonly execMode: Fact<string> | undefined;
  readonly user: Fact<string> | undefined;
  readonly maxMemoryRestart: Fact<string> | undefined;
  readonly watch: Fact<boolean> | undefined;
  readonly autorestart: Fact<boolean> | undefined;
  readonly errorFile: Fact<string> | undefined;
  readonly outFile: Fact<string> | undefined;
  readonly envFile: Fact<string> | undefined;
  /** Keys whose values a script computes, with the places of those values. */
  readonly computed: ReadonlyMap<string, Span>;
  readonly environments: readonly Pm2Environment[];
  readonly span: Span;
  readonly pointer: string;
}

export interface Pm2Model {
  readonly root: DataNode | undefined;
  readonly apps: readonly Pm2App[];
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Span[];
}

/** What a start for production reads: `env`, and over it `env_production` where there is one. */
export function startedSettings({ environments }: Pm2App): readonly Setting[] {
  const laid = [
    ...environments.filter(({ name }) => name === ''),
    ...environments.filter(({ name }) => /^prod(?:uction)?$/i.test(name)),
  ];
  return [...new Map(laid.flatMap(({ settings }) => settings.map((setting) => [setting.key, setting]))).values()];
}
