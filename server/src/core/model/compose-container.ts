import type { ComposeService, ComposeText } from './compose.ts';
import type { Container, Fact, HostMount, HostNamespace } from './container.ts';

/** What a Compose service says of its container (https://docs.docker.com/reference/compose-file/services/). */
export function composeContainer(service: Omit<ComposeService, 'container'>): Container {
  const { name, nameSpan, span, image, built, privileged, readOnly, limits, healthcheck } = service;
  const { memory, cpus, pids } = limits;
  const options = service.securityOpt.map(optionOf);
  return {
    name,
    nameSpan,
    span,
    pointer: `/services/${name}`,
    role: 'app',
    image: textFact(image),
    built,
    privileged: privileged?.value === undefined ? undefined : { ...flagPlace(privileged), value: privileged.value },
    escalation: escalationOf(options),
    addedCapabilities: service.capAdd.map(capability),
    droppedCapabilities: service.capDrop.map(capability),
    unconfined: options.flatMap(({ key, value, text }) =>
      isSwitchedOff(key, value) ? [{ ...placeOf(text), value: key }] : [],
    ),
    hostNamespaces: namespacesOf(service),
    hostMounts: service.volumes.flatMap(({ kind, source, target, readOnly: isReadOnly, span: place, pointer }) =>
      source && (kind === 'bind' || kind === undefined) ? mountOf(source, target, isReadOnly, place, pointer) : [],
    ),
    user: textFact(service.user),
    group: groupOf(service.user),
    nonRoot: undefined,
    readOnlyRoot: readOnly?.value === undefined ? undefined : { ...flagPlace(readOnly), value: readOnly.value },
    limits: { memory: textFact(memory), cpus: textFact(cpus), pids: textFact(pids) },
    healthcheck: healthcheck && { span: healthcheck.span, disabled: healthcheck.disabled },
    restart: restartOf(service.restart),
  };
}

type Placed = Omit<Fact<string>, 'value'>;

const placeOf = ({ text, span, setting }: ComposeText): Placed => ({ text, span, entry: setting.span });
const textFact = (text: ComposeText | undefined): Fact<string> | undefined =>
  text && { text: text.text, span: text.span, entry: text.setting.span, value: text.text };
const groupOf = (user: ComposeText | undefined): Fact<string> | undefined => {
  const group = /^[^:]*:(.+)$/.exec(user?.text ?? '')?.[1];
  return user && group !== undefined ? { ...placeOf(user), value: group } : undefined;
};
const flagPlace = ({ text, entry }: NonNullable<ComposeService['privileged']>): Placed => ({ ...placeOf(text), entry });
const capability = (text: ComposeText): Fact<string> => ({
  ...placeOf(text),
  value: text.text.toUpperCase().replace(/^CAP_/, ''),
});

interface Option {
  readonly key: string;
  readonly value: string;
  readonly text: ComposeText;
}

/** `no-new-privileges:true`, `seccomp=unconfined`: both signs are taken. */
function optionOf(text: ComposeText): Option {
  const [, key = text.text, value = ''] = /^([\w-]+)[:=](.*)$/s.exec(text.text) ?? [];
  return { key, value, text };
}

const isSwitchedOff = (key: string, value: string): boolean =>
  (['seccomp', 'apparmor', 'systempaths'].includes(key) && value === 'unconfined') ||
  (key === 'label' && value === 'disable');

function escalationOf(options: readonly Option[]): Fact<boolean> | undefined {
  const option = options.findLast(({ key }) => key === 'no-new-privileges');
  return option && { ...placeOf(option.text), value: option.value === 'false' };
}

const namespaceKeys: readonly HostNamespace[] = ['network', 'pid', 'ipc', 'uts', 'user', 'cgroup'];

function namespacesOf({ namespaces }: Pick<ComposeService, 'namespaces'>): readonly Fact<HostNamespace>[] {
  return namespaceKeys.flatMap((key) => {
    const text = namespaces[key];
    return text?.text === 'host' ? [{ ...placeOf(text), value: key }] : [];
  });
}

/** Only what is certainly a path of the host; a reference counts as its fallback. */
function mountOf(
  written: ComposeText,
  target: string,
  readOnly: boolean,
  span: HostMount['span'],
  pointer: string,
): readonly HostMount[] {
  const { text } = written;
  if (!text.includes('$')) return /^[/~]/.test(text) ? [{ source: text, target, readOnly, span, pointer }] : [];
  return [{ source: text.replace(/\$\{\w+:?-([^}]*)\}/g, '$1'), target, readOnly, span, pointer, written }];
}

/** `any` and `none` are the words of `deploy.restart_policy`. */
function restartOf(text: ComposeText | undefined): Fact<string> | undefined {
  if (!text) return undefined;
  const word = text.text.replace(/:\d+$/, '');
  return { ...placeOf(text), value: word === 'any' ? 'always' : word === 'none' ? 'no' : word };
}
