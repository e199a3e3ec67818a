import type { Credential, Detection, IgnoredName, ImageFacts, Signs, Variable, VariableKind } from './product.ts';
import { ruleIds } from './rule-ids.ts';
import { about, flag, list, number, object, oneOf, type Shape, text } from './shape.ts';

const variableKinds: readonly VariableKind[] = [
  'secret',
  'password',
  'dsn',
  'enum',
  'bool',
  'int',
  'url',
  'public-url',
  'origins',
  'host',
  'email',
  'path',
  'string',
  'tier',
  'log-level',
];

const signs: Shape<Signs> = object(
  {
    envPrefixes: about('What the names of its variables begin with.', list(text)),
    images: about('Repositories of its images, without a tag.', list(text)),
    files: about('Globs of paths from the workspace.', list(text)),
    services: about('Names of services in Compose files.', list(text)),
    jsonKeys: about('Dotted paths of keys in JSON files.', list(text)),
  },
  [],
  ({ envPrefixes = [], images = [], files = [], services = [], jsonKeys = [] }) => ({
    envPrefixes,
    images,
    files,
    services,
    jsonKeys,
  }),
);

export const noSigns: Signs = { envPrefixes: [], images: [], files: [], services: [], jsonKeys: [] };

export const detection: Shape<Detection> = object(
  {
    strong: about('One of these signs is enough.', signs),
    weak: about('Two of these are needed, of different kinds.', signs),
  },
  [],
  ({ strong, weak }) => ({
    strong: strong ?? noSigns,
    weak: weak ?? noSigns,
  }),
);

const depends = object(
  {
    variable: about('The other variable.', text),
    values: about('One of these values of it.', list(text)),
  },
  ['variable', 'values'],
  ({ variable, values }) => (variable !== undefined && values ? { variable, values } : undefined),
);

export const variable: Shape<Variable> = object(
  {
    kind: about('What its value is.', oneOf(variableKinds)),
    encoding: about('What a generated secret is written in.', oneOf(['hex', 'base64', 'base64url', 'password'])),
    decoded: about('The product decodes it, and refuses another encoding or number of bytes.', flag),
    bytes: about('Random bytes that the secret needs.', number),
    minLength: about('The product refuses shorter values.', number),
    required: about('It has to be set.', flag),
    requiredUnless: about('It has to be set unless another variable has one of these values.', depends),
    requiredWhen: about('It has to be set where another variable has one of these values.', depends),
    default: about('What the product uses where nothing sets it.', text),
    values: about('The values that it may have.', list(text)),
    insecure: about('Values that must not reach production; `*` is any text.', list(text)),
    placeholders: about('Values of its templates that people have to replace.', list(text)),
    rule: about('The rule that reports an insecure value.', oneOf(ruleIds)),
    production: about('The value that production needs.', text),
    encryptsData: about('Replacing a live value makes stored data unreadable, so fixes leave it alone.', flag),
    bootstrapOnly: about('It is read at the first start only and has to go afterwards.', flag),
    files: about('Names of variables with the path of a file that holds the value instead.', list(text)),
    rotation: about('What happens when the value is replaced.', text),
    versions: about('The releases that read it, where not all do.', text),
    listens: about('The address that the program itself listens on.', flag),
    note: about('What else is worth knowing.', text),
  },
  ['kind'],
  ({ kind, ...rest }) => (kind ? { kind, ...rest } : undefined),
);

export const image: Shape<ImageFacts> = object(
  {
    releases: about('Globs of release tags: `v*.*.*`.', list(text)),
    moving: about('Tags that name a variant and follow its newest release: `fpm`.', list(text)),
    data: about('Folders inside of the container in which it keeps what it stores.', list(text)),
    stateful: about('Everything is lost where that folder is on no volume.', flag),
    pin: about('The tag that a fix pins to.', text),
  },
  ['releases'],
  ({ releases = [], ...rest }) => ({ releases, ...rest }),
);

export const proxy = object(
  {
    forwardedHeaders: about('It reads who asked from forwarded headers.', flag),
    requestHeaders: about(
      'The request headers that it wants of its proxy, where not all of Host, X-Real-IP, X-Forwarded-For and X-Forwarded-Proto.',
      list(text),
    ),
    websocket: about('It uses WebSockets.', flag),
    sse: about('It streams (server-sent events).', flag),
    trust: about('The variable that makes it believe forwarded addresses.', text),
  },
  [],
  (read) => read,
);

export const ownLimiter = object(
  { sharedBy: about('Variables that name a store which the replicas share: one of them is enough.', list(text)) },
  [],
  ({ sharedBy = [] }) => ({ sharedBy }),
);

export const listener = object(
  {
    host: about('The variable with the address.', text),
    auth: about('Variables of which one has to be set.', list(text)),
  },
  ['host', 'auth'],
  ({ host, auth }) => (host !== undefined && auth ? { host, auth } : undefined),
);

/** A text alone is the reason. */
export const ignoredName: Shape<IgnoredName> = {
  read: (node, mistakes) => {
    if (node.type === 'map') return ignoredWithKey.read(node, mistakes);
    const why = text.read(node, mistakes);
    return why === undefined ? undefined : { why };
  },
  get schema() {
    return { anyOf: [text.schema, ignoredWithKey.schema] };
  },
};

const ignoredWithKey: Shape<IgnoredName> = object(
  {
    why: about('What is true instead, as the end of a sentence.', text),
    instead: about('The name that it reads for the same purpose.', text),
  },
  ['why'],
  ({ why, instead }) => (why === undefined ? undefined : { why, ...(instead !== undefined && { instead }) }),
);

/** A list of lists of two names. */
export const pairs: Shape<readonly (readonly [string, string])[]> = {
  read(node, mistakes) {
    const items = node.type === 'seq' ? node.items : [node];
    return items.flatMap((item): (readonly [string, string])[] => {
      const [first, second, more] = item.type === 'seq' ? (list(text).read(item, mistakes) ?? []) : [];
      if (first !== undefined && second !== undefined && more === undefined) return [[first, second]];
      mistakes.push({ span: item.span, message: 'This has to be a list of two names.' });
      return [];
    });
  },
  schema: { type: 'array', items: { type: 'array', items: text.schema } },
};

export const limits = object({ production: number, staging: number, development: number }, [], (read) => read);

const credential: Shape<Credential> = object(
  {
    user: about('The name of the account.', text),
    password: about('Its password.', text),
    where: about('Who ships it, as in "the quick start"; the source of the file where it is left out.', text),
  },
  ['password'],
  ({ password, ...rest }) => (password === undefined ? undefined : { password, ...rest }),
);

const someCredentials = list(credential);

/** `none` says that somebody looked: nothing comes with a login that everyone knows. */
export const credentials: Shape<readonly Credential[]> = {
  read: (node, mistakes) =>
    node.type === 'scalar' && node.text === 'none' ? [] : someCredentials.read(node, mistakes),
  schema: { anyOf: [{ enum: ['none'] }, someCredentials.schema] },
};
