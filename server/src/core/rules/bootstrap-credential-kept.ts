import type { EffectiveSetting } from '../deployment/effective.ts';
import { referencesIn } from '../syntax/interpolation.ts';
import type { DeploymentRule } from './rule.ts';
import { replaceValue, settingPlace } from './setting-problem.ts';

export const bootstrapCredentialKept: DeploymentRule = {
  id: 'bootstrap-credential-kept',
  // Files do not tell whether the first start has been: a fresh deployment looks the same.
  severity: 'information',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'secret',
  summary: 'A credential that only the first start needs is still set.',
  why: `The program reads it once, to make its first account. From then on it helps nobody but whoever reads the
environment: of a container, a process list, a backup. Change the password of that account after the first login, and take
the variable away. Where the Compose file insists on a value (\`\${NAME:?}\`), the rule is silent; there give it one that
is no longer the account's password.`,
  bad: { '.env': 'NOVAMEM_AUTH=password\nNOVAMEM_ADMIN_PASSWORD=wT7pQ2xVbn4KzR9sLm3yHd8c\n' },
  good: { '.env': 'NOVAMEM_AUTH=oidc\nNOVAMEM_ADMIN_PASSWORD=\n' },
  references: ['https://cwe.mitre.org/data/definitions/1188.html'],

  *check({ deployment }) {
    // Where Compose insists on the name, the env file has to keep it.
    const seen = new Set(deployment.settings.filter(isInsisted).map(placeOf));
    for (const setting of deployment.settings) {
      const { variable, value, product, key, decided } = setting;
      if (variable?.bootstrapOnly !== true || value === undefined || value === '') continue;
      const id = placeOf(setting);
      if (seen.has(id) || decided.kind === 'default') continue;
      seen.add(id);
      yield {
        ...settingPlace(setting),
        message: `${key} is needed for the first start of ${product?.name ?? 'the product'} only.`,
        fixes: variable.required || variable.requiredUnless ? [] : replaceValue(setting, `Unset ${key}`, []),
      };
    }
  },
};

const placeOf = ({ decided }: EffectiveSetting): string => `${decided.path}:${decided.span.start}`;

const isInsisted = ({ setting }: EffectiveSetting): boolean =>
  referencesIn(setting.template).some(({ operator }) => operator === ':?' || operator === '?');
