import { readUrl } from '../model/url.ts';
import type { TextPart } from '../text.ts';
import type { FileRule } from './rule.ts';
import { plainName } from './setting-name.ts';
import { replaceValue, settingPlace } from './setting-problem.ts';

export const wildcardAllowedHost: FileRule = {
  id: 'wildcard-allowed-host',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'origin',
  summary: 'The application answers to every name that a request claims.',
  why: `Links in mails, redirects and caches are built from the \`Host\` header. With every name allowed, whoever sends a request chooses
it: password reset links then lead to their own server. Name the hosts that people really use.`,
  bad: { '.env': 'ALLOWED_HOSTS=*\n' },
  good: { '.env': 'ALLOWED_HOSTS=app.example.org\n' },
  references: [
    'https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts',
    'https://learn.microsoft.com/aspnet/core/fundamentals/servers/kestrel/host-filtering',
    'https://cwe.mitre.org/data/definitions/644.html',
  ],

  *check({ settings, deployment }) {
    const host = readUrl(deployment.publicOrigins[0] ?? '')?.host;
    for (const setting of settings) {
      const { value, variable } = setting;
      if (value === undefined || variable || !isEverything(value) || !hostsName.test(plainName(setting))) continue;
      const text: TextPart = host ?? { blank: 'app.example.org' };
      const isWhole = /^[*.]$/.test(value.trim());
      yield {
        ...settingPlace(setting),
        message: `${setting.key} lets every host name through.`,
        fixes: isWhole
          ? replaceValue(setting, host === undefined ? 'Name the host' : `Allow ${host} only`, [text])
          : [],
      };
    }
  },
};

const hostsName = /(?:^|_)(?:ALLOWED_?HOST(?:NAME)?S?|TRUSTED_?(?:HOSTS?|DOMAINS)|HOST_?WHITELIST|ALLOWED_?DOMAINS)$/i;

/** One member of the list matches all: Django's `.` and `*`, a pattern of Symfony, Next.js' `**`. */
const isEverything = (value: string): boolean =>
  /[*.]/.test(value) && value.split(/[\s,;]+/).some((item) => /^["'[]*(?:\*{1,2}|\.|\^?\.[*+]\$?)["'\]]*$/.test(item));
