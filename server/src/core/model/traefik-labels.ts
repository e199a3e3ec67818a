import type { DataMap, DataMember, DataNode } from '../syntax/data.ts';
import { readDynamic } from './read-traefik-dynamic.ts';
import type { Setting } from './setting.ts';
import type { TraefikLabels } from './traefik.ts';
import { booleanFact, optionOf } from './traefik-facts.ts';

interface Branch {
  readonly setting: Setting;
  readonly names: Map<string, { readonly key: string; readonly branch: Branch }>;
  value: Setting | undefined;
}

/** Deeper labels than any option of Traefik. */
const maxParts = 20;

/**
 * The labels of a container as Traefik's provider reads them: `traefik.http.routers.web.rule` is the path of an option
 * (https://doc.traefik.io/traefik/providers/docker/). Places are those of the labels; a reference that Compose replaces stays
 * as written.
 */
export function readTraefikLabels(labels: readonly Setting[]): TraefikLabels {
  const own = labels.filter(({ key }) => /^traefik\./i.test(key));
  const root: Branch | undefined = own[0] && newBranch(own[0]);
  for (const setting of own) {
    let branch = root;
    const parts = setting.key.split('.').slice(1);
    for (const part of parts.length > maxParts ? [] : parts) {
      const name = part.toLowerCase();
      const next: Branch = branch?.names.get(name)?.branch ?? newBranch(setting);
      branch?.names.set(name, { key: branch.names.get(name)?.key ?? part, branch: next });
      branch = next;
    }
    if (branch) branch.value = setting;
  }
  const tree = root && nodeOf(root);
  return { enable: booleanFact(optionOf(tree, 'enable')), dynamic: readDynamic(tree) };
}

const newBranch = (setting: Setting): Branch => ({ setting, names: new Map(), value: undefined });

function nodeOf({ setting, names, value }: Branch): DataNode {
  if (names.size === 0 && value)
    return {
      type: 'scalar',
      value: value.text,
      text: value.text,
      span: value.valueSpan,
      content: value.valueSpan,
      exact: value.exact,
    };
  const members = [...names.values()].map(
    ({ key, branch }): DataMember => ({
      key,
      keySpan: branch.setting.keySpan,
      value: nodeOf(branch),
      span: branch.setting.span,
    }),
  );
  return { type: 'map', members, open: false, span: setting.span } satisfies DataMap;
}
