import { type CronTree, parseCron } from '../syntax/cron.ts';
import type { SyntaxProblem } from '../syntax/problem.ts';

/** A table of cron. */
export interface CronModel extends CronTree {
  readonly problems: readonly SyntaxProblem[];
}

/** Tables in `cron.d`, and the one of the system, name users (cron(8)). */
const systemTable = /(?:^|\/)(?:cron\.d\/[^/]+|etc\/crontab)$/;

export const readCron = (text: string, path: string): CronModel => ({
  ...parseCron(text, systemTable.test(path) ? 'system' : 'user'),
  problems: [],
});
