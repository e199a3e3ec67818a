import { type DataMember, type DataNode, dataOfYaml, membersOf } from '../syntax/data.ts';
import { parseToml } from '../syntax/toml.ts';
import { parseYaml } from '../syntax/yaml.ts';
import { isTemplate } from '../syntax/yaml-template.ts';
import { nameOf, readDynamic } from './read-traefik-dynamic.ts';
import type { TraefikEntryPoint, TraefikModel, TraefikStatic, TraefikTrust } from './traefik.ts';
import { booleanFact, isOn, listFacts, optionAt, optionOf, textFact } from './traefik-facts.ts';

/** A static or dynamic configuration; one file may hold both sorts of keys, though Traefik reads each sort from its own. */
export function readTraefik(text: string, form: 'yaml' | 'toml'): TraefikModel {
  return form === 'toml' ? fromToml(text) : fromYaml(text);
}

const models = (root: DataNode | undefined) => ({ root, static: readStatic(root), dynamic: readDynamic(root) });

function fromToml(text: string): TraefikModel {
  const { root, comments, problems } = parseToml(text);
  const generated = /\{\{/.test(text);
  return { ...models(root), comments, problems: generated ? [] : problems, duplicates: [] };
}

function fromYaml(text: string): TraefikModel {
  const tree = parseYaml(text);
  // Traefik's file provider runs files through Go templates first.
  const generated = isTemplate(text, tree.problems) || /\{\{/.test(text);
  return {
    ...models(dataOfYaml(tree.documents[0]?.root)),
    problems: generated ? [] : tree.problems,
    duplicates: generated ? [] : tree.duplicates,
    get comments() {
      return tree.comments.map(({ span }) => span);
    },
  };
}

/** https://doc.traefik.io/traefik/reference/static-configuration/file/ */
export function readStatic(root: DataNode | undefined): TraefikStatic {
  const api = optionOf(root, 'api');
  const docker = optionAt(root, 'providers', 'docker') ?? optionAt(root, 'providers', 'swarm');
  const entryOf = (name: string) => {
    const member = optionOf(root, name);
    return member && isOn(member) ? member.span : undefined;
  };
  return {
    entryPoints: membersOf(optionOf(root, 'entryPoints')?.value).map(readEntryPoint),
    api: {
      entry: api?.span,
      insecure: booleanFact(optionOf(api?.value, 'insecure')),
      dashboard: booleanFact(optionOf(api?.value, 'dashboard')),
      debug: booleanFact(optionOf(api?.value, 'debug')),
    },
    logLevel: textFact(optionAt(root, 'log', 'level')),
    accessLog: entryOf('accessLog'),
    metrics: entryOf('metrics'),
    metricsEntryPoint: metricsEntryPointOf(root),
    ping: entryOf('ping'),
    docker: docker && { entry: docker.span, exposedByDefault: booleanFact(optionOf(docker.value, 'exposedByDefault')) },
    readsFiles: optionAt(root, 'providers', 'file') !== undefined,
    insecureSkipVerify: booleanFact(optionAt(root, 'serversTransport', 'insecureSkipVerify')),
    certificateResolvers: membersOf(optionOf(root, 'certificatesResolvers')?.value).map(nameOf),
  };
}

/** Prometheus alone answers on an entry point: `traefik` where nothing is said. */
function metricsEntryPointOf(root: DataNode | undefined): TraefikStatic['metricsEntryPoint'] {
  const prometheus = optionAt(root, 'metrics', 'prometheus');
  return prometheus && isOn(prometheus) ? textFact(optionOf(prometheus.value, 'entryPoint')) : undefined;
}

function readEntryPoint(member: DataMember): TraefikEntryPoint {
  const { value } = member;
  const address = textFact(optionOf(value, 'address'));
  const port = /:(\d+)(?:\/\w+)?$/.exec(address?.text ?? '')?.[1];
  const redirect = optionAt(value, 'http', 'redirections', 'entryPoint')?.value;
  return {
    ...nameOf(member),
    address,
    port: port === undefined ? undefined : Number(port),
    redirectTo: textFact(optionOf(redirect, 'to')),
    redirectScheme: textFact(optionOf(redirect, 'scheme')),
    forwardedHeaders: readTrust(optionOf(value, 'forwardedHeaders')?.value),
    proxyProtocol: readTrust(optionOf(value, 'proxyProtocol')?.value),
    tls: isOn(optionAt(value, 'http', 'tls')),
    certResolver: textFact(optionAt(value, 'http', 'tls', 'certResolver')),
    middlewares: listFacts(optionAt(value, 'http', 'middlewares')),
    isDefault: booleanFact(optionOf(value, 'asDefault'))?.value === true,
  };
}

const readTrust = (node: DataNode | undefined): TraefikTrust => ({
  trustedIps: listFacts(optionOf(node, 'trustedIPs')),
  insecure: booleanFact(optionOf(node, 'insecure')),
});
