import { placeOfRouter } from '../deployment/traefik-front.ts';
import { readAddress } from '../model/caddy-address.ts';
import { scopesIn } from '../model/nginx-passes.ts';
import type { Place } from '../model/place.ts';
import { answeringScopes, answersItself } from '../rules/site-headers.ts';
import type { Context } from './context.ts';

/** A thing of a sort; `open` says why nobody can tell whether something is wrong with it. */
export interface Thing extends Place {
  readonly name: string;
  readonly open?: string;
}

/** Sites of Caddy, servers of nginx and routers of Traefik that serve something to the outside. */
export function sitesIn(context: Context): readonly Thing[] {
  const { deployment } = context;
  const caddy = deployment.sites
    // A name that only this machine or network knows is no part of what faces the internet.
    .filter((one) => !one.site.redirectsOnly && (one.public || !one.site.addresses.some(hasHost)))
    .map(({ path, site, ...one }): Thing => {
      const [imported] = site.unresolvedImports;
      const inserted = site.directives.find((directive) => directive.name.text.startsWith('{$'));
      const name = site.addresses[0]?.text ?? 'without an address';
      return {
        name,
        path,
        span: site.addresses[0]?.token.span ?? site.span,
        ...(one.hosts.length === 0 && { open: `Nothing in the files sets ${name}, the address of a site.` }),
        ...(!one.tls && { open: `Site ${name} is served without TLS, where less is asked of it.` }),
        ...(!one.public && { open: `Site ${name} has no name, so nobody can tell who reaches it.` }),
        ...(!answersItself({ ...one, path, site }) && { open: `How site ${name} answers is not known.` }),
        ...(inserted && { open: `Site ${name} takes in ${inserted.name.text}, which only its environment knows.` }),
        ...(imported !== undefined && { open: `Site ${name} imports ${imported}, which is not read.` }),
      };
    });
  const nginx = deployment.nginx
    .filter((one) => !one.server.redirectsOnly && (one.public || !one.server.serverNames.some(isRealName)))
    .map(({ path, server, ...one }): Thing => {
      const [included] = scopesIn(server).flatMap(({ includes }) => includes);
      const name = server.serverNames[0]?.text ?? 'without a name';
      return {
        name,
        path,
        span: server.serverNames[0]?.span ?? server.keyword,
        ...(!one.tls && { open: `Server ${name} is reached without TLS, where less is asked of it.` }),
        ...(!one.public && { open: `Server ${name} has no real name, so nobody can tell who reaches it.` }),
        ...(answeringScopes({ ...one, path, server }).length === 0 && {
          open: `How server ${name} answers is not known.`,
        }),
        ...(included && { open: `Server ${name} includes ${included.text}, which is not read.` }),
      };
    });
  const traefik = deployment.traefik.hosts
    .filter(
      ({ redirectsOnly, router, ...one }) =>
        one.public && !redirectsOnly && !/@internal$/.test(router.service?.value ?? ''),
    )
    .map((host): Thing => {
      const { name } = host.router;
      return {
        name: host.names[0] ?? name,
        ...placeOfRouter(host),
        ...(!host.tls && { open: `Router ${name} is reached without TLS, where less is asked of it.` }),
        ...(host.names.length === 0 && { open: `Nothing in the files sets the name that router ${name} serves.` }),
        ...(!host.complete && { open: `Not all middlewares of router ${name} are known.` }),
        ...(!host.entryPoints && { open: `No file that is here configures the entry points of router ${name}.` }),
      };
    });
  return [...caddy, ...nginx, ...traefik].filter(({ path }) =>
    ['production', 'staging'].includes(deployment.tierOf(path)),
  );
}

const hasHost = ({ text }: { readonly text: string }): boolean => readAddress(text).host !== '';

/** `_` and the like only catch what has no other name. */
const isRealName = ({ text }: { readonly text: string }): boolean => /[a-z]/i.test(text);
