import { baseNameOf } from '../model/path.ts';
import { secretFiles } from './live-secrets.ts';
import type { DeploymentRule } from './rule.ts';

export const secretFileReadable: DeploymentRule = {
  id: 'secret-file-readable',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'secret',
  summary: 'Other users of this machine can read a file with secrets.',
  why: `Every account on the host, that of a hacked web server too, reads what its mode allows. \`chmod 600 .env\` leaves it to
its owner, which is enough for Compose, systemd and PM2.

A fresh clone is readable for all wherever it lies, so the mode is asked only where \`seaworthy check --host\` runs on the
machine that the files are deployed on.`,
  bad: {
    '.env': 'JWT_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n',
    '.host/modes': '0644 .env',
  },
  good: {
    '.env': 'JWT_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n',
    '.host/modes': '0600 .env',
  },
  references: ['https://man7.org/linux/man-pages/man1/chmod.1.html', 'https://cwe.mitre.org/data/definitions/732.html'],

  *check(view) {
    for (const { path, span, what } of secretFiles(view)) {
      const mode = view.host?.modes.get(path);
      if (mode === undefined || (mode & 0o077) === 0) continue;
      const written = (mode & 0o777).toString(8).padStart(4, '0');
      yield {
        path,
        span,
        message: `${baseNameOf(path)} holds ${what} and has mode ${written}: run "chmod 600 ${path}".`,
        pointer: '/mode',
      };
    }
  },
};
