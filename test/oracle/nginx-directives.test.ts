import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readNginx } from '../../server/src/core/model/read-nginx.ts';
import { nginxDirectives } from '../../server/src/core/syntax/nginx-directives.ts';
import { runs } from '../syntax/arbitrary.ts';

const nginx = ['nginx', '/usr/sbin/nginx'].find((path) => spawnSync(path, ['-v']).status === 0);
const scratch = mkdtempSync(join(tmpdir(), 'seaworthy-nginx-directives-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const contexts = [
  ['', '\nevents {}'],
  ['events {\n', '\n}'],
  ['events {}\nhttp {\n', '\n}'],
  ['events {}\nhttp {\nserver {\n', '\n}\n}'],
  ['events {}\nhttp {\nserver {\nlocation / {\n', '\n}\n}\n}'],
  ['events {}\nhttp {\nupstream u {\n', '\n}\n}'],
  ['events {}\nhttp {\nserver {\nset $a 1;\nif ($a) {\n', '\n}\n}\n}'],
  ['events {}\nhttp {\nserver {\nlocation / {\nlimit_except GET {\n', '\n}\n}\n}\n}'],
] as const;

const words = ['x', '5', '10k', '10m', '2g', '30s', '500ms', '1h30m', 'on', 'off', 'auto', 'ON', '-1', '1d5'];
const names = nginxDirectives.flatMap(([, all]) => all.split(' ')).filter((name) => name !== 'include');

/** Refusals that say of a directive where it stands and what it takes; the rest is about values of one directive. */
const isOfTheTable =
  /directive is not allowed here|invalid number of arguments|has no opening|is not terminated by ";"|it must be "on" or "off"/;

const aFile = fc
  .tuple(
    fc.constantFrom(...contexts),
    fc.constantFrom(...names),
    fc.array(fc.constantFrom(...words), { maxLength: 3 }),
    fc.constantFrom(';', ';', ';', ' {}'),
  )
  .map(([[before, after], name, args, end]) => `${before}${[name, ...args].join(' ')}${end}${after}\n`);

if (nginx === undefined) {
  console.log('SKIPPED nginx directives: nginx is not installed');
  it('has nginx where no layer may be skipped', () => expect(process.env['SEAWORTHY_NO_SKIP']).not.toBe('1'));
} else {
  describe('what directives of nginx take', () => {
    it('is refused where nginx refuses it, and nothing else is', { timeout: 120_000 }, () => {
      const file = join(scratch, 'nginx.conf');
      const count = { refused: 0, accepted: 0 };
      const disagreements: string[] = [];
      for (const text of fc.sample(aFile, { ...runs, numRuns: runs.numRuns * 3 })) {
        writeFileSync(file, text);
        const { stderr } = spawnSync(nginx, ['-t', '-c', file, '-p', scratch, '-g', `pid ${scratch}/pid;`], {
          encoding: 'utf8',
        });
        const said = stderr.split('\n').find((line) => line.includes('[emerg]')) ?? '';
        if (said.includes('unknown directive')) continue;
        const isRefused = isOfTheTable.test(said);
        count[isRefused ? 'refused' : 'accepted']++;
        const problems = readNginx(text).problems.filter(({ verdict }) => verdict === 'refused');
        // A form that is wrong is refused by nginx in the words of the directive.
        const isExplained =
          isRefused || (said !== '' && problems.every(({ message }) => / takes .*, not /.test(message)));
        if (problems.length > 0 ? !isExplained : isRefused)
          disagreements.push(`${text}${said}\n${problems.map(({ message }) => message).join(' ')}`);
      }
      console.log(`nginx -t: ${count.refused} refused, ${count.accepted} not, ${disagreements.length} disagree`);
      expect(count.refused).toBeGreaterThan(0);
      expect(disagreements).toEqual([]);
    });
  });
}
