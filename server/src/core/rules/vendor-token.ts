import { settingsWrittenIn } from '../deployment/file-settings.ts';
import { isIgnored, isLeftOut } from '../deployment/versioning.ts';
import { commentsOf } from '../model/comments.ts';
import type { Setting } from '../model/setting.ts';
import { type FoundToken, findVendorTokens, isAwsSecret } from '../secrets/vendor-tokens.ts';
import { isInside, type Span } from '../text.ts';
import { ignoreFix } from './ignore-line.ts';
import { moveToEnv } from './move-to-env.ts';
import type { FileRule, Fix } from './rule.ts';
import type { FileView } from './view.ts';

export const vendorToken: FileRule = {
  id: 'vendor-token',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'secret',
  summary: 'A key or token of a known vendor stands in a file that is shared.',
  why: `Vendors give their tokens forms of their own, so that they can be found: by their own scanners, by ours, and by
everyone who searches public repositories for them. A token that was once pushed is known, whatever is deleted afterwards:
revoke it at the vendor first, then put the new one into an env file that git ignores and refer to it by name.

Placeholders, the keys that manuals print, and texts whose checksum is wrong are left alone, and so are env files that git
ignores.`,
  bad: {
    'compose.yaml':
      'services:\n  web:\n    image: ghcr.io/acme/web:1.4.2\n    environment:\n      DO_TOKEN: dop_v1_4f1a9c0e7b6d2835fa91c04d7e8b3625a9d0c7f1e4b8265397acd10e5f7b2846\n',
  },
  good: {
    'compose.yaml':
      'services:\n  web:\n    image: ghcr.io/acme/web:1.4.2\n    environment:\n      DO_TOKEN: ${DO_TOKEN:?set DO_TOKEN}\n',
  },
  references: [
    'https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns',
    'https://cwe.mitre.org/data/definitions/540.html',
  ],

  *check(view) {
    const { file, versioning } = view;
    if (file.kind === 'ignore' || isLeftOut(versioning, file.path)) return;
    // An env file is where a token belongs, as long as nobody shares it.
    const isShared = isIgnored(versioning, file.path) === false || versioning.tracked?.has(file.path) === true;
    if (file.kind === 'dotenv' && !isShared) return;
    const settings = settingsWrittenIn(file);
    const counts = new Map<string, number>();
    for (const { vendor, span } of tokensIn(view, settings)) {
      const setting = settings.find(({ valueSpan }) => isInside(span, valueSpan));
      if (vendor.browser && isForBrowsers(file.text, span)) continue;
      const pointer = setting?.pointer ?? `/tokens/${vendor.name}`;
      const count = (counts.get(pointer) ?? 0) + 1;
      counts.set(pointer, count);
      yield {
        path: file.path,
        span,
        message: setting
          ? `${setting.key} holds ${withArticle(vendor.name)}.`
          : `Here stands ${withArticle(vendor.name)}, for everyone who reads the file.`,
        severity: vendor.severity ?? 'error',
        fixes: fixesOf(view, setting),
        ...(setting && { subject: { setting: setting.key } }),
        pointer: count === 1 ? pointer : `${pointer}#${count}`,
      };
    }
  },
};

const withArticle = (name: string): string => `${/^(?:[AEIO]|age|npm|xAI)/.test(name) ? 'an' : 'a'} ${name}`;

/** In the text, and in what the text holds encoded; what is commented out opens nothing. */
function tokensIn({ file }: FileView, settings: readonly Setting[]): readonly FoundToken[] {
  const written = findVendorTokens(file.text);
  const encoded = settings
    .filter(({ exact, source }) => !exact && source === 'kubernetes-secret')
    .flatMap(({ text, valueSpan }) => findVendorTokens(text).map(({ vendor }) => ({ vendor, span: valueSpan })));
  const named = settings
    .filter(({ key, text, exact }) => exact && isAwsSecret(key, text))
    .map(({ valueSpan }) => ({ vendor: { name: 'AWS secret access key', prefixes: [], form: /$/ }, span: valueSpan }));
  const all = [...written, ...encoded, ...named];
  if (all.length === 0) return [];
  const comments = commentsOf(file);
  return all
    .filter(({ span }) => !comments.some((comment) => isInside(span, comment)))
    .toSorted((a, b) => a.span.start - b.span.start);
}

/** A name or neighbours that say that browsers get the key: Google's web keys are no secret. */
function isForBrowsers(text: string, { start }: Span): boolean {
  const line = text.slice(text.lastIndexOf('\n', start) + 1, start);
  return /PUBLIC|FIREBASE|VITE_|REACT_APP|BROWSER|WEB|MAPS/i.test(line) || /authDomain|firebaseapp\.com/.test(text);
}

function fixesOf(view: FileView, setting: Setting | undefined): readonly Fix[] {
  const { file } = view;
  const fix = file.kind === 'dotenv' ? ignoreFix(file.path, view.versioning) : setting && moveToEnv(setting, view);
  return fix ? [fix] : [];
}
