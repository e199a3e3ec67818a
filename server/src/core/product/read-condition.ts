import { type Check, type Condition, type Evidence, itemSeverities, type Subject, type Test } from './condition.ts';
import {
  backupParts,
  configParts,
  nginxParts,
  pm2Parts,
  serviceParts,
  siteParts,
  sorts,
  traefikParts,
  unitParts,
  workloadParts,
} from './parts.ts';
import { ruleIds } from './rule-ids.ts';
import {
  about,
  choiceByKey,
  flag,
  lazy,
  list,
  type NamedShape,
  number,
  object,
  oneOf,
  type Read,
  type Shape,
  text,
} from './shape.ts';

const subjectFields = {
  setting: about('A variable, as the product reads it after env files, overrides and interpolation.', text),
  serves: about('A variable with the address that people use: `served` by a proxy of the files, or `other`.', text),
  located: about(
    'A variable with a URL: whether its host is `loopback`, a `service` of these files, in the `cluster`, `remote`, or `unknown`.',
    text,
  ),
  postgres: about('Variables that say where the database is: the release of PostgreSQL that it runs on.', list(text)),
  pool: about('A variable with the size of a pool: how many connections the database has left beside all pools.', text),
  beside: about('For `pool`: further connections of each replica.', number),
  unit: about('A part of each program of the product that systemd starts.', oneOf(unitParts)),
  kept: about(
    'A secret variable: what holds its value, by the kind of file (`dotenv`, `compose`) or in manifests of object (`secret`, `configmap`).',
    text,
  ),
  equal: about('Two variables: whether they are the `same` or `different`.', list(text)),
  image: about('An image, by repository or by its last part: its tag.', text),
  published: about(
    'A port inside the product’s container: reached from `all`, `address`, `loopback` or `none`.',
    number,
  ),
  service: about('A part of a service of Compose.', oneOf(serviceParts)),
  of: about('Which service: `product`, `*` for each, or the last part of an image’s repository.', text),
  site: about('A part of each proxy site that serves the product.', oneOf(siteParts)),
  nginx: about('A part of each nginx server in front of the product.', oneOf(nginxParts)),
  traefik: about('A part of each router of Traefik that leads to the product.', oneOf(traefikParts)),
  access: about(
    'A path of the product, `/admin/*` for all below it: what a proxy asks for before it, `login`, `certificate`, `address`, `closed` or `none`.',
    text,
  ),
  header: about('A response header as the proxy sends it: its value, empty where it is not set, `removed`.', text),
  label: about('A label of the product’s service; `*` is any part of the name.', text),
  json: about('Values at a dotted path of JSON files; `*` is any key.', text),
  config: about('A part of the product’s JSON files.', oneOf(configParts)),
  written: about('For `json`: the text as written, references to variables included.', flag),
  in: about('Which JSON files count, as a glob; all without it.', text),
  under: about('Which keys of `config`: those under this dotted path; without it all.', text),
  pm2: about('A part of each app of the product that PM2 starts.', oneOf(pm2Parts)),
  workload: about('A part of each workload of Kubernetes that runs the product.', oneOf(workloadParts)),
  backup: about('Commands that save data of a sort, or scripts for backups.', oneOf(backupParts)),
  database: about(
    'Variables that say where the product’s database is, for `backup` and `pool`: a DSN, a file, or a name or user alone.',
    list(text),
  ),
  covered: about('Paths: whether backups of files take each, `taken` or `missing`.', list(text)),
  apart: about(
    'Two path variables: on the `same` volume of the product, on `different` ones, or the first where a site `served` it.',
    list(text),
  ),
  each: about('All things of one sort that production has, whatever product they belong to.', oneOf(sorts)),
  findings: about('Findings of these rules anywhere.', list(oneOf(ruleIds))),
};

/** The one subject that the keys of a mapping name; undefined where they name none or several. */
function subjectOf(read: Read<typeof subjectFields>, reject: (message: string) => undefined): Subject | undefined {
  const {
    of = 'product',
    service,
    json,
    written,
    config,
    in: files,
    under = '',
    backup,
    pool,
    beside = 0,
    database = [],
    ...rest
  } = read;
  const named: Subject[] = [
    ...(service === undefined ? [] : [{ service, of }]),
    ...(json === undefined ? [] : [{ json, ...(files !== undefined && { in: files }), ...(written && { written }) }]),
    ...(config === undefined ? [] : [{ config, in: files ?? '**/*.json', under }]),
    ...(backup === undefined ? [] : [{ backup, database }]),
    ...(pool === undefined ? [] : [{ pool, beside, database }]),
    ...Object.entries(rest)
      .filter(([key]) => key in subjectFields)
      // One key of the mapping above with the value that its own shape read.
      .map(([key, value]) => ({ [key]: value }) as unknown as Subject),
  ];
  const [subject, second] = named;
  if (subject && !second) return subject;
  return reject(`This has to name one subject of ${Object.keys(subjectFields).join(', ')}.`);
}

const subject: NamedShape<Subject> = lazy('subject', () =>
  object(subjectFields, [], (read, _, reject) => subjectOf(read, reject)),
);

const test: NamedShape<Test> = lazy('test', () =>
  object(
    {
      is: about('It is one of these; `*` is any text, and case does not count.', list(text)),
      not: about('It is none of these.', list(text)),
      hasWord: about('One of these words stands in it.', list(text)),
      has: about('One of these texts stands in it, letter for letter.', list(text)),
      notExactly: about('It is none of these, letter for letter.', list(text)),
      below: about('It is a number below this one.', number),
      above: about('It is a number above this one.', number),
      bitsBelow: about('It looks as if it were guessed with fewer bits.', number),
      shorter: about('It has fewer characters.', number),
      wholeNumber: about('Whether it is a whole number.', flag),
      versionBelow: about('It is a version below this one.', text),
      maxAgeBelow: about('Its max-age is fewer seconds, or it has none.', number),
      megabytesBelow: about('It is a size below so many megabytes.', number),
      pinned: about('Whether it is a tag that does not move.', flag),
      publicUrl: about('Whether it is a URL of a public host.', flag),
      omitsHostOf: about('The host of this variable’s URL does not stand in it.', text),
      contains: about('A value of this other subject stands in it.', subject),
      lacks: about('No value of this other subject stands in it.', subject),
    },
    [],
    (read) => read,
  ),
);

const condition: NamedShape<Condition> = lazy('condition', () =>
  choiceByKey<Condition>({
    on: object(
      { on: about('What has to be there.', subject), test: about('How its value has to be.', test) },
      ['on'],
      ({ on, test: wanted = {} }) => on && { on, test: wanted },
    ),
    without: object(
      { without: about('What must not be there.', subject), test: about('How its value has to be.', test) },
      ['without'],
      ({ without, test: wanted = {} }) => without && { without, test: wanted },
    ),
    all: object({ all: about('All of these hold.', list(condition)) }, ['all'], ({ all = [] }) => ({ all })),
    any: object({ any: about('One of these holds.', list(condition)) }, ['any'], ({ any = [] }) => ({ any })),
  }),
);

export const applies = object(
  {
    when: about('The line is about this deployment where this holds.', condition),
    otherwise: about('Why it is not, as a sentence.', text),
  },
  ['when', 'otherwise'],
  ({ when, otherwise }) => (when && otherwise !== undefined ? { when, otherwise } : undefined),
);

const checkFields = {
  ...subjectFields,
  rules: about('None of these rules may have a finding on what is looked at.', list(oneOf(ruleIds))),
  fails: about('The line fails where one value is so.', test),
  passes: about('The line passes only where every value is so.', test),
  open: about('A value that is so decides nothing, where otherwise it would fail the line.', test),
  some: about('One value that is right is enough.', flag),
  absent: about(
    'What it means that the files do not have it: `fail`, or `skip` to leave the line to its other evidence.',
    oneOf(['fail', 'skip']),
  ),
  failOnly: about('The files can prove the failure, never the contrary.', flag),
  why: about('What failing means, as a sentence.', text),
  severity: about('How bad failing here is, where that is less than the line’s own severity.', oneOf(itemSeverities)),
  when: about('It counts only where this holds.', condition),
};

const check: Shape<Evidence> = object(checkFields, [], (read, _, reject) => {
  const {
    rules = [],
    fails,
    passes,
    open,
    some = false,
    absent,
    failOnly = false,
    why,
    severity,
    when,
    ...named
  } = read;
  const looked = subjectOf(named, reject);
  if (!looked) return undefined;
  if (rules.length === 0 && !fails && !passes && !absent) {
    return reject('This can neither pass nor fail: it needs rules, fails, passes or absent.');
  }
  if ((fails || absent === 'fail') && why === undefined) return reject('A failure needs its why in words.');
  const result: Check = {
    subject: looked,
    rules,
    some,
    failOnly,
    ...(fails && { fails }),
    ...(passes && { passes }),
    ...(open && { open }),
    ...(absent && { absent }),
    ...(why !== undefined && { why }),
    ...(severity && { severity }),
    ...(when && { when }),
  };
  return { type: 'check', check: result };
});

const optionalWhen = (when: Condition | undefined) => (when ? { when } : {});

/** What decides a line; the first of these keys that a mapping has tells which it is. */
export const evidence: NamedShape<Evidence> = lazy('evidence', () =>
  choiceByKey<Evidence>({
    any: object(
      { any: about('One of these is enough; any failure among them counts.', list(evidence)) },
      ['any'],
      ({ any: of = [] }) => ({ type: 'any', of }),
    ),
    ask: object(
      {
        ask: about('What a person has to look at.', text),
        every: about('How long an answer holds, in days: `90d`.', text),
        when: about('It counts only where this holds.', condition),
      },
      ['ask'],
      ({ ask = '', every, when }, _, reject) => {
        if (every !== undefined && !/^\d+d$/.test(every))
          return reject('every has to be a number of days, such as 90d.');
        return { type: 'ask', ask, ...(every !== undefined && { every }), ...optionalWhen(when) };
      },
    ),
    host: object(
      { host: about('What the machine would tell.', text), when: about('It counts only where this holds.', condition) },
      ['host'],
      ({ host = '', when }) => ({
        type: 'host',
        host,
        ...optionalWhen(when),
      }),
    ),
    probe: object(
      {
        probe: about('What the running deployment would tell.', text),
        when: about('It counts only where this holds.', condition),
      },
      ['probe'],
      ({ probe = '', when }) => ({
        type: 'probe',
        probe,
        ...optionalWhen(when),
      }),
    ),
    needs: object(
      {
        needs: about('The reader or rule that is missing.', text),
        to: about('What it would find out.', text),
        when: about('It counts only where this holds.', condition),
      },
      ['needs', 'to'],
      ({ needs = '', to = '', when }) => ({
        type: 'needs',
        needs,
        to,
        ...optionalWhen(when),
      }),
    ),
    ...Object.fromEntries(Object.keys(subjectFields).map((key) => [key, check])),
  }),
);

/** The shapes that refer to themselves, for the `$defs` of a schema. */
export const named: readonly NamedShape<unknown>[] = [subject, test, condition, evidence];
