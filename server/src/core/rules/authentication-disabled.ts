import type { EffectiveSetting } from '../deployment/effective.ts';
import { isStructured } from '../model/setting.ts';
import { clusterFlagProblems } from './cluster-flags.ts';
import type { FileRule, Problem } from './rule.ts';
import { commandProblems } from './service-command.ts';
import { plainName } from './setting-name.ts';
import {
  isFalsy,
  isOnOrOff,
  isTruthy,
  productSays,
  replaceValue,
  settingPlace,
  switchLike,
} from './setting-problem.ts';

export const authenticationDisabled: FileRule = {
  id: 'authentication-disabled',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'exposure',
  summary: 'The service lets everyone in without signing in.',
  why: `Whoever reaches the port owns the service. A private network is no substitute: one published port, one other
container or one server-side request is enough to reach it.`,
  bad: { '.env': 'AUTH_MODE=none\n' },
  good: { '.env': 'AUTH_MODE=user\n' },
  references: [
    'https://cwe.mitre.org/data/definitions/306.html',
    'https://www.postgresql.org/docs/current/auth-trust.html',
  ],

  *check(view) {
    const { settings, file, profile } = view;
    yield* clusterFlagProblems(file, 'authentication-disabled', profile);
    yield* commandProblems(view, openCommand, 'authentication', 'lets everyone in without signing in');
    for (const setting of settings) {
      if (setting.value === undefined || setting.value === '') continue;
      const wanted = wantedValue(setting);
      if (wanted === undefined) continue;
      yield problemOf(setting, wanted === '' ? undefined : wanted);
    }
  },
};

function problemOf(setting: EffectiveSetting, wanted: string | undefined): Problem {
  const fixes = wanted === undefined ? [] : replaceValue(setting, `Set ${setting.key} to ${wanted}`, [wanted]);
  return { ...settingPlace(setting), message: `${setting.key} switches authentication off.`, fixes };
}

/** Options of programs that ask nobody who they are, by the names that only these programs have. */
const openCommand =
  /\bcockroach\b.*--insecure\b|\bstart(?:-single-node)?\b.*--insecure\b|\bmongod\b.*--noauth\b|\bsurreal\b.*--(?:unauthenticated|allow-all)\b|\bstart\b.*--unauthenticated\b|(?:^|\s)--auth[ =]none\b|(?:^|\s)--(?:no-?auth|disable-auth(?:entication)?)(?=\s|$)|(?:NotebookApp|ServerApp|IdentityProvider)\.token=(?:''|""|\s|$)|\bhost_auth_method=trust\b/;

const modeName = /(?:^|_)AUTH(?:ENTICATION)?_?(?:MODE|TYPE|METHOD|STRATEGY|PROVIDER|BACKEND|SCHEME)?$/i;
const offName =
  /(?:^|_)(?:(?:DISABLE|SKIP|BYPASS|NO|WITHOUT)_(?:\w+_)?(?:AUTH|AUTHENTICATION|SECURITY|SECURITY_PLUGIN|LOGIN)|(?:AUTH|AUTHENTICATION|LOGIN|ADMIN)_(?:DISABLED|BYPASS|BYPASSED|SKIPPED)|ALLOW_(?:ANONYMOUS|EMPTY_PASSWORD|INSECURE_AUTH|UNAUTHENTICATED(?:_\w+)?|ANONYMOUS_ACCESS|ANONYMOUS_LOGIN)|ALLOW_EMPTY_(?:ROOT_)?PASSWORD|INSECURE_NO_AUTH|AUTH_ANONYMOUS_ENABLED|ANONYMOUS_ACCESS_ENABLED|PLUGINS_SECURITY_DISABLED)$/i;
const onName =
  /(?:^|_)(?:(?:ENABLE|REQUIRE|USE)_(?:AUTH|AUTHENTICATION|LOGIN)|(?:AUTH|AUTHENTICATION|LOGIN)_(?:ENABLED?|REQUIRED)|BASIC_AUTH_ACTIVE|WEBUI_AUTH|XPACK_SECURITY_ENABLED|SECURITY_ENABLED)$/i;

/** What lets people in besides a switch. */
const openWord = /^(?:trust|none|anonymous|noauth)$/i;

/** The secure value; `''` where only a person knows it, undefined where nothing is wrong. */
function wantedValue(setting: EffectiveSetting): string | undefined {
  const { key, value = '', variable, setting: written } = setting;
  if (variable) return productSays(setting, 'authentication-disabled') ? (variable.production ?? '') : undefined;
  if (!isOnOrOff(value) && !openWord.test(value)) return undefined;
  const name = plainName(setting);
  if (name.toUpperCase() === 'POSTGRES_HOST_AUTH_METHOD') return /^trust$/i.test(value) ? 'scram-sha-256' : undefined;
  if (offName.test(name)) return isTruthy(value) ? switchLike(value, false) : undefined;
  if (onName.test(name)) return isFalsy(value) ? switchLike(value, true) : undefined;
  if (
    /^(?:none|disabled|off|false|anonymous|noauth|no)$/i.test(value) &&
    modeName.test(name) &&
    // To ask one directory less lets nobody in unasked.
    !/SMTP|MAIL|PROXY_AUTH|LDAP/i.test(isStructured(written) ? written.pointer : name)
  )
    return '';
  const isAnonymous = isStructured(written) && /anonymous(?:_?access)?\/enabled$/i.test(written.pointer);
  if (isAnonymous) return isTruthy(value) ? switchLike(value, false) : undefined;
  const inAuth =
    isStructured(written) && /\/auth(?:entication)?\/(?:mode|type|enabled|required)$/i.test(written.pointer);
  if (inAuth && /^(?:none|off|disabled|false)$/i.test(value))
    return isFalsy(value) && /(?:enabled|required)$/i.test(key) ? switchLike(value, true) : '';
  return undefined;
}
