import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
} from 'vscode-languageclient/node';
import { diagnosticLinks } from './diagnostic-links.ts';

const languages = [
  'dotenv',
  'env',
  'caddyfile',
  'dockercompose',
  'nginx',
  'NGINX',
  'dockerfile',
  'ignore',
  'systemd-conf',
  'systemd-unit-file',
];

/** Wider than what is checked: the server decides, by name and for YAML by content. */
const patterns = [
  '**/{.env,.env[._-]*,*.env,env.example,env.sample,env.template,env.dist,*.env.*}',
  '**/{*nginx*.conf,*.nginx}',
  '**/{nginx,conf.d,sites-available,sites-enabled}/**/*.conf',
  '**/{Caddyfile,Caddyfile[._-]*,*[._-]Caddyfile,*.caddyfile}',
  '**/*.{yml,yaml}',
  '**/*compose*.{yml,yaml}.{example,sample,template,dist}',
  '**/{Dockerfile,Dockerfile[._-]*,*.dockerfile,Containerfile,Containerfile[._-]*}',
  '**/{*ecosystem*,pm2*}.{js,cjs,mjs,json}',
  '**/{process,processes,*.pm2}.json',
  '**/*.{service,timer,socket}',
  '**/*.{service,timer,socket}.d/*.conf',
  '**/{traefik*,dynamic*,traefik/**/*}.toml',
  '**/{.gitignore,.dockerignore,.containerignore,*.dockerignore}',
  '**/{appsettings*,daemon,.mcp,mcp,*config*,secureclaw,openclaw,clawdbot}.{json,jsonc,json5}',
];

/**
 * Where documents come from: a disk, a remote or virtual workspace, and new ones; never the `git:` side of a diff, whose
 * findings would stand in the list of problems a second time.
 */
export function schemesNow(): readonly string[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  return [...new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs', ...folders])];
}

function documentSelector() {
  return schemesNow().flatMap((scheme) => [
    ...languages.map((language) => ({ scheme, language })),
    ...patterns.map((pattern) => ({ scheme, pattern })),
  ]);
}

/**
 * The log with a trace that keeps the method and number of each message and never its text, whatever format and level are
 * set: documents hold secrets.
 */
const namesOnly = (log: vscode.LogOutputChannel): vscode.LogOutputChannel =>
  new Proxy(log, {
    get(target, property) {
      if (property === 'trace') return (message: string) => target.trace(nameOf(message));
      const member: unknown = Reflect.get(target, property);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });

/** The first line names the message; parameters follow on the next. The JSON format has everything on one. */
const nameOf = (message: string): string =>
  message.startsWith('{') ? 'A message in JSON, left out.' : (message.split('\n', 1)[0] ?? '');

/** A client that has not been started. A client whose start failed cannot start again, so each start makes a new one. */
export function makeLanguageClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageClient {
  const module = context.asAbsolutePath('dist/server.js');
  return new LanguageClient(
    'seaworthy',
    'Seaworthy',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: documentSelector(),
      outputChannel: log,
      traceOutputChannel: namesOnly(log),
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // The editor shows a finding's message above every hover by itself.
      initializationOptions: () => ({ settings: plainSettings(), hoverMessages: false, readsFiles: true }),
      initializationFailedHandler: () => false,
      errorHandler: quietErrorHandler(),
      middleware: diagnosticLinks(context.extensionUri),
    },
  );
}

/** The settings without the methods of `WorkspaceConfiguration`, which the server would report as unknown keys. */
const plainSettings = (): unknown => JSON.parse(JSON.stringify(vscode.workspace.getConfiguration('seaworthy')));

/** Restarts a crashed server four times in three minutes. Nobody asked for a message, so the status bar alone tells of it. */
function quietErrorHandler(): ErrorHandler {
  const crashes: number[] = [];
  return {
    error: (_error, _message, count) => ({
      action: count !== undefined && count <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
      handled: true,
    }),
    closed() {
      const now = Date.now();
      crashes.push(now);
      const recent = crashes.filter((crash) => now - crash < 180_000).length;
      return { action: recent <= 4 ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
    },
  };
}
