import type { ChecklistResult } from '../checklist.ts';

/** What to do where no checklist was walked, in sentences. */
export function noChecklist({ analysis, known }: ChecklistResult): string {
  return analysis.deployments.length === 0
    ? 'Nothing that is deployed was found here: no .env, Compose, Caddyfile, nginx, Kubernetes, Dockerfile, PM2 or systemd file. ' +
        'Run it in the folder of your deployment. A checklist of your own goes to .seaworthy/checklists (docs/own-checklists.md).'
    : `No product with a checklist is deployed here. Known are ${known.join(', ')}; --product NAME walks one anyway.`;
}
