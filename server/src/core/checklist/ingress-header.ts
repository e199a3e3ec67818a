import { isManifest } from '../deployment/workload.ts';
import type { KubernetesIngress } from '../model/kubernetes.ts';
import type { Context } from './context.ts';
import { frontsOf } from './see-workload.ts';
import type { Sighting } from './sighting.ts';

/** A response header on its way out of each Ingress that leads to the product; what the controller itself adds stands in no file. */
export function ingressHeader(name: string, context: Context): readonly Sighting[] {
  const fronts = new Set(frontsOf(context).map(({ object }) => object.name));
  if (fronts.size === 0) return [];
  return context.deployment.files.filter(isManifest).flatMap(({ path, model }) =>
    model.ingresses
      .filter(({ rules }) =>
        rules.some(({ backends }) => backends.some(({ service }) => service && fronts.has(service.value))),
      )
      .map((ingress): Sighting => {
        const set = headerInSnippets(name, ingress) ?? headerOfMiddlewares(name, ingress, context);
        return {
          name: `${name} of Ingress ${ingress.name}`,
          value: set?.value,
          ...(!set && { open: `Whether the controller of Ingress ${ingress.name} sends ${name} no file here tells.` }),
          places: [{ path, span: set?.span ?? ingress.nameSpan }],
          tellable: true,
        };
      }),
  );
}

type Found = { readonly value: string; readonly span: KubernetesIngress['nameSpan'] };

/** Lines of nginx (https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#configuration-snippet). */
function headerInSnippets(wanted: string, { annotations }: KubernetesIngress): Found | undefined {
  for (const { key, value, keySpan } of annotations) {
    if (!/^nginx\.ingress\.kubernetes\.io\/(?:configuration|server)-snippet$/.test(key)) continue;
    for (const line of value.split('\n')) {
      const [, added, addedValue, whole] =
        /^\s*(?:add_header\s+["']?([\w-]+)["']?\s+("[^"]*"|'[^']*'|[^\s;]+)|more_set_headers\s+("[^"]*"|'[^']*'))/.exec(
          line,
        ) ?? [];
      const [name = '', ...rest] = added === undefined ? unquoted(whole ?? '').split(':') : [added];
      if (name.trim().toLowerCase() !== wanted.toLowerCase()) continue;
      return { value: added === undefined ? rest.join(':').trim() : unquoted(addedValue ?? ''), span: keySpan };
    }
  }
  return undefined;
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');

/** Objects of Traefik as `namespace-name@kubernetescrd` (https://doc.traefik.io/traefik/routing/providers/kubernetes-ingress/#on-ingress). */
function headerOfMiddlewares(
  wanted: string,
  { annotations }: KubernetesIngress,
  { deployment }: Context,
): Found | undefined {
  const own = annotations.find(({ key }) => key === 'traefik.ingress.kubernetes.io/router.middlewares');
  const names = (own?.value ?? '').split(',').map((text) => text.trim().replace(/@kubernetescrd$/, ''));
  const sent = deployment.traefik.sources
    .filter(({ from }) => from === 'cluster')
    .flatMap(({ dynamic }) => dynamic?.middlewares ?? [])
    .filter((middleware) => names.some((name) => name.endsWith(`-${middleware.name}`)))
    .flatMap(({ headers }) => headers?.response ?? []);
  const set = sent.findLast(({ name }) => name === wanted.toLowerCase());
  return own && set && { value: set.value === '' ? 'removed' : set.value, span: own.valueSpan };
}
