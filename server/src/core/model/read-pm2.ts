import { type DataMember, type DataNode, dataOfYaml, itemsOf, memberOf, membersOf } from '../syntax/data.ts';
import type { Template } from '../syntax/interpolation.ts';
import { parseScript, parseScriptExpression } from '../syntax/javascript.ts';
import type { SyntaxProblem } from '../syntax/problem.ts';
import { parseYaml } from '../syntax/yaml.ts';
import type { Span } from '../text.ts';
import type { Fact } from './container.ts';
import { baseNameOf } from './path.ts';
import type { Pm2App, Pm2Environment, Pm2Model } from './pm2.ts';
import type { Setting } from './setting.ts';

/** How PM2 reads the file, which its ending says: JSON as a JavaScript expression, YAML, or a script that exports. */
export type Pm2Form = 'json' | 'yaml' | 'script';

export const pm2Form = (path: string): Pm2Form =>
  /\.ya?ml$/i.test(path) ? 'yaml' : /\.json$/i.test(path) ? 'json' : 'script';

export function readPm2(text: string, form: Pm2Form): Pm2Model {
  const tree = form === 'yaml' ? yamlTree(text) : form === 'json' ? parseScriptExpression(text) : parseScript(text);
  const { root } = tree;
  const listed = memberOf(root, 'apps') ?? memberOf(root, 'pm2');
  const nodes = listed ? itemsOf(listed.value) : isApp(root) ? [root] : itemsOf(root);
  return {
    root,
    apps: nodes.flatMap((node, index) => (node?.type === 'map' ? [readApp(node, index)] : [])),
    problems: tree.problems,
    comments: tree.comments,
  };
}

const isApp = (node: DataNode | undefined): boolean => node?.type === 'map';

function yamlTree(text: string): {
  readonly root: DataNode | undefined;
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
} {
  const { documents, comments, problems } = parseYaml(text);
  return { root: dataOfYaml(documents[0]?.root), comments: comments.map(({ span }) => span), problems };
}

const textFact = (member: DataMember | undefined): Fact<string> | undefined => {
  const { value } = member ?? {};
  return member && value?.type === 'scalar' && value.value !== null
    ? { value: value.text, text: value.text, span: value.content, entry: member.span }
    : undefined;
};

const booleanFact = (member: DataMember | undefined): Fact<boolean> | undefined => {
  const { value } = member ?? {};
  if (!member || !value) return undefined;
  // A list of paths to watch is watching too.
  if (value.type === 'list') return { value: true, text: '', span: value.span, entry: member.span };
  return value.type === 'scalar' && typeof value.value === 'boolean'
    ? { value: value.value, text: value.text, span: value.content, entry: member.span }
    : undefined;
};

function readApp(node: DataNode, index: number): Pm2App {
  const text = (...keys: readonly string[]): Fact<string> | undefined =>
    keys.map((key) => textFact(memberOf(node, key))).find((fact) => fact !== undefined);
  const flag = (key: string): Fact<boolean> | undefined => booleanFact(memberOf(node, key));
  const script = text('script');
  const named = text('name');
  const name = named?.text ?? baseNameOf(script?.text ?? `app-${index}`).replace(/\.\w+$/, '');
  const pointer = `/apps/${index}`;
  return {
    name,
    nameSpan: named?.span ??
      script?.span ?? { start: node.span.start, end: Math.min(node.span.start + 1, node.span.end) },
    script,
    cwd: text('cwd'),
    args: text('args'),
    interpreter: text('interpreter', 'exec_interpreter'),
    instances: text('instances'),
    execMode: text('exec_mode'),
    user: text('user', 'uid'),
    maxMemoryRestart: text('max_memory_restart'),
    watch: flag('watch'),
    autorestart: flag('autorestart'),
    errorFile: text('error_file', 'err_file', 'error', 'err'),
    outFile: text('out_file', 'output', 'out'),
    envFile: text('env_file'),
    computed: new Map(
      membersOf(node).flatMap(({ key, keySpan, value }) =>
        value === undefined || value.type === 'expression' ? [[key, value?.span ?? keySpan] as const] : [],
      ),
    ),
    environments: membersOf(node).flatMap((member) => readEnvironment(member, pointer)),
    span: node.span,
    pointer,
  };
}

function readEnvironment({ key, keySpan, value, span }: DataMember, pointer: string): readonly Pm2Environment[] {
  const name = key === 'env' ? '' : /^env_(.+)$/.exec(key)?.[1];
  if (name === undefined || key === 'env_file' || value?.type !== 'map') return [];
  return [
    {
      name,
      nameSpan: keySpan,
      tier: tierOf(name),
      settings: value.members.flatMap((member) => settingOf(member, `${pointer}/${key}`)),
      open: value.open,
      span,
    },
  ];
}

const tierOf = (name: string): Pm2Environment['tier'] =>
  /^(?:dev|devel|development|local|test|tests|testing|ci|e2e|demo|sandbox)(?:[_-]|$)/i.test(name)
    ? 'development'
    : /^(?:staging|stage|stg|uat|preprod|preview|qa)(?:[_-]|$)/i.test(name)
      ? 'staging'
      : 'production';

function settingOf({ key, keySpan, value, span }: DataMember, pointer: string): readonly Setting[] {
  if (value === undefined || value.type === 'map' || value.type === 'list') return [];
  const common = {
    key,
    keySpan,
    source: 'pm2-env',
    pointer: `${pointer}/${key}`,
    inherited: false,
    lead: '',
    span,
  } as const;
  if (value.type === 'scalar') {
    const { text, content, exact } = value;
    return [
      {
        ...common,
        text,
        valueSpan: content,
        exact,
        template: { parts: text === '' ? [] : [text], span: content },
        type: value.value === null ? 'null' : kindOf(value.value),
      },
    ];
  }
  return [{ ...common, text: '', valueSpan: value.span, exact: false, template: templateOf(value), type: 'string' }];
}

const kindOf = (value: string | number | boolean): Setting['type'] =>
  typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'string';

/** `process.env.NAME || 'x'` is `${NAME:-x}`; what no variable gives has a name that nothing sets. */
function templateOf(value: DataNode): Template {
  if (value.type === 'scalar') return { parts: value.text === '' ? [] : [value.text], span: value.content };
  const variable = value.type === 'expression' ? value.variable : undefined;
  const { name = '', span = value.span, fallback, blank = true } = variable ?? {};
  const operator = fallback ? (blank ? '-' : ':-') : '';
  const operand = fallback && templateOf(fallback);
  return {
    parts: [{ name, nameSpan: span, operator, span: value.span, braced: true, ...(operand && { operand }) }],
    span: value.span,
  };
}
