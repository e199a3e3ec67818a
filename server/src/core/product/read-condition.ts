import {
  type Check,
  type Condition,
  type Evidence,
  itemSeverities,
  nginxParts,
  pm2Parts,
  type Subject,
  serviceParts,
  siteParts,
  type Test,
  workloadParts,
} from './condition.ts';
import { ruleIds } from './rule-ids.ts';
import {
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
  setting: text,
  kept: text,
  equal: list(text),
  image: text,
  published: number,
  service: oneOf(serviceParts),
  of: text,
  site: oneOf(siteParts),
  nginx: oneOf(nginxParts),
  header: text,
  label: text,
  json: text,
  pm2: oneOf(pm2Parts),
  workload: oneOf(workloadParts),
  findings: list(oneOf(ruleIds)),
};

/** The one subject that the keys of a mapping name; undefined where they name none or several. */
function subjectOf(read: Read<typeof subjectFields>, reject: (message: string) => undefined): Subject | undefined {
  const { of = 'product', service, ...rest } = read;
  const named: Subject[] = [
    ...(service === undefined ? [] : [{ service, of }]),
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
      is: list(text),
      not: list(text),
      hasWord: list(text),
      notExactly: list(text),
      below: number,
      above: number,
      shorter: number,
      wholeNumber: flag,
      versionBelow: text,
      megabytesBelow: number,
      pinned: flag,
      publicUrl: flag,
      omitsHostOf: text,
      contains: subject,
      lacks: subject,
    },
    [],
    (read) => read,
  ),
);

const condition: NamedShape<Condition> = lazy('condition', () =>
  choiceByKey<Condition>({
    on: object({ on: subject, test }, ['on'], ({ on, test: wanted = {} }) => on && { on, test: wanted }),
    without: object(
      { without: subject, test },
      ['without'],
      ({ without, test: wanted = {} }) => without && { without, test: wanted },
    ),
    all: object({ all: list(condition) }, ['all'], ({ all = [] }) => ({ all })),
    any: object({ any: list(condition) }, ['any'], ({ any = [] }) => ({ any })),
  }),
);

export const applies = object({ when: condition, otherwise: text }, ['when', 'otherwise'], ({ when, otherwise }) =>
  when && otherwise !== undefined ? { when, otherwise } : undefined,
);

const checkFields = {
  ...subjectFields,
  rules: list(oneOf(ruleIds)),
  fails: test,
  passes: test,
  some: flag,
  absent: oneOf(['fail', 'skip']),
  failOnly: flag,
  why: text,
  severity: oneOf(itemSeverities),
  when: condition,
};

const check: Shape<Evidence> = object(checkFields, [], (read, _, reject) => {
  const { rules = [], fails, passes, some = false, absent, failOnly = false, why, severity, when, ...named } = read;
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
    any: object({ any: list(evidence) }, ['any'], ({ any: of = [] }) => ({ type: 'any', of })),
    ask: object({ ask: text, every: text, when: condition }, ['ask'], ({ ask = '', every, when }, _, reject) => {
      if (every !== undefined && !/^\d+d$/.test(every)) return reject('every has to be a number of days, such as 90d.');
      return { type: 'ask', ask, ...(every !== undefined && { every }), ...optionalWhen(when) };
    }),
    host: object({ host: text, when: condition }, ['host'], ({ host = '', when }) => ({
      type: 'host',
      host,
      ...optionalWhen(when),
    })),
    probe: object({ probe: text, when: condition }, ['probe'], ({ probe = '', when }) => ({
      type: 'probe',
      probe,
      ...optionalWhen(when),
    })),
    needs: object({ needs: text, to: text, when: condition }, ['needs', 'to'], ({ needs = '', to = '', when }) => ({
      type: 'needs',
      needs,
      to,
      ...optionalWhen(when),
    })),
    ...Object.fromEntries(Object.keys(subjectFields).map((key) => [key, check])),
  }),
);

/** The shapes that refer to themselves, for the `$defs` of a schema. */
export const named: readonly NamedShape<unknown>[] = [subject, test, condition, evidence];
