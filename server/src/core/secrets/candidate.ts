import type { Deployment } from '../deployment/deployment.ts';
import { type EffectiveSetting, placeWithin, type Segment } from '../deployment/effective.ts';
import { readConnection } from '../model/connection.ts';
import { withoutTag } from '../model/image.ts';
import { folderOf } from '../model/path.ts';
import { isStructured } from '../model/setting.ts';
import type { Variable } from '../product/product.ts';
import { isSupabaseDemo } from './published.ts';
import { type SecretRole, secretRole, userNamesFor } from './role.ts';
import { isSwitch } from './value.ts';

/** A value that a secret is expected to be, at the one place that decides it. */
export interface SecretCandidate {
  /** The name under which its consumer reads it. */
  readonly key: string;
  readonly value: string;
  readonly role: SecretRole;
  /** Where the value stands; a part of the setting where a URL or connection string holds it. */
  readonly place: Segment;
  /** Its login, where another setting or the URL tells it. */
  readonly user: string | undefined;
  readonly inUrl: boolean;
  readonly variable: Variable | undefined;
  readonly setting: EffectiveSetting;
  /** The image's repository, or the scheme of the URL: what kind of server checks it. */
  readonly server: string | undefined;
}

/** A URL or another way to write how a server is reached, see {@link readConnection}. */
const connectionForm = /^(?:jdbc:|[a-z][a-z0-9+.-]*:\/\/|\s*[a-z][a-z _-]*=.*(?:;|\s[a-z]+=))/i;

/** All secrets of a deployment that have a value: one candidate a consumer, so that a place may occur more than once. */
export function secretCandidates(deployment: Deployment): readonly SecretCandidate[] {
  const byOwner = new Map<string, Map<string, EffectiveSetting>>();
  for (const setting of deployment.settings) {
    const owner = setting.service ?? setting.path;
    const names = byOwner.get(owner) ?? new Map<string, EffectiveSetting>();
    byOwner.set(owner, names.set(setting.key, setting));
  }
  const servers = serversOf(deployment);
  const named = new Set(
    deployment.settings.flatMap(({ key, value, setting, path }) =>
      setting.source === 'helm-values' && value && /^(?:existing|tls)?secret(?:name|ref)?$/i.test(key)
        ? [`${path} ${folderOf(setting.pointer)}`]
        : [],
    ),
  );
  return deployment.settings.flatMap((setting) => {
    const siblings = byOwner.get(setting.service ?? setting.path) ?? new Map<string, EffectiveSetting>();
    return isEntryName(setting, named) ? [] : (candidateIn(setting, siblings, servers) ?? []);
  });
}

function candidateIn(
  setting: EffectiveSetting,
  siblings: ReadonlyMap<string, EffectiveSetting>,
  servers: ReadonlyMap<string, string>,
): SecretCandidate | undefined {
  const { key, value, variable } = setting;
  const text = value ?? composedText(setting);
  if (text !== undefined && connectionForm.test(text) && (text.includes('://') || readConnection(text)))
    return passwordInConnection(setting, text);
  const role = roleOf(setting) ?? (value !== undefined && isSupabaseDemo(value) ? 'token' : undefined);
  if (role === undefined || value === undefined || value === '' || isSwitch(value)) return undefined;
  if (setting.setting.type !== 'string' && setting.setting.type !== 'number') return undefined;
  // A value put together from several places is judged where each of its secrets stands.
  if (setting.segments.filter(({ text: part }) => part !== '').length > 1) return undefined;
  const user = userNamesFor(key).flatMap((name) => siblings.get(name)?.value ?? [])[0];
  return {
    key,
    value,
    role,
    place: setting.decided,
    user,
    inUrl: false,
    variable,
    setting,
    server: setting.service === undefined ? undefined : servers.get(setting.service),
  };
}

/** The text of a value with unknown parts, where at least its literal parts are known. */
const composedText = ({ segments, missing }: EffectiveSetting): string | undefined =>
  missing.length > 0 && segments.length === 1 ? segments[0]?.text : undefined;

export function roleOf({ key, variable, setting }: EffectiveSetting): SecretRole | undefined {
  if (variable) return variable.kind === 'secret' ? 'key' : variable.kind === 'password' ? 'password' : undefined;
  if (isStructured(setting) && isWording(setting.pointer)) return undefined;
  // JSON keys like "token" and "key" are data as often as secrets: what they stand under has to say so as well.
  if (isStructured(setting) && /^(?:token|tokens|key|keys|secret|secrets|pass|salt)$/i.test(key)) {
    const parent = setting.pointer.split('/').at(-2) ?? '';
    return /^(?:jwt|session|cookies?|auth|authentication|encryption|signing|security)$/i.test(parent)
      ? secretRole(`${parent}_${key}`)
      : undefined;
  }
  if (setting.source === 'helm-values' && namesSecret.test(setting.pointer)) return undefined;
  return secretRole(key);
}

/** In a chart's values these name a Secret, or an entry of one, and hold none. */
const namesSecret =
  /\/(?:existing\w*|secretKeys|secretKeyRef|valueFrom|secretRef|envFrom|imagePullSecrets|pullSecrets|secretMounts)(?:\/|$)|(?:(?:password|passcode|token|credentials?|tls|ssl|ca|pull|from|certificates?|certs?|ingress|basicauth|keystore|truststore)secret|secret(?:name|ref)|(?:password|passcode|token|user|username)(?:secret)?key|keyname)$/i;

/** Beside the name of a Secret stands which of its entries is meant. */
const isEntryName = ({ key, setting, path }: EffectiveSetting, named: ReadonlySet<string>): boolean =>
  setting.source === 'helm-values' && /key$/i.test(key) && named.has(`${path} ${folderOf(setting.pointer)}`);

/** Texts of a user interface: under such a key a password is a word to show. */
const isWording = (pointer: string): boolean =>
  /\/(?:labels?|strings|messages|translations?|i18n|locales?|texts?|placeholders?|titles?|descriptions?|fields|forms?|hints?|help|prompts?|errors|validation|columns|properties|definitions|\$defs)\//i.test(
    pointer,
  );

function passwordInConnection(setting: EffectiveSetting, text: string): SecretCandidate | undefined {
  const connection = readConnection(text);
  const password = connection?.password;
  if (!connection || !password || password.text === '') return undefined;
  const place = placeWithin(setting, password.span.start, password.span.end);
  if (!place) return undefined;
  return {
    key: setting.key,
    value: password.text,
    role: 'password',
    place,
    user: connection.user,
    inUrl: true,
    variable: undefined,
    setting,
    server: connection.scheme,
  };
}

/** The image behind each name that settings carry, without its tag. */
function serversOf({ services, workloads }: Deployment): ReadonlyMap<string, string> {
  const images = [
    ...workloads.flatMap(({ containers }) =>
      containers.map(({ service, container }) => [service, container.image?.value] as const),
    ),
    // Of several stacks the first has the name.
    ...services.toReversed().map(({ name, image }) => [name, image?.value] as const),
  ];
  return new Map(
    images.flatMap(([name, image]) => (image === undefined ? [] : [[name, withoutTag(image).toLowerCase()] as const])),
  );
}
