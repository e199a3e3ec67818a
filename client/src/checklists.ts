import * as vscode from 'vscode';
import { type Ask, type Checklist, readChecklists, serverCommands } from './protocol.ts';

/** The workspace's checklists as the server last answered them: the one source of the view, the badge and the status bar. */
export interface Checklists extends vscode.Disposable {
  /** Undefined until the first answer. */
  latest(): readonly Checklist[] | undefined;
  isBusy(): boolean;
  readonly onDidAnswer: vscode.Event<void>;
  readonly onDidChangeBusy: vscode.Event<void>;
  run(token?: vscode.CancellationToken): Promise<readonly Checklist[]>;
  /** What is known, else what is being asked, else a first run. */
  current(): Promise<readonly Checklist[]>;
  /** Runs again after a pause, but only what somebody has looked at before. */
  refreshSoon(): void;
}

const refreshDelay = 500;

export function makeChecklists(ask: Ask, log: vscode.LogOutputChannel): Checklists {
  const answered = new vscode.EventEmitter<void>();
  const busyChanged = new vscode.EventEmitter<void>();
  let latest: readonly Checklist[] | undefined;
  let isWanted = false;
  let running: Promise<readonly Checklist[]> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const run = (token?: vscode.CancellationToken): Promise<readonly Checklist[]> => {
    clearTimeout(timer);
    isWanted = true;
    const mine = untilCancelled(ask(serverCommands.checklist, {}, token), token).then(readChecklists);
    const settled = mine.then(
      (lists) => {
        // Of two runs that overlap, the later one saw the newer files.
        if (running !== settled) return lists;
        latest = lists;
        running = undefined;
        answered.fire();
        busyChanged.fire();
        return lists;
      },
      (error: unknown) => {
        if (running === settled) {
          running = undefined;
          busyChanged.fire();
        }
        throw error;
      },
    );
    running = settled;
    busyChanged.fire();
    return settled;
  };

  return {
    latest: () => latest,
    isBusy: () => running !== undefined,
    onDidAnswer: answered.event,
    onDidChangeBusy: busyChanged.event,
    run,
    current: () => (latest ? Promise.resolve(latest) : (running ?? run())),
    refreshSoon() {
      if (!isWanted) return;
      clearTimeout(timer);
      timer = setTimeout(
        () => void run().catch((error: unknown) => log.warn(`The checklist was not refreshed: ${messageOf(error)}`)),
        refreshDelay,
      );
    },
    dispose() {
      clearTimeout(timer);
      answered.dispose();
      busyChanged.dispose();
    },
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error');

/** The server cannot be interrupted within one file, so the wait ends here and its late answer is dropped. */
function untilCancelled<T>(work: Promise<T>, token: vscode.CancellationToken | undefined): Promise<T> {
  if (!token) return work;
  return new Promise((resolve, reject) => {
    const listener = token.onCancellationRequested(() => reject(new vscode.CancellationError()));
    work.then(resolve, reject).finally(() => listener.dispose());
  });
}
