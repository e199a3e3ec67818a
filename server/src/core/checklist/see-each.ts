import { isFrontProxy } from '../deployment/site.ts';
import { isPublicUrlName } from '../deployment/tier.ts';
import { isIgnored } from '../deployment/versioning.ts';
import { isManifest } from '../deployment/workload.ts';
import { jobKinds } from '../file-kind.ts';
import { readImage } from '../model/image.ts';
import type { Place } from '../model/place.ts';
import type { SourceFile } from '../model/source-file.ts';
import { isPublicHost, readUrl } from '../model/url.ts';
import { isDatastore } from '../product/datastore.ts';
import type { Sort } from '../product/parts.ts';
import { containersIn } from '../rules/containers.ts';
import { secretFiles } from '../rules/live-secrets.ts';
import { isOriginSetting } from '../rules/origin-setting.ts';
import { secretCandidates } from '../secrets/candidate.ts';
import { secretRole } from '../secrets/role.ts';
import type { Context } from './context.ts';
import { sitesIn, type Thing } from './each-site.ts';
import { seePublished, seeReach } from './see-published.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** Everything of one sort that production has, whatever product it belongs to. */
export function seeEach(sort: Sort, context: Context): Sightings {
  return { found: readers[sort](context), complete: true, name: names[sort] };
}

/** Files that say what production runs. */
export const isShipped = ({ deployment }: Pick<Context, 'deployment'>, path: string): boolean =>
  ['production', 'staging'].includes(deployment.tierOf(path));

const names: Readonly<Record<Sort, string>> = {
  secrets: 'a secret',
  'secret-files': 'a file with live secrets',
  origins: 'which origins may read answers',
  'public-urls': 'the address that people use',
  sites: 'a site of Caddy, nginx or Traefik',
  datastores: 'a datastore',
  ports: 'a service that could publish a port',
  images: 'an image that runs',
  containers: 'a container',
  settings: 'a setting',
  files: 'a file for production',
  manifests: 'a manifest of Kubernetes',
};

const readers: Readonly<Record<Sort, (context: Context) => readonly Sighting[]>> = {
  secrets: (context) => together('secret', secretsIn(context)),
  'secret-files': secretFilesIn,
  origins: (context) => {
    const found = shippedSettings(context).filter((setting) => setting.value !== '' && isOriginSetting(setting));
    const things = found.map((setting): Thing => {
      const isNamed = setting.value === undefined || /https:\/\//i.test(setting.value);
      return { ...settingThing(setting), ...(!isNamed && { open: `${setting.key} names no origin with https.` }) };
    });
    return together('list of origins', things, 'lists of origins');
  },
  'public-urls': (context) => {
    const found = shippedSettings(context).filter(
      ({ key, value, product, variable }) => value !== '' && isPublicUrlName(key, product, variable),
    );
    const things = found.map((setting): Thing => {
      const isOutside = setting.value === undefined || isPublicHost(readUrl(setting.value)?.host ?? '');
      return {
        ...settingThing(setting),
        ...(!isOutside && { open: `Nobody outside reaches the host of ${setting.key}.` }),
      };
    });
    return together('public address', things, 'public addresses');
  },
  sites: (context) => together('site', sitesIn(context)),
  datastores: datastoresIn,
  ports: (context) =>
    seeReach(
      context.services.filter(
        ({ name, image, optional, path }) => !optional && isShipped(context, path) && !isFrontProxy(name, image?.value),
      ),
    ).found,
  images: (context) => together('image', imagesIn(context)),
  containers: (context) => together('container', containersOf(context)),
  settings: (context) =>
    together(
      'setting',
      shippedSettings(context)
        .map(settingThing)
        .map(({ open: _, ...thing }) => thing),
    ),
  manifests: (context) =>
    together(
      'manifest',
      shippedFiles(context)
        .filter(isManifest)
        .map(({ path, model: { objects } }) => ({
          name: path,
          path,
          span: objects[0]?.nameSpan ?? { start: 0, end: 0 },
        })),
    ),
  files: (context) => {
    const files = shippedFiles(context);
    const [first] = files;
    const span = { start: 0, end: Math.min(1, first?.text.length ?? 0) };
    return first ? [allOf(files.length, 'file', 'files', { path: first.path, span })] : [];
  },
};

/** Those that no rule looks at are left out. */
const shippedFiles = (context: Context): readonly SourceFile[] =>
  context.deployment.files.filter(({ path, kind }) => !jobKinds.has(kind) && isShipped(context, path));

const shippedSettings = (context: Context) =>
  context.deployment.settings.filter(({ decided }) => isShipped(context, decided.path));

/** A reference that nothing sets leaves the value to somebody who is not here. */
const settingThing = ({ key, value, decided }: ReturnType<typeof shippedSettings>[number]): Thing => ({
  name: key,
  path: decided.path,
  span: decided.setting.keySpan,
  ...(value === undefined && { open: `Nothing in the files sets the value of ${key}.` }),
});

function secretsIn(context: Context): readonly Thing[] {
  const { deployment } = context;
  const known = secretCandidates(deployment)
    .filter(({ place }) => isShipped(context, place.path))
    .map(({ key, place }) => ({ name: key, path: place.path, span: place.span }));
  const open = shippedSettings(context)
    .filter(({ key, value }) => value === undefined && secretRole(key) !== undefined)
    .map(settingThing);
  return [...known, ...open];
}

/** `tracked` or `untracked`, then `ignored` or `unignored`, as far as git's own files tell. */
function secretFilesIn(context: Context): readonly Sighting[] {
  const { deployment, versioning } = context;
  const files = secretFiles({ deployment, candidates: secretCandidates(deployment) });
  return files
    .filter(({ path }) => isShipped(context, path))
    .map(({ path, span }) => {
      const tracked = versioning.tracked?.has(path);
      const ignored = isIgnored(versioning, path);
      const words = [
        ...(tracked === undefined ? [] : [tracked ? 'tracked' : 'untracked']),
        ...(ignored === undefined ? [] : [ignored ? 'ignored' : 'unignored']),
      ];
      const said =
        words.length > 0
          ? `${path} is ${words.join(' and ')} by git.`
          : `Neither git’s index nor a .gitignore tells about ${path}.`;
      return { name: path, value: words.join(' '), words: said, places: [{ path, span }], tellable: true };
    });
}

function datastoresIn(context: Context): readonly Sighting[] {
  const services = context.services.filter(
    ({ name, image, path }) => isShipped(context, path) && isDatastore(image?.value, name),
  );
  const published = services.flatMap((service) => {
    const seen = seeReach([service]).found;
    return seen.length > 0 ? seen : seePublished(0, { running: [service] }).found;
  });
  const pods = containersOf(context).filter(({ image, name, isPod }) => isPod && isDatastore(image, name));
  return [...published, ...together('datastore', pods)];
}

function imagesIn(context: Context): readonly Thing[] {
  const services = context.services.flatMap(({ image, name, layers }): readonly Thing[] =>
    // The tag of what is built here names nothing that a registry has.
    image && !layers.some(({ service }) => service.built)
      ? [
          {
            name,
            path: image.decided.path,
            span: image.decided.span,
            ...(image.value === undefined && { open: `Nothing in the files sets the image of service ${name}.` }),
          },
        ]
      : [],
  );
  const pods = shippedFiles(context).flatMap((file) =>
    containersIn(file).flatMap(({ container, container: { image, name }, service }): readonly Thing[] =>
      image && !service && !container.built
        ? [{ name, path: file.path, span: image.span, ...openTag(image.value) }]
        : [],
    ),
  );
  return [...services.filter(({ path }) => isShipped(context, path)), ...pods];
}

/** A chart gives the tag where its values leave it out, and Kustomize where a manifest does. */
function openTag(image: string): Pick<Thing, 'open'> {
  const { repository, tag, digest } = readImage(image) ?? {};
  return tag === undefined && digest === undefined
    ? { open: `The files do not show the tag of ${repository ?? image}.` }
    : {};
}

/** Services of Compose and containers of Kubernetes. */
const containersOf = (context: Context): readonly (Thing & { readonly image?: string; readonly isPod: boolean })[] =>
  shippedFiles(context).flatMap((file) =>
    containersIn(file).map(({ container, service }) => ({
      name: container.name,
      path: file.path,
      span: container.nameSpan,
      isPod: service === undefined,
      ...(container.image && { image: container.image.value }),
    })),
  );

/** One sighting for all of a file that are seen whole, and one for each that is open: a hundred lines would say no more. */
function together(what: string, things: readonly Thing[], plural = `${what}s`): readonly Sighting[] {
  const places = new Set<string>();
  const own = things.filter(({ path, span }) => {
    const id = `${path}\0${span.start}`;
    return !places.has(id) && places.add(id);
  });
  const whole = own.filter(({ open }) => open === undefined);
  const paths = [...new Set(whole.map(({ path }) => path))];
  return [
    ...paths.flatMap((path) => {
      const inFile = whole.filter((one) => one.path === path);
      return inFile[0] ? [allOf(inFile.length, what, plural, inFile[0])] : [];
    }),
    ...own.flatMap(({ name, open, path, span }): readonly Sighting[] =>
      open === undefined ? [] : [{ name, value: undefined, open, places: [{ path, span }], tellable: false }],
    ),
  ];
}

const allOf = (count: number, what: string, plural: string, { path, span }: Place): Sighting => ({
  name: count === 1 ? `1 ${what}` : `${count} ${plural}`,
  value: String(count),
  places: [{ path, span }],
  tellable: false,
});
