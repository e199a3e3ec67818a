import { dottedPath } from '../model/pointer.ts';
import type { Subject } from '../product/condition.ts';
import { matchesGlob, matchesText } from '../product/glob.ts';
import type { Context } from './context.ts';
import { isOwnKey } from './json-config.ts';
import { seeAccess } from './see-access.ts';
import { seeApart } from './see-apart.ts';
import { seeBackup } from './see-backup.ts';
import { seeConfig } from './see-config.ts';
import { seeCovered } from './see-covered.ts';
import { seePool, seePostgres } from './see-database.ts';
import { seeEach } from './see-each.ts';
import { seeImage } from './see-image.ts';
import { seeNginx } from './see-nginx.ts';
import { seePm2 } from './see-pm2.ts';
import { seePublished } from './see-published.ts';
import { seeLabel, seeService } from './see-service.ts';
import { seeEqual, seeKept, seeSetting } from './see-setting.ts';
import { seeHeader, seeSite } from './see-site.ts';
import { seeTraefik } from './see-traefik.ts';
import { seeUnit } from './see-unit.ts';
import { seeLocated, seeServed } from './see-url.ts';
import { seeWorkload } from './see-workload.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** The values that the files have for a subject. */
export function see(subject: Subject, context: Context): Sightings {
  if ('setting' in subject) return seeSetting(subject.setting, context);
  if ('serves' in subject) return seeServed(subject.serves, context);
  if ('located' in subject) return seeLocated(subject.located, context);
  if ('postgres' in subject) return seePostgres(subject.postgres, context);
  if ('pool' in subject) return seePool(subject.pool, subject.beside, subject.database, context);
  if ('unit' in subject) return seeUnit(subject.unit, context);
  if ('kept' in subject) return seeKept(subject.kept, context);
  if ('equal' in subject) return seeEqual(subject.equal, context);
  if ('image' in subject) return seeImage(subject.image, context);
  if ('published' in subject) return seePublished(subject.published, context);
  if ('service' in subject) return seeService(subject.service, subject.of, context);
  if ('nginx' in subject) return seeNginx(subject.nginx, context);
  if ('traefik' in subject) return seeTraefik(subject.traefik, context);
  if ('site' in subject) return seeSite(subject.site, context);
  if ('access' in subject) return seeAccess(subject.access, context);
  if ('header' in subject) return seeHeader(subject.header, context);
  if ('label' in subject) return seeLabel(subject.label, context);
  if ('config' in subject) return seeConfig(subject, context);
  if ('pm2' in subject) return seePm2(subject.pm2, context);
  if ('workload' in subject) return seeWorkload(subject.workload, context);
  if ('findings' in subject) return seeFindings(subject.findings, context);
  if ('backup' in subject) return seeBackup(subject.backup, subject.database, context);
  if ('covered' in subject) return seeCovered(subject.covered, context);
  if ('apart' in subject) return seeApart(subject.apart, context);
  if ('each' in subject) return seeEach(subject.each, context);
  return seeJson(subject, context);
}

/** Findings wherever they are, accepted ones too: what is accepted is still so. */
function seeFindings(rules: readonly string[], { findings }: Context): Sightings {
  const found = findings
    .filter(({ finding }) => rules.includes(finding.rule.id))
    .map(
      ({ finding: { rule, path, span, message } }): Sighting => ({
        name: rule.id,
        value: rule.id,
        words: message,
        places: [{ path, span }],
        tellable: true,
      }),
    );
  return { found, complete: true, name: `a finding of ${rules.join(', ')}` };
}

/** Leaves of JSON files by dotted path; `*` stands for any part. A value that only names a variable is what that variable is. */
function seeJson({ json: path, in: glob, written }: Extract<Subject, { json: string }>, context: Context): Sightings {
  const { deployment, product, configs } = context;
  const isOwn = ({ dotted }: { readonly dotted: string }): boolean => isOwnKey(dotted, product);
  const all = configs
    .filter(({ name }) => glob === undefined || matchesGlob(glob, name))
    .flatMap(({ path, model }) =>
      model.settings.map((setting) => ({ path, setting, dotted: dottedPath(setting.pointer) })),
    );
  // What developers run speaks only where nothing else configures the product.
  const shipped = all.filter((leaf) => deployment.tierOf(leaf.path) !== 'development');
  const leaves = shipped.some(isOwn) ? shipped : all;
  const found = leaves
    .filter(({ dotted }) => matchesText(path, dotted))
    .flatMap(({ path: file, setting, dotted }): readonly Sighting[] => {
      const place = { path: file, span: setting.valueSpan };
      const name = written ? undefined : /^\$\{([A-Z_][A-Z0-9_]*)\}$/.exec(setting.text)?.[1];
      if (name === undefined) return [{ name: dotted, value: setting.text, places: [place], tellable: false }];
      const variable = seeSetting(name, context).found;
      return variable.length > 0
        ? variable.map((one) => ({ ...one, places: [place, ...one.places] }))
        : [
            {
              name: dotted,
              value: undefined,
              open: `Nothing in the files sets ${name}.`,
              places: [place],
              tellable: false,
            },
          ];
    });
  const own = leaves.find(isOwn);
  return {
    found,
    complete: own !== undefined,
    name: `${path} in a JSON file`,
    ...(own && { home: { path: own.path, span: own.setting.keySpan } }),
  };
}
