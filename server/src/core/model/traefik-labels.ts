import { readDynamic } from './read-traefik-dynamic.ts';
import type { Setting } from './setting.ts';
import type { TraefikLabels } from './traefik.ts';
import { booleanFact, optionOf } from './traefik-facts.ts';
import { treeOfOptions } from './traefik-options.ts';

/**
 * The labels of a container as Traefik's provider reads them: `traefik.http.routers.web.rule` is the path of an option
 * (https://doc.traefik.io/traefik/providers/docker/). Places are those of the labels; a reference that Compose replaces stays
 * as it is given.
 */
export function readTraefikLabels(labels: readonly Setting[]): TraefikLabels {
  const own = labels.filter(({ key }) => /^traefik\./i.test(key));
  const tree = treeOfOptions(own.map((label) => ({ ...label, names: label.key.split('.').slice(1) })));
  return { enable: booleanFact(optionOf(tree, 'enable')), dynamic: readDynamic(tree) };
}
