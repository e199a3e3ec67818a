import type { NginxDirective } from '../syntax/nginx.ts';
import type { NginxValue } from './nginx.ts';

/** Who gets in at a level of the file, by its own words and those that it inherits. */
export interface NginxAccess {
  /** `allow` and `deny` in order: a level that has one of them inherits none. */
  readonly rules: readonly NginxRule[];
  /** By name, first argument: `satisfy`, `ssl_verify_client`, `auth_basic`, `auth_request` and other modules' `auth_*`. */
  readonly values: ReadonlyMap<string, NginxValue>;
  /** Lua that decides by itself. */
  readonly script: NginxValue | undefined;
}

export interface NginxRule {
  readonly allows: boolean;
  readonly address: NginxValue;
}

export const openAccess: NginxAccess = { rules: [], values: new Map(), script: undefined };

/** Switches of nginx and of the modules that Debian packages, each `off` where it asks for nothing. */
const switches =
  /^(?:satisfy|ssl_verify_client|auth_(?:basic|basic_user_file|request|jwt|digest|digest_user_file|pam|ldap|gss|oidc))$/;

const script = /^access_by_lua(?:_block|_file)?$/;

/** https://nginx.org/en/docs/http/ngx_http_access_module.html, ngx_http_auth_basic_module.html, ngx_http_core_module.html#satisfy */
export function inheritAccess(outer: NginxAccess, directives: readonly NginxDirective[]): NginxAccess {
  const rules: NginxRule[] = [];
  const values = new Map(outer.values);
  let own = outer.script;
  for (const directive of directives) {
    const { name } = directive;
    if (name.text === 'allow' || name.text === 'deny')
      rules.push({ allows: name.text === 'allow', address: firstOf(directive) });
    else if (switches.test(name.text)) values.set(name.text, firstOf(directive));
    else if (script.test(name.text)) own = { ...firstOf(directive), text: name.text, span: name.span };
  }
  return { rules: rules.length > 0 ? rules : outer.rules, values, script: own };
}

const firstOf = ({ name, args: [first], path }: NginxDirective): NginxValue => ({
  text: first?.text ?? '',
  span: (first ?? name).span,
  ...(path !== undefined && { path }),
});
