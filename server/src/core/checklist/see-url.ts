import { faultOf, servedAddresses } from '../deployment/served-address.ts';
import { unknownSign } from '../deployment/told.ts';
import { networkNames } from '../model/network-names.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { Setting } from '../model/setting.ts';
import { readUrl } from '../model/url.ts';
import type { Context } from './context.ts';
import { settingsNamed } from './see-setting.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** Whether a proxy of the files serves the address that people use. */
export function seeServed(name: string, context: Context): Sightings {
  const { deployment } = context;
  const found = settingsNamed(name, context).flatMap(({ value, service, decided }): readonly Sighting[] => {
    const served = servedAddresses(service, deployment);
    if (served?.length === 0) return [];
    const url = readUrl(value?.trim() ?? '');
    const isKnown = url && served;
    const open = served
      ? `${name} is no address that the files tell.`
      : 'A site of the proxy has a name that no file tells.';
    return [
      {
        name: `What ${name} names`,
        value: isKnown ? (faultOf(url, served, deployment) === undefined ? 'served' : 'other') : undefined,
        ...(!isKnown && { open }),
        ...(isKnown && { words: `The proxy serves ${[...new Set(served.map(({ host }) => host))].join(', ')}.` }),
        places: [{ path: decided.path, span: decided.span }],
        tellable: true,
        about: { setting: name },
      },
    ];
  });
  return { found, complete: false, name: `a proxy site for ${name}` };
}

/** Where the host of a variable's URL is, as the product's own network sees it. */
export function seeLocated(name: string, context: Context): Sightings {
  const found = settingsNamed(name, context).flatMap(({ value, setting, decided }): readonly Sighting[] => {
    if (value === '') return [];
    const host = hostOf(value, setting);
    return [
      {
        name: `The host of ${name}`,
        value: host === undefined || host === '' ? undefined : placeOf(host, context),
        ...((host === undefined || host === '') && { open: `The files do not tell the host of ${name}.` }),
        places: [{ path: decided.path, span: decided.span }],
        tellable: true,
        about: { setting: name },
      },
    ];
  });
  return { found, complete: false, name: `the host of ${name}` };
}

/** A password that nobody knows leaves the host as it is written. */
function hostOf(value: string | undefined, { template }: Setting): string | undefined {
  const parts = template.parts.map((part) => (typeof part === 'string' ? part : unknownSign));
  const host = readUrl((value ?? parts.join('')).trim().replace(/^jdbc:/, ''))?.host.toLowerCase();
  return host?.includes(unknownSign) ? undefined : host;
}

function placeOf(
  host: string,
  { services, workloads }: Context,
): 'loopback' | 'service' | 'cluster' | 'remote' | 'unknown' {
  if (isLoopbackAddress(host) || host === 'host.docker.internal') return 'loopback';
  const names = services.flatMap(({ name, layers }) => [
    name,
    ...layers.flatMap(({ service }) => networkNames(service)),
  ]);
  if (names.includes(host)) return 'service';
  if (/\.svc(?:\.cluster\.local)?$/.test(host)) return 'cluster';
  if (host.includes('.') || host.includes(':')) return 'remote';
  return workloads.length > 0 ? 'cluster' : 'unknown';
}
