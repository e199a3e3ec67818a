import { readAddress } from '../model/caddy-address.ts';
import type { Place } from '../model/place.ts';
import { plainKey } from '../model/plain-key.ts';
import { startedSettings } from '../model/pm2.ts';
import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import { isPublicHost, readUrl } from '../model/url.ts';
import type { Product, Variable } from '../product/product.ts';
import { namesProduction } from '../tier-of-path.ts';
import { clusterSettingsOf } from './cluster-settings.ts';

const tierNames = new Set([
  'NODE_ENV',
  'APP_ENV',
  'RAILS_ENV',
  'RACK_ENV',
  'DJANGO_ENV',
  'FLASK_ENV',
  'APP_ENVIRONMENT',
  'ENVIRONMENT',
  'ASPNETCORE_ENVIRONMENT',
  'DOTNET_ENVIRONMENT',
  'GO_ENV',
  'SYMFONY_ENV',
  'NUXT_ENV',
  'DEPLOY_ENV',
  'SPRING_PROFILES_ACTIVE',
  'MIX_ENV',
]);

/** Names that say which tier the program runs in; products add their own. */
export const isTierName = (key: string, product: Product | undefined): boolean =>
  tierNames.has(key.replace(/^_/, '')) || product?.variables[key]?.kind === 'tier';

/** Any prefix may stand before these; they only ever mean the address of the service itself. */
const ownUrlName =
  /(?:^|_)(?:(?:PUBLIC|SITE|EXTERNAL|CANONICAL|FRONTEND|ROOT|PUBLIC_BASE|PUBLIC_APP|APP_BASE|WEBAPP)_(?:URL|URI|ORIGIN)|SITEURL)$/i;
/** With a prefix these are as often somebody else's address (`OPENAI_BASE_URL`), so only a framework's prefix may stand there. */
const bareUrlName =
  /^(?:NEXT_PUBLIC_|NUXT_|NUXT_PUBLIC_|VITE_|REACT_APP_|GF_SERVER_)?(?:BASE|APP|SERVER|WEB|HOME|AUTH|HOST|DOMAIN|NEXTAUTH|BETTER_AUTH|WEBHOOK)_(?:URL|URI|ORIGIN)$/i;

const isOwnUrlName = (name: string): boolean => ownUrlName.test(name) || bareUrlName.test(name);

/** Names of the address that people use to reach the service; `known` is what an image's own page says of the name. */
export const isPublicUrlName = (key: string, product: Product | undefined, known?: Variable): boolean => {
  const variable = product?.variables[key] ?? known;
  return variable ? variable.kind === 'public-url' : isOwnUrlName(plainKey(key));
};

/** An image is made for production wherever it runs, so that a Dockerfile says nothing. */
function settingsOf(file: SourceFile): readonly Setting[] {
  switch (file.kind) {
    case 'compose':
      return file.model.services.flatMap(({ environment }) => environment);
    case 'dotenv':
    case 'json':
      return file.model.settings;
    case 'pm2':
      return file.model.apps.flatMap(startedSettings);
    case 'systemd':
      return file.model.environment;
    case 'helm-values':
      return [];
    default:
      return clusterSettingsOf(file);
  }
}

/**
 * What in this file says production (rules page, decision 2): its name, its tier variable, a public https address, a site
 * with a public name.
 */
export function productionMarkerIn(file: SourceFile, products: readonly Product[]): Place | undefined {
  for (const setting of settingsOf(file)) {
    const product = products.find(({ variables }) => variables[setting.key] !== undefined);
    const isTier = isTierName(setting.key, product) && /^prod(?:uction)?$/i.test(setting.text);
    const url = isPublicUrlName(setting.key, product) ? readUrl(setting.text) : undefined;
    if (isTier || (url?.scheme === 'https' && isPublicHost(url.host)))
      return { path: file.path, span: setting.valueSpan };
  }
  if (file.kind === 'caddyfile') {
    for (const { addresses } of file.model.sites) {
      const named = addresses.find(
        ({ text }) => readAddress(text).scheme !== 'http' && isPublicHost(readAddress(text).host),
      );
      if (named) return { path: file.path, span: named.token.span };
    }
  }
  return namesProduction(file.path) ? { path: file.path, span: { start: 0, end: 0 } } : undefined;
}
