import { isLeftOut } from '../deployment/versioning.ts';
import { isHashOrPublic, isIndirect, isPlaceholder } from '../secrets/value.ts';
import { moveToEnv } from './move-to-env.ts';
import type { FileRule } from './rule.ts';

export const credentialInUrl: FileRule = {
  id: 'credential-in-url',
  severity: 'information',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'file',
  topic: 'secret',
  summary: 'A URL outside of an env file holds a password.',
  why: `Addresses are copied, logged and shown in error messages, and the password goes with them; in a file that is
committed everyone has it. Put the whole URL, or the password alone, into an env file that git ignores and refer to it.`,
  bad: {
    'compose.yaml':
      'services:\n  web:\n    image: ghcr.io/acme/web:1.4.2\n    environment:\n      DATABASE_URL: postgres://app:uG7kq2Zp9Wm4Xs1T@db/app\n',
  },
  good: {
    'compose.yaml':
      'services:\n  web:\n    image: ghcr.io/acme/web:1.4.2\n    environment:\n      DATABASE_URL: postgres://app:${DB_PASSWORD:?set DB_PASSWORD}@db/app\n',
  },
  references: [
    'https://cwe.mitre.org/data/definitions/798.html',
    'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  ],

  *check(view) {
    const { file, candidates, secrets, versioning } = view;
    if (file.kind === 'dotenv' || isLeftOut(versioning, file.path)) return;
    const seen = new Set<number>();
    for (const { place, inUrl, value } of candidates) {
      const { setting, span, kind } = place;
      if (place.path !== file.path || kind !== 'literal' || !inUrl || seen.has(span.start)) continue;
      if (setting.source === 'kubernetes-secret' || isIndirect(value) || isHashOrPublic(value)) continue;
      if (isPlaceholder(value, setting.key)) continue;
      seen.add(span.start);
      // A password that has to be replaced is replaced first, wherever else it stands.
      const isJudged = secrets.some(({ candidate }) => candidate.place.span.start === span.start);
      const fix = isJudged ? undefined : moveToEnv(setting, view);
      yield {
        path: file.path,
        span,
        message: `The address in ${setting.key} holds a password.`,
        fixes: fix ? [fix] : [],
        subject: { setting: setting.key },
        pointer: setting.pointer,
      };
    }
  },
};
