import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import type { NginxHost } from '../deployment/nginx-host.ts';
import { readImage } from '../model/image.ts';
import { isWithin, joinPath } from '../model/path.ts';
import type { Problem } from './rule.ts';

/** Certificates and keys of a server that runs in a container, where nothing is mounted that would hold them. */
export function* unmountedCertificates(host: NginxHost, deployment: Deployment): Iterable<Problem> {
  const { server, path: home } = host;
  const containers = deployment.services.filter((service) => service.primary && holds(service, home));
  if (containers.length === 0 || !containers.every(isPlain)) return;
  const site = server.serverNames[0]?.text ?? '';
  for (const [name, file] of [
    ['ssl_certificate', server.ssl.certificate],
    ['ssl_certificate_key', server.ssl.key],
  ] as const) {
    if (!file || !/^\/[\w./-]+$/.test(file.text)) continue;
    const path = file.path ?? home;
    if (path !== home || containers.some((one) => targetsOf(one).some((target) => isWithin(file.text, target))))
      continue;
    yield {
      path,
      span: file.span,
      message: `Nothing is mounted at ${file.text} in '${containers[0]?.name ?? ''}'.`,
      subject: { site },
      pointer: `${site}/${name}/mount`,
    };
    return;
  }
}

/** The service mounts the file, or a folder with it. */
const holds = ({ layers }: DeployedService, path: string): boolean =>
  layers.some((layer) =>
    layer.service.volumes.some(({ source }) => {
      const from = source && joinPath(layer.path, source.text);
      return from !== undefined && from !== '' && isWithin(path, from);
    }),
  );

/** The image brings no certificates, and whatever comes in is known. */
const isPlain = ({ layers, image }: DeployedService): boolean =>
  /^(?:nginx|nginx-unprivileged)$/.test(
    readImage(image?.value ?? '')
      ?.name.split('/')
      .at(-1) ?? '',
  ) &&
  layers.every(
    ({ service: { built, extends: parent, volumes } }) =>
      !built && !parent && volumes.every(({ target }) => target.startsWith('/')),
  );

const targetsOf = ({ layers }: DeployedService): readonly string[] =>
  layers.flatMap(({ service: { volumes, secrets, configs } }) => [
    ...volumes.map(({ target }) => target.replace(/(?<=.)\/$/, '')),
    ...(secrets.length > 0 ? ['/run/secrets'] : []),
    // Both may say where in the container they go.
    ...[...secrets, ...configs].flatMap(({ target }) => target?.text ?? []),
  ]);
