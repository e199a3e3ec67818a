import type { Severity } from '../severity.ts';

/** A kind of token that one vendor issues in a form of its own. */
export interface VendorToken {
  /** In a sentence behind "a": `GitHub token`. */
  readonly name: string;
  /** Each token begins with one of these, in this case; none where `contains` finds it. */
  readonly prefixes: readonly string[];
  /** What stands inside of each token that has no prefix. */
  readonly contains?: string;
  /** The whole token, prefix and all. */
  readonly form: RegExp;
  /** CRC32 of the body in base62 as its last six characters. */
  readonly checksum?: true;
  /** Lower than an error: a key for tests, or one that is public where a browser holds it. */
  readonly severity?: Severity;
  /** A browser may hold it: names that say so are left alone. */
  readonly browser?: true;
  /** Its prefix is an ordinary one: nothing that belongs to a word may stand before it. */
  readonly alone?: true;
}

const escaped = (text: string): string => text.replace(/[.|~]/g, '\\$&');
const ends = '(?![A-Za-z0-9_-])';

const token = (name: string, prefixes: string, form: string, more: Partial<VendorToken> = {}): VendorToken => {
  const list = prefixes.split(' ');
  const before = `(?<![A-Za-z0-9${more.alone ? '_.-' : ''}])`;
  return {
    name,
    prefixes: list,
    form: new RegExp(`${before}(?:${list.map(escaped).join('|')})${form}${ends}`, 'y'),
    ...more,
  };
};

/** A token that is known by what stands inside of it. */
const holding = (name: string, contains: string, form: string): VendorToken => ({
  name,
  prefixes: [],
  contains,
  form: new RegExp(`(?<![A-Za-z0-9,._~-])${form}${ends}`, 'g'),
});

/** Letters and digits; those with `_` and `-`; lower-case hex. */
const an = '[A-Za-z0-9]';
const url = '[A-Za-z0-9_-]';
const hex = '[0-9a-f]';
const uuid = `${hex}{8}-${hex}{4}-${hex}{4}-${hex}{4}-${hex}{12}`;
const test = { severity: 'warning' } as const;
const alone = { alone: true } as const;

/**
 * The forms of the vendors' own manuals, their secret scanning partners' lists and the published checksums
 * (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
 */
export const vendorTokens: readonly VendorToken[] = [
  token('1Password service account token', 'ops_eyJ', `[A-Za-z0-9+/_-]{200,2000}={0,3}`),
  token('1Password secret key', 'A3-', `[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}`),
  token('Adobe client secret', 'p8e-', `${url}{32}`),
  token('age private key', 'AGE-SECRET-KEY-1', '[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}'),
  token('Airtable access token', 'pat', `${an}{14}\\.${hex}{64}`, alone),
  token('Alibaba Cloud access key', 'LTAI', `${an}{20}`),
  token('Anthropic key', 'sk-ant-api03- sk-ant-api04- sk-ant-admin01- sk-ant-oat01- sk-ant-ort01-', `${url}{80,120}AA`),
  token('Artifactory key', 'AKCp', `${an}{69}`),
  token('Artifactory reference token', 'cmVmd', `${an}{59}`),
  token('Atlassian API token', 'ATATT3', `[A-Za-z0-9_=-]{180,200}`),
  token('Bitbucket access token', 'ATCTT3 ATBB', `[A-Za-z0-9_=-]{24,200}`),
  token(
    'Authress access key',
    'sc_ ext_ scauth_ authress_',
    `[a-z0-9]{5,30}\\.[a-z0-9]{4,6}\\.acc[_-][a-z0-9-]{10,32}\\.[A-Za-z0-9+/_=-]{30,120}`,
  ),
  token('AWS access key', 'AKIA ASIA ABIA ACCA', '[A-Z0-9]{16}'),
  token('AWS Bedrock key', 'ABSKQmVkcm9ja0FQSUtleS1', '[A-Za-z0-9+/]{90,250}={0,2}'),
  token('Brevo key', 'xkeysib- xsmtpsib-', `${hex}{64}-${an}{16}`),
  token('Buildkite token', 'bkua_', `${hex}{40}`),
  token('ClickHouse Cloud key', '4b1d', `${an}{38}`, alone),
  token('Clojars token', 'CLOJARS_', `${hex}{60}`),
  token('Cloudflare token', 'cfat_ cfut_ cfk_', `${an}{40}${hex}{8}`),
  token('Cloudflare origin CA key', 'v1.0-', `${hex}{24}-${hex}{146}`),
  token('Contentful management token', 'CFPAT-', `${url}{43}`),
  token('Databricks token', 'dapi', '[0-9a-fA-F]{32}(?:-[0-9])?'),
  token('Defined Networking token', 'dnkey-', '[a-z0-9=_-]{26}-[a-z0-9=_-]{52}'),
  token('DigitalOcean token', 'dop_v1_ doo_v1_ dor_v1_', `${hex}{64}`),
  token(
    'Discord webhook',
    'https://discord.com/api/webhooks/ https://discordapp.com/api/webhooks/',
    `[0-9]{17,20}/${url}{60,80}`,
  ),
  token('Docker Hub token', 'dckr_pat_ dckr_oat_', `${url}{27,32}`),
  token('Doppler token', 'dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.', `(?:[a-z0-9_-]{2,35}\\.)?${an}{40,44}`),
  token('Duffel token', 'duffel_live_ duffel_test_', '[A-Za-z0-9_=-]{43}'),
  token('Dynatrace token', 'dt0c01. dt0s01. dt0s16.', '[A-Z0-9]{24}\\.[A-Z0-9]{64}'),
  token('EasyPost key', 'EZAK EZTK', `${an}{54}`),
  token('Facebook page token', 'EAAM EAAC', `${an}{100,250}`),
  token('Figma token', 'figd_', `${url}{40,60}`),
  token('Flutterwave secret key', 'FLWSECK-', `${an}{12,40}-X`),
  token('Fly.io token', 'fo1_', `${url}{43}`),
  token('Frame.io token', 'fio-u-', `${url}{64}`),
  token('GitHub token', 'ghp_ gho_ ghu_ ghs_ ghr_', `${an}{36}`, { checksum: true }),
  token('GitHub App token', 'ghs_', `[0-9]{3,12}_eyJ${url}{10,600}\\.eyJ${url}{10,2000}\\.${url}{20,800}`),
  token('GitHub fine-grained token', 'github_pat_', `[A-Za-z0-9_]{82}`),
  token('GitLab token', 'glpat- gldt- glft- glrt- glsoat- glffct-', `${url}{20}`),
  token('GitLab token', 'glpat- glrt-t1_ glrt-t2_ glrt-t3_', `${url}{27,300}\\.[0-9a-z]{9}`),
  token('GitLab trigger token', 'glptt-', `${hex}{40}`),
  token('GitLab mail token', 'glimt-', `${url}{25}`),
  token('GitLab agent token', 'glagent-', `${url}{50}`),
  token('GitLab application secret', 'gloas-', `${url}{64}`),
  token('GitLab job token', 'glcbt-', `${an}{1,5}_${url}{20}`),
  token('GitLab runner token', 'GR1348941', `${url}{20}`),
  token('Google API key', 'AIza', `${url}{35}`, { severity: 'warning', browser: true }),
  token('Google OAuth client secret', 'GOCSPX-', `${url}{28}`),
  token('Grafana Cloud token', 'glc_', '[A-Za-z0-9+/]{32,400}={0,3}'),
  token('Grafana service account token', 'glsa_', `${an}{32}_[0-9A-Fa-f]{8}`),
  token('Grafana key', 'eyJrIjoi', '[A-Za-z0-9]{70,400}={0,3}'),
  token('Groq key', 'gsk_', `${an}{52}`),
  token('Harness token', 'pat. sat.', `${url}{22}\\.${hex}{24}\\.${an}{20}`),
  token('Heroku key', 'HRKU-AA', `${url}{58}`),
  token('Hugging Face token', 'hf_ api_org_', '[A-Za-z]{34}'),
  token('Infracost key', 'ico-', `${an}{32}`),
  token('Infisical service token', 'st.', `${hex}{24}\\.${hex}{32}\\.${hex}{32}`),
  token('LangSmith key', 'lsv2_pt_ lsv2_sk_', `${hex}{32}_${hex}{10}`),
  token('Langfuse secret key', 'sk-lf-', uuid),
  token('Linear key', 'lin_api_ lin_oauth_', `${an}{40,64}`),
  token('Mailchimp Transactional key', 'md-', `${an}{22}`, alone),
  token('Mailgun key', 'key-', `${hex}{32}`, alone),
  token('Mapbox secret token', 'sk.eyJ', `${url}{60,120}\\.${url}{20,24}`),
  holding('MaxMind license key', '_mmk', `${an}{6}_${an}{29}_mmk`),
  holding('Microsoft Entra client secret', 'Q~', '[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}'),
  token('New Relic user key', 'NRAK-', '[A-Z0-9]{27}'),
  token('New Relic insert key', 'NRII-', `${url}{32}`),
  token('Notion token', 'ntn_', `[0-9]{11}${an}{35}`),
  // A long name in snake case has no capitals and digits.
  token('novamem token', 'nm_', `(?=${url}*[A-Z])(?=${url}*[0-9])${url}{43}`, alone),
  token('npm token', 'npm_', `${an}{36}`, { checksum: true }),
  token('Octopus Deploy key', 'API-', '[A-Z0-9]{26}', alone),
  token('OpenAI key', 'sk-proj- sk-svcacct- sk-admin-', `${url}{58,74}T3BlbkFJ${url}{58,74}`),
  token('OpenAI key', 'sk-', `${an}{20}T3BlbkFJ${an}{20}`),
  token('OpenRouter key', 'sk-or-v1-', `${hex}{64}`),
  token('OpenShift token', 'sha256~', `${url}{43}`),
  token('Perplexity key', 'pplx-', `${an}{48}`),
  token('PlanetScale password', 'pscale_tkn_ pscale_oauth_ pscale_pw_', `[\\w=.-]{32,64}`),
  token('Postman key', 'PMAK-', `${hex}{24}-${hex}{34}`),
  token('Prefect key', 'pnu_ pnb_', `${an}{36}`),
  token('Pulumi token', 'pul-', `${hex}{40}`),
  token('PyPI token', 'pypi-AgEIcHlwaS5vcmc pypi-AgENdGVzdC5weXBpLm9yZw', `${url}{50,1000}`),
  token('Render key', 'rnd_', `${an}{32}`),
  token('README.com key', 'rdme_', '[a-z0-9]{70}'),
  token('Replicate token', 'r8_', `${an}{37}`),
  token('Resend key', 're_', `${an}{8}_${an}{24}`, alone),
  token('RubyGems key', 'rubygems_', `${hex}{48}`),
  token('Scalingo token', 'tk-us-', `${url}{48}`),
  token('SendGrid key', 'SG.', `${url}{22}\\.${url}{43}`),
  token('Sentry organisation token', 'sntrys_', `eyJ[A-Za-z0-9+/=_-]{80,500}_${url.replace('_-', '+/')}{43}`),
  token('Sentry user token', 'sntryu_', `${hex}{64}`),
  token('Shippo token', 'shippo_live_ shippo_test_', `${hex}{40}`),
  token('Shopify token', 'shpat_ shpca_ shppa_ shpss_', `(?:${an}{32}|${an}{38})`),
  token(
    'Slack token',
    'xoxb- xoxa- xoxo- xoxp- xoxr- xoxs-',
    `(?:[0-9]-)?[0-9]{8,14}-[0-9A-Za-z]{10,32}(?:-[0-9A-Za-z-]{10,90})?`,
  ),
  token('Slack app token', 'xapp-', `[0-9]-[A-Z0-9]{8,13}-[0-9]{10,14}-${hex}{60,70}`),
  token('Slack refresh token', 'xoxe-', '[0-9]-[A-Za-z0-9]{140,180}'),
  token('Slack webhook', 'https://hooks.slack.com/services/', 'T[A-Z0-9]{6,12}/B[A-Z0-9]{6,12}/[A-Za-z0-9]{20,28}'),
  token(
    'Slack workflow webhook',
    'https://hooks.slack.com/workflows/ https://hooks.slack.com/triggers/',
    '[A-Za-z0-9+/]{43,80}',
  ),
  token('Sonar token', 'squ_ sqp_ sqa_', `${hex}{40}`),
  token('Sourcegraph token', 'sgp_', '(?:(?:[0-9a-fA-F]{16}|local)_)?[0-9a-fA-F]{40}'),
  token('42 client secret', 's-s4t2ud- s-s4t2af-', `${hex}{64}`),
  token('Square token', 'sq0atp- sq0csp-', `${url}{22,60}`),
  token('Stripe live key', 'sk_live_ rk_live_ sk_prod_ rk_prod_', `${an}{24,99}`),
  token('Stripe test key', 'sk_test_ rk_test_', `${an}{24,99}`, test),
  token('Stripe webhook secret', 'whsec_', '[A-Za-z0-9+/]{32,48}={0,2}'),
  token('Supabase secret key', 'sb_secret_', `${url}{22,40}`),
  token('Supabase access token', 'sbp_', `${hex}{40}`),
  token('Tailscale key', 'tskey-', `[a-z]{2,12}-${an}{10,20}-${an}{20,40}`),
  holding('Telegram bot token', ':AA', '[0-9]{8,10}:AA[A-Za-z0-9_-]{33}'),
  holding('Terraform Cloud token', '.atlasv1.', `${an}{14}\\.atlasv1\\.${url}{60,70}`),
  token('Twilio key', 'SK', `${hex}{32}`, alone),
  token('Typeform token', 'tfp_', '[A-Za-z0-9_.=-]{40,59}'),
  token('Vault service token', 'hvs.', `${url}{90,120}`),
  token('Vault batch token', 'hvb.', `${url}{138,300}`),
  token('Vault recovery token', 'hvr.', `${url}{90,300}`),
  token('Vercel token', 'vcp_ vci_ vca_ vcr_ vck_', `${an}{40,56}`),
  token('xAI key', 'xai-', `${an}{80}`),
];
