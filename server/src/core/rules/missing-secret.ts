import { roleOf } from '../secrets/candidate.ts';
import { generatedFor, generatedTitle } from '../secrets/generate.ts';
import { missingProblem, missingVariables } from './required-variable.ts';
import type { DeploymentRule } from './rule.ts';

export const missingSecret: DeploymentRule = {
  id: 'missing-secret',
  severity: 'error',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'secret',
  summary: 'A secret that the product requires is blank or set nowhere.',
  why: `The program refuses to start, or starts with a built-in fallback that is the same everywhere. The effective
environment is asked: env files, \`environment\`, overrides and fallbacks together. A variable that names a file with the
secret (\`*_FILE\`) counts as set. Where an env file that the service names is not in the workspace, the rule stays silent.`,
  bad: { '.env': 'NOVAMEM_WARM_URL=postgres://novamem@db:5432/novamem\nNOVAMEM_COOKIE_SECRET=\n' },
  good: {
    '.env':
      'NOVAMEM_WARM_URL=postgres://novamem@db:5432/novamem\nNOVAMEM_COOKIE_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n',
  },
  references: [
    'https://12factor.net/config',
    'https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/',
  ],

  *check({ deployment }) {
    for (const missing of missingVariables(deployment)) {
      const { name, variable, setting } = missing;
      if (variable.kind !== 'secret' && variable.kind !== 'password') continue;
      const role = setting ? (roleOf(setting) ?? 'key') : 'key';
      const generated = generatedFor({ variable, role, key: name, inUrl: false }, false);
      yield missingProblem(missing, generated, generatedTitle(generated), deployment);
    }
  },
};
