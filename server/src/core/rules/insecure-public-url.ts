import { placeWithin } from '../deployment/effective.ts';
import { isPublicUrlName } from '../deployment/tier.ts';
import { isPublicHost, readUrl } from '../model/url.ts';
import type { FileRule } from './rule.ts';
import { settingPlace } from './setting-problem.ts';

export const insecurePublicUrl: FileRule = {
  id: 'insecure-public-url',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'origin',
  summary: 'The service’s own public address is http.',
  why: `Programs build links, redirects, cookie flags and token issuers from this address. Over http the first request of
every visitor can be read and changed on its way, and cookies lose their Secure flag. Addresses of this machine and of
private networks are not public and are left alone.`,
  bad: { '.env': 'PUBLIC_URL=http://app.example.org\n' },
  good: { '.env': 'PUBLIC_URL=https://app.example.org\nINTERNAL_URL=http://app:3000\n' },
  references: ['https://www.rfc-editor.org/rfc/rfc6797', 'https://cwe.mitre.org/data/definitions/319.html'],

  *check({ settings }) {
    for (const setting of settings) {
      const { key, value, product, decided, variable } = setting;
      if (!value?.toLowerCase().includes('http:') || !isPublicUrlName(key, product, variable)) continue;
      const url = readUrl(value.trim());
      if (url?.scheme !== 'http' || !isPublicHost(url.host)) continue;
      const scheme = placeWithin(setting, url.spans.scheme.start, url.spans.scheme.end);
      const place = settingPlace(setting);
      const fixes = scheme?.exact
        ? [{ title: 'Use https', safe: false, edits: [{ path: scheme.path, span: scheme.span, text: ['https'] }] }]
        : [];
      yield { ...place, path: decided.path, message: `${key} is http; ${url.host} is a public name.`, fixes };
    }
  },
};
