import { parseYaml } from '../syntax/yaml.ts';
import { interpolationReferences } from '../syntax/yaml-interpolation.ts';
import { isTemplate } from '../syntax/yaml-template.ts';
import { entryOf, valueAt, type YamlEntry, type YamlNode } from '../syntax/yaml-tree.ts';
import type { ComposeInclude, ComposeModel, ComposeResource, ComposeText } from './compose.ts';
import { composeProblems, isFirstVersion } from './compose-problems.ts';
import { composeText, entriesOf, isScalar, itemsOf, readFlag, scalarText, textOf, textsAt } from './compose-scalar.ts';
import { readService } from './read-compose-service.ts';

/** Reads a Compose file; whatever is not as the specification says is left out, never guessed. */
export function readCompose(text: string): ComposeModel {
  const tree = parseYaml(text);
  const root = tree.documents[0]?.root;
  const generated = isTemplate(text, tree.problems);
  const services =
    root && isFirstVersion(root)
      ? root.entries.filter(({ key }) => !key.text.startsWith('x-'))
      : entriesOf(valueAt(root, 'services'));
  return {
    name: composeText(entryOf(root, 'name'), '/name'),
    version: composeText(entryOf(root, 'version'), '/version'),
    services: services.flatMap((entry) => (entry.value?.type === 'map' ? [readService(entry, entry.value, text)] : [])),
    volumes: readResources(valueAt(root, 'volumes'), '/volumes'),
    networks: readResources(valueAt(root, 'networks'), '/networks'),
    secrets: readResources(valueAt(root, 'secrets'), '/secrets'),
    configs: readResources(valueAt(root, 'configs'), '/configs'),
    includes: itemsOf(valueAt(root, 'include')).flatMap(readInclude),
    problems: generated ? [] : composeProblems(text, tree),
    get references() {
      return interpolationReferences(text, tree);
    },
    get comments() {
      return tree.comments.map(({ span }) => span);
    },
  };
}

const readResources = (node: YamlNode | undefined, pointer: string): readonly ComposeResource[] =>
  entriesOf(node).flatMap((entry) =>
    entry.key.text.startsWith('x-') ? [] : [readResource(entry, `${pointer}/${entry.key.text}`)],
  );

function readResource({ key, value, span }: YamlEntry, pointer: string): ComposeResource {
  const part = (name: string) => composeText(entryOf(value, name), `${pointer}/${name}`);
  const external = entryOf(value, 'external');
  return {
    name: key.text,
    nameSpan: key.span,
    span,
    external: external?.value?.type === 'map' || readFlag(external, pointer)?.value === true,
    driver: part('driver'),
    hostPath: boundPath(valueAt(value, 'driver_opts'), `${pointer}/driver_opts`),
    share: shareOf(valueAt(value, 'driver_opts'), `${pointer}/driver_opts`),
    file: part('file'),
    environment: part('environment'),
    content: part('content'),
    internal: readFlag(entryOf(value, 'internal'), pointer)?.value === true,
  };
}

/** https://docs.docker.com/reference/cli/docker/volume/create/#opt */
function boundPath(options: YamlNode | undefined, pointer: string): ComposeText | undefined {
  const device = composeText(entryOf(options, 'device'), `${pointer}/device`);
  const isBound = /(?:^|,)r?bind(?:,|$)/.test(textOf(valueAt(options, 'o')) ?? '');
  return (isBound ? device : undefined) ?? composeText(entryOf(options, 'mountpoint'), `${pointer}/mountpoint`);
}

/** File systems of other machines that the local driver mounts (mount(8)). */
function shareOf(options: YamlNode | undefined, pointer: string): ComposeText | undefined {
  const type = composeText(entryOf(options, 'type'), `${pointer}/type`);
  return type && /^(?:nfs4?|cifs|smb\d?|smbfs|glusterfs|ceph|9p|fuse\.\w+)$/i.test(type.text) ? type : undefined;
}

function readInclude(item: YamlNode): readonly ComposeInclude[] {
  const pointer = `/include/${textOf(item) ?? textOf(valueAt(item, 'path')) ?? ''}`;
  if (isScalar(item))
    return item.text === ''
      ? []
      : [
          {
            paths: [scalarText(item, 'include', item.span, pointer)],
            envFiles: [],
            projectDirectory: undefined,
            span: item.span,
          },
        ];
  return [
    {
      paths: textsAt(item, 'path', pointer),
      envFiles: textsAt(item, 'env_file', pointer),
      projectDirectory: composeText(entryOf(item, 'project_directory'), `${pointer}/project_directory`),
      span: item.span,
    },
  ];
}
