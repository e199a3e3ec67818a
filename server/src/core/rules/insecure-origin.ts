import { placeWithin } from '../deployment/effective.ts';
import { isPublicHost, readUrl } from '../model/url.ts';
import { isOriginSetting } from './origin-setting.ts';
import type { FileRule, Problem } from './rule.ts';
import { settingPlace } from './setting-problem.ts';
import { replaceFact, traefikIn, traefikProblem } from './traefik-place.ts';
import type { FileView } from './view.ts';

export const insecureOrigin: FileRule = {
  id: 'insecure-origin',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'origin',
  summary: 'A page that came over plain http may call the service.',
  why: `Whoever sits on the way of such a page can change it, and then calls the service with the visitor's session. Allow the https
origin alone; where the site still answers on http, redirect it.`,
  bad: { '.env': 'CORS_ALLOWED_ORIGINS=https://app.example.org,http://www.example.org\n' },
  good: { '.env': 'CORS_ALLOWED_ORIGINS=https://app.example.org,http://localhost:5173\n' },
  references: ['https://fetch.spec.whatwg.org/#http-cors-protocol', 'https://www.w3.org/TR/secure-contexts/'],

  *check(view) {
    const { settings } = view;
    for (const setting of settings) {
      if (!setting.value?.toLowerCase().includes('http:') || !isOriginSetting(setting)) continue;
      for (const [index, item] of [...setting.value.matchAll(/[^\s,;[\]"']+/g)].entries()) {
        const url = readUrl(item[0]);
        if (url?.scheme !== 'http' || !isPublicHost(url.host)) continue;
        const place = placeWithin(setting, item.index, item.index + item[0].length);
        const at = settingPlace(setting);
        yield {
          ...at,
          ...(place?.exact && { path: place.path, span: place.span }),
          message: `${setting.key} lets pages of http://${url.host} in, which anyone on the way can change.`,
          fixes: place?.exact
            ? [
                {
                  title: 'Use https',
                  safe: false,
                  edits: [
                    { path: place.path, span: { start: place.span.start, end: place.span.start + 4 }, text: ['https'] },
                  ],
                },
              ]
            : [],
          pointer: `${at.pointer}#${index}`,
        };
      }
    }
    yield* inTraefik(view);
  },
};

function* inTraefik(view: FileView): Iterable<Problem> {
  for (const source of traefikIn(view)) {
    for (const { name, headers } of source.dynamic?.middlewares ?? []) {
      for (const [index, fact] of (headers?.allowOrigins ?? []).entries()) {
        const url = readUrl(fact.value);
        if (url?.scheme !== 'http' || !isPublicHost(url.host)) continue;
        yield traefikProblem(
          source,
          fact,
          `middlewares/${name}/origin/${index}`,
          `The middleware '${name}' lets pages of http://${url.host} in, which anyone on the way can change.`,
          replaceFact(view.file, fact, 'Use https', fact.text.replace(/^http:/i, 'https:')),
        );
      }
    }
  }
}
