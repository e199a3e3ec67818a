import { dockerfilePath } from '../deployment/dockerfile-image.ts';
import { decidingSegment, type EffectiveSetting, placeWithin } from '../deployment/effective.ts';
import { envFilesOf } from '../deployment/served-product.ts';
import { type DeployedContainer, isManifest, type ManifestFile } from '../deployment/workload.ts';
import { isChartDefault } from '../model/helm-values.ts';
import type { Place } from '../model/place.ts';
import { readUrl } from '../model/url.ts';
import { secretRole } from '../secrets/role.ts';
import type { Context } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';

/**
 * A variable as the product reads it. Its own services decide; without any, the env file that holds the product's variables.
 * An entry of `.env` that no service hands on reaches nobody, so it is no sighting.
 */
export function seeSetting(name: string, context: Context): Sightings {
  const { own, running, processes, product } = context;
  const variable = product.variables[name];
  const settings = settingsNamed(name, context);
  const written = settings.filter(({ value }) => value !== '');
  const home = homeOf(name, context, settings);
  if (written.length > 0) {
    const told = written.flatMap((one) => sightingsOf(one, context));
    return { found: [...told, ...untold(name, written, context)], complete: true, name, ...home };
  }
  const file = variable?.files?.find((sibling) => settingsNamed(sibling, context).some(({ value }) => value !== ''));
  if (file !== undefined && home.home) {
    const open = `${file} names a file that holds it, and secret files are not read.`;
    return { found: [{ name, value: undefined, open, places: [home.home], tellable: false }], complete: true, name };
  }
  const handed = own.find((service) => takesFromShell(service.layers, name));
  if (handed) {
    const open = `Service ${handed.name} takes ${name} from the shell that starts it.`;
    const place = { path: handed.path, span: handed.definition.nameSpan };
    return { found: [{ name, value: undefined, open, places: [place], tellable: false }], complete: true, name };
  }
  const pods = podsOf(context);
  const complete =
    running.length > 0
      ? running.every((service) => service.complete)
      : pods.length > 0
        ? pods.every((pod) => pod.complete)
        : processes.some(({ envFiles }) => envFiles.length > 0)
          ? processes.every((one) => one.complete)
          : envFilesOf(context.product, context.deployment).length === 1;
  // A blank entry is none to most programs: they fall back as if it were not there.
  if (variable?.default !== undefined && running.length + pods.length + processes.length > 0 && complete && home.home) {
    const found: Sighting = {
      name: `${name}, which is not set,`,
      value: variable.default,
      places: [home.home],
      tellable: isTellable(name, context),
      about: { setting: name, services: running.map((service) => service.name) },
    };
    return { found: [found], complete, name, ...home };
  }
  return { found: [], complete, name, ...home };
}

/** Services of the product that are not told what others of them are, and so take its default. */
function untold(name: string, written: readonly EffectiveSetting[], context: Context): readonly Sighting[] {
  const fallback = context.product.variables[name]?.default;
  const told = new Set(written.map(({ service }) => service));
  if (fallback === undefined || !context.running.some((service) => told.has(service.name))) return [];
  return context.running
    .filter((service) => !told.has(service.name) && service.complete && !takesFromShell(service.layers, name))
    .filter((service) => !inImages(name, { ...context, running: [service] }).some(({ value }) => value !== ''))
    .map((service) => ({
      name: `${name}, which service ${service.name} is not given,`,
      value: fallback,
      places: [{ path: service.path, span: service.definition.nameSpan }],
      tellable: isTellable(name, context),
      about: { setting: name, services: [service.name] },
    }));
}

/** The product's containers in a cluster. */
const podsOf = ({ workloads, product }: Context): readonly DeployedContainer[] =>
  workloads.flatMap(({ containers }) => containers).filter((container) => container.product === product);

/** Effective settings of that name that reach the product, in Compose and in a cluster alike. */
export function settingsNamed(name: string, context: Context): readonly EffectiveSetting[] {
  const { running, processes, deployment, product } = context;
  const inServices = settingsOfServices(name, context);
  const inPods = podsOf(context).flatMap(({ settings }) => settings.filter(({ key }) => key === name));
  if (running.length > 0 || inServices.length > 0) return [...inServices, ...inPods];
  const started = processes.flatMap(({ settings }) => settings.filter(({ key }) => key === name));
  if (started.length > 0) return [...started, ...inPods];
  if (inPods.length > 0) return inPods;
  // What a program does not take out of its own env file reaches nobody.
  const claimed = new Set(processes.flatMap(({ envFiles }) => envFiles));
  const loose = deployment.settings.filter(
    (setting) =>
      setting.key === name &&
      setting.product === product &&
      setting.service === undefined &&
      !claimed.has(setting.path) &&
      (setting.setting.source === 'dotenv' || setting.setting.source === 'helm-values') &&
      deployment.tierOf(setting.path) !== 'example',
  );
  const shipped = loose.filter(({ path }) => deployment.tierOf(path) !== 'development');
  const counted = shipped.length > 0 ? shipped : loose;
  // Another file of values is laid over the chart's own.
  const hasLayer = counted.some(({ setting, path }) => setting.source === 'helm-values' && !isChartDefault(path));
  return hasLayer ? counted.filter(({ path }) => !isChartDefault(path)) : counted;
}

/** What the product's services are given, what their images bring along, and what a given value is put together from. */
function settingsOfServices(name: string, context: Context): readonly EffectiveSetting[] {
  const given = context.own.flatMap(({ settings }) => settings);
  const read = given.filter(({ key }) => key === name);
  if (read.length > 0) return read;
  const baked = inImages(name, context);
  return baked.length > 0 ? baked : referenced(name, given);
}

/** `ENV` of the Dockerfiles that the product's services are built from. */
function inImages(name: string, { deployment, running }: Context): readonly EffectiveSetting[] {
  const dockerfiles = running.flatMap(({ layers }) =>
    layers.flatMap(({ path, service }) => dockerfilePath(service, path) ?? []),
  );
  return deployment.settings.filter(
    ({ key, path, service }) => key === name && service === undefined && dockerfiles.includes(path),
  );
}

/** An entry of the project's env file that a service's value is put together from. */
function referenced(name: string, settings: readonly EffectiveSetting[]): readonly EffectiveSetting[] {
  for (const reader of settings) {
    const segment = reader.segments.find(({ setting, kind }) => kind === 'variable' && setting.key === name);
    if (!segment) continue;
    const resolution = { segments: [segment], value: segment.text, missing: [] };
    const { path, setting } = segment;
    const decided = decidingSegment(resolution, path, setting);
    return [
      {
        ...reader,
        key: name,
        value: segment.text,
        segments: [segment],
        setting,
        path,
        decided,
        variable: reader.product?.variables[name],
      },
    ];
  }
  return [];
}

const takesFromShell = (layers: Context['own'][number]['layers'], name: string): boolean =>
  layers.some(({ service }) => service.environment.some(({ key, inherited }) => key === name && inherited));

function homeOf(name: string, context: Context, settings: readonly EffectiveSetting[]): { readonly home?: Place } {
  const [blank] = settings;
  if (blank) return { home: { path: blank.decided.path, span: blank.decided.setting.keySpan } };
  const [running] = context.running;
  if (running) return { home: { path: running.path, span: running.definition.nameSpan } };
  const pods = podsOf(context);
  const workload = context.workloads.find(({ containers }) => containers.some((one) => pods.includes(one)));
  if (workload && pods[0]) return { home: { path: workload.path, span: pods[0].container.nameSpan } };
  const [file] = envFilesOf(context.product, context.deployment);
  const first = file?.model.settings.find(({ key }) => key !== name);
  if (file && first) return { home: { path: file.path, span: first.keySpan } };
  const [started] = context.processes;
  if (started) return { home: { path: started.path, span: started.nameSpan } };
  const [service] = context.own;
  return service ? { home: { path: service.path, span: service.definition.nameSpan } } : {};
}

/** A list of origins is as many values as it has origins. */
function sightingsOf(setting: EffectiveSetting, context: Context): readonly Sighting[] {
  const whole = sighting(setting, context);
  if (context.product.variables[setting.key]?.kind !== 'origins' || whole.value === undefined) return [whole];
  return whole.value
    .split(/[\s,;]+/)
    .filter((origin) => origin !== '')
    .map((value) => ({ ...whole, value }));
}

function sighting(setting: EffectiveSetting, context: Context): Sighting {
  const { key, value, decided, segments, missing, patched } = setting;
  const [reference] = missing;
  const main: Place = {
    path: decided.path,
    span: decided.span.start === decided.span.end ? decided.setting.keySpan : decided.span,
  };
  return {
    name: key,
    value: value?.trim(),
    ...(value === undefined && {
      open: reference
        ? `Nothing in the files sets ${reference.name}, which ${key} is made of.`
        : patched
          ? `A patch of a kustomization that is not read may change ${key}.`
          : `${key} is open.`,
    }),
    places: [main, ...segments.filter(({ text }) => text !== '').map(({ path, span }) => ({ path, span }))],
    tellable: isTellable(key, context),
    about: { setting: key, services: context.own.map(({ name }) => name) },
  };
}

/** Switches, numbers, addresses: what may be told. A name that no product knows is judged by what it promises. */
function isTellable(name: string, { product }: Context): boolean {
  const kind = product.variables[name]?.kind;
  return kind === undefined ? false : kind !== 'secret' && kind !== 'password' && kind !== 'dsn' && !secretRole(name);
}

/** What kind of file holds the literal text of a secret. */
export function seeKept(name: string, context: Context): Sightings {
  const { deployment } = context;
  const kindAt = ({ path, span }: Place): string | undefined => {
    const file = deployment.files.find((one) => one.path === path);
    return file && isManifest(file) ? holderIn(file, span) : file?.kind;
  };
  const found = settingsNamed(name, context).flatMap((setting): Sighting[] => {
    const secret = secretPart(setting);
    if (!secret) return [];
    const { place } = secret;
    const kind = place && kindAt(place);
    return [
      {
        name: `The place of ${name}`,
        value: kind,
        ...(kind === undefined && { open: `${name} is put together from several places.` }),
        places: [place ?? { path: setting.decided.path, span: setting.decided.span }],
        tellable: true,
      },
    ];
  });
  return { found, complete: false, name };
}

/** The kind of the object that holds the place, in lower case: `secret`, `configmap`, `deployment`. */
const holderIn = ({ model }: ManifestFile, { start }: Place['span']): string | undefined =>
  model.objects.find(({ span }) => span.start <= start && start < span.end)?.kind.value.toLowerCase();

/** The secret inside a setting: its whole value, or the password of a DSN. */
function secretPart(
  setting: EffectiveSetting,
): { readonly value: string; readonly place: Place | undefined } | undefined {
  const { value, decided, segments } = setting;
  if (value === undefined || value === '') return undefined;
  const url = readUrl(value);
  if (!url) {
    const written = segments.filter(({ text }) => text !== '');
    return { value, place: written.length === 1 ? decided : undefined };
  }
  const span = url.spans.password;
  if (!span || !url.password) return undefined;
  return { value: decoded(url.password), place: placeWithin(setting, span.start, span.end) };
}

/** Percent-encoding undone; text that is no valid encoding stays. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether two settings hold one secret. */
export function seeEqual(names: readonly string[], context: Context): Sightings {
  const name = names.join(' and ');
  const settings = names.map((one) => settingsNamed(one, context)[0]);
  const present = settings.flatMap((setting) => (setting && setting.value !== '' ? [setting] : []));
  if (present.length < names.length) return { found: [], complete: false, name };
  const parts = present.map(secretPart);
  const [first] = present;
  if (!first) return { found: [], complete: false, name };
  const [one] = parts;
  const known = parts.every((part) => part !== undefined);
  const same = parts.every((part) => part?.value === one?.value);
  const places = present.map(({ decided }): Place => ({ path: decided.path, span: decided.span }));
  const [main = { path: first.decided.path, span: first.decided.span }, ...others] = places;
  return {
    found: [
      {
        name,
        value: known ? (same ? 'same' : 'different') : undefined,
        ...(!known && { open: `The files leave open whether ${name} hold one password.` }),
        words: `${name} hold ${same ? 'the same password' : 'different passwords'}.`,
        places: [main, ...others],
        tellable: true,
      },
    ],
    complete: true,
    name,
  };
}
