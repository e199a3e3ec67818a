import type { Deployment } from '../deployment/deployment.ts';
import type { NginxHost, NginxRoute } from '../deployment/nginx-host.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Fix, Problem } from './rule.ts';

/** A finding on a `proxy_pass`; undefined where its file is none of the deployment's. `fixes` get the file that holds it. */
export function proxyProblem(
  { server, path: home }: NginxHost,
  { pass, service, scope }: NginxRoute,
  { files }: Deployment,
  message: string,
  fixes: (file: SourceFile) => readonly Fix[],
): Problem | undefined {
  const path = pass.directive.path ?? home;
  const file = files.find((other) => other.path === path);
  if (!file) return undefined;
  const site = server.serverNames[0]?.text ?? '';
  const isHere = (scope.file ?? home) === path;
  return {
    path,
    span: pass.span,
    message: `This proxy_pass ${message}.`,
    fixes: isHere ? fixes(file) : [],
    subject: { site, ...(service !== undefined && { service }) },
    pointer: `${site}/proxy_pass/${pass.text}`,
  };
}
