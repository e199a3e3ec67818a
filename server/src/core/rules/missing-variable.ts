import type { Deployment } from '../deployment/deployment.ts';
import type { DotenvFile } from '../deployment/environment.ts';
import { envFilesOf } from '../deployment/served-product.ts';
import { baseNameOf, folderOf } from '../model/path.ts';
import type { Setting } from '../model/setting.ts';
import { generatedFor } from '../secrets/generate.ts';
import { secretRole } from '../secrets/role.ts';
import { lineEnding, type TextPart } from '../text.ts';
import { firstLine, type MissingVariable, missingProblem, missingVariables } from './required-variable.ts';
import type { DeploymentRule, Problem } from './rule.ts';
import { isReferenced } from './variable-names.ts';

export const missingVariable: DeploymentRule = {
  id: 'missing-variable',
  severity: 'information',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'A variable that the product requires, or that the example file names, is set nowhere.',
  why: `The program refuses to start, or runs with a default that nobody chose. \`.env.example\` is where a project says what it
reads: a name that stands there as an active line, and in no file of the deployment, was most likely forgotten when the project moved on. Lines that
are commented out, or called optional, are not missed. Secrets are \`missing-secret\`'s.`,
  bad: { '.env': 'PORT=3000\n', '.env.example': 'PORT=3000\nREGION=eu-north-1\n' },
  good: { '.env': 'PORT=3000\nREGION=eu-north-1\n', '.env.example': 'PORT=3000\nREGION=eu-north-1\n' },
  references: ['https://12factor.net/config'],

  *check({ deployment }) {
    for (const missing of missingVariables(deployment)) {
      const { name, variable, setting, reader } = missing;
      if (variable.kind === 'secret' || variable.kind === 'password') continue;
      // An env file alone may be one of several that are read.
      if (!setting && 'file' in reader) continue;
      yield missingProblem(missing, likelyValue(missing, deployment), `Set ${name}`, deployment);
    }
    yield* namedInExamples(deployment);
  },
};

/** What the files or the product tell of the value. */
function likelyValue({ variable }: MissingVariable, { publicOrigins }: Deployment): string | undefined {
  const origin = variable.kind === 'public-url' ? publicOrigins[0] : undefined;
  return origin ?? variable.production;
}

type Dotenv = Extract<Deployment['files'][number], { kind: 'dotenv' }>;

/** One problem a file, which lists all that its example names and nothing sets. */
function* namedInExamples(deployment: Deployment): Iterable<Problem> {
  const dotenvFiles = deployment.files.filter((file): file is Dotenv => file.kind === 'dotenv');
  const set = new Set([
    ...deployment.settings.filter(({ path }) => deployment.tierOf(path) !== 'example').map(({ key }) => key),
    ...dotenvFiles
      .filter(({ tier }) => tier !== 'example')
      .flatMap(({ model }) => model.settings.map(({ key }) => key)),
    ...[...missingVariables(deployment)].map(({ name }) => name),
  ]);
  for (const example of dotenvFiles) {
    const path = nameWithoutMark(example.path);
    const file = dotenvFiles.find((one) => one.path === path);
    if (!file) continue;
    const missing = [
      ...new Set(
        example.model.settings.flatMap((setting) =>
          set.has(setting.key) || isOptional(setting, example) || !isRead(setting.key, file, deployment)
            ? []
            : [setting.key],
        ),
      ),
    ];
    const [first] = missing;
    if (first === undefined) continue;
    const shown = missing.slice(0, 5).join(', ');
    const more = missing.length > 5 ? ` and ${missing.length - 5} more` : '';
    yield {
      path: file.path,
      span: firstLine(file.text),
      message: `${baseNameOf(example.path)} names ${shown}${more}, and nothing sets ${missing.length === 1 ? 'it' : 'them'}.`,
      related: [
        {
          path: example.path,
          span: example.model.settings.find(({ key }) => key === first)?.keySpan ?? firstLine(example.text),
          message: `${first} is named here`,
        },
      ],
      fixes: [inserted(file, missing)],
      pointer: `named in ${baseNameOf(example.path)}`,
    };
  }
}

/** `.env` of `.env.example` and the like; undefined for what is no example of another file. */
function nameWithoutMark(path: string): string | undefined {
  const name = baseNameOf(path);
  const plain = name.replace(/^env(?=\.)/, '.env').replace(/[._-](?:example|sample|template|dist|tmpl)$/i, '');
  const folder = folderOf(path);
  return plain === name ? undefined : folder === '' ? plain : `${folder}/${plain}`;
}

/** In the env file of a product that is known, a name that it does not have is read by nobody, unless another file asks for it. */
function isRead(name: string, file: DotenvFile, deployment: Deployment): boolean {
  const owners = deployment.products.filter(({ product }) => envFilesOf(product, deployment).includes(file));
  return owners.length === 0 || owners.some(({ product }) => product.variables[name]) || isReferenced(name, deployment);
}

/** The comment on the line or right above it says that nobody has to set it. */
function isOptional({ span, valueSpan }: Setting, { text }: DotenvFile): boolean {
  const lineEnd = text.indexOf('\n', valueSpan.end);
  const behind = text.slice(valueSpan.end, lineEnd < 0 ? text.length : lineEnd);
  const above = text.slice(0, text.lastIndexOf('\n', span.start - 1) + 1).slice(-2000);
  const comments = /(?:^|\n)((?:[ \t]*#.*\n)+)$/.exec(above)?.[1] ?? '';
  return optionalWords.test(comments + behind);
}

const optionalWords =
  /\b(?:optional(?:ly)?|not required|only (?:if|when|needed)|if you|defaults? to|leave (?:it )?(?:blank|empty))\b/i;

function inserted({ path, text }: DotenvFile, names: readonly string[]) {
  const ending = lineEnding(text);
  const lead = text === '' || text.endsWith('\n') ? '' : ending;
  const end = text.length;
  return {
    title: names.length === 1 ? `Add ${names[0]}` : `Add ${names.length} names`,
    safe: false,
    edits: [
      {
        path,
        span: { start: end, end },
        text: [lead, ...names.flatMap((name) => [`${name}=`, valueFor(name), ending])].filter((part) => part !== ''),
      },
    ],
  };
}

function valueFor(name: string): TextPart {
  const role = secretRole(name);
  return role === 'key' || role === 'password'
    ? generatedFor({ variable: undefined, role, key: name, inUrl: false }, false)
    : { blank: '' };
}
