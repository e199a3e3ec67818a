import type { Span } from '../text.ts';
import type { NginxDirective, NginxTree } from './nginx.ts';
import { nginxDirectives } from './nginx-directives.ts';
import type { NginxToken } from './nginx-lexer.ts';
import type { SyntaxProblem } from './problem.ts';

/** What a directive takes where it stands. */
interface Take {
  readonly contexts: ReadonlySet<string>;
  readonly block: boolean;
  readonly least: number;
  readonly most: number;
  /** The form of its one argument, and the words that may stand for it. */
  readonly form: string | undefined;
  readonly words: readonly string[];
}

/** Later releases take these in more places than the one that was asked. */
const laterContexts: Readonly<Record<string, readonly string[]>> = {
  resolver: ['upstream', 'stream upstream'],
  resolver_timeout: ['upstream', 'stream upstream'],
  ...Object.fromEntries(
    [
      ...['server_name', 'server_names_hash_bucket_size', 'server_names_hash_max_size', 'ssl_reject_handshake'],
      ...['ssl_ocsp', 'ssl_ocsp_cache', 'ssl_ocsp_responder'],
      ...['ssl_stapling', 'ssl_stapling_file', 'ssl_stapling_responder', 'ssl_stapling_verify'],
    ].map((name) => [name, ['stream', 'stream server']] as const),
  ),
};

/** Directive -> what it takes, as it is written in the table: few of them are ever looked up. */
const written: ReadonlyMap<string, string> = new Map(
  nginxDirectives.flatMap(([signature, names]) => names.split(' ').map((name) => [name, signature] as const)),
);

function takesOf(name: string): readonly Take[] | undefined {
  const [first, ...others] = written.get(name)?.split('; ').map(readTake) ?? [];
  if (!first) return undefined;
  const later = Object.hasOwn(laterContexts, name) ? laterContexts[name] : undefined;
  // NGINX Plus has `sync` behind the rate.
  const most = name === 'limit_req_zone' ? 4 : first.most;
  return [{ ...first, most, contexts: new Set([...first.contexts, ...(later ?? [])]) }, ...others];
}

function readTake(text: string): Take {
  const [, where = '', block, least = '0', dash, most = '', form = ''] =
    /^(.*?): (block )?(\d+)(-)?(\d*)(?: (\S+))?$/.exec(text) ?? [];
  const [kind, ...words] = form.split('|');
  return {
    contexts: new Set(where.split(', ')),
    block: block !== undefined,
    least: Number(least),
    most: dash === undefined ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most),
    form: kind === '' ? undefined : kind,
    words,
  };
}

/** https://nginx.org/en/docs/syntax.html, and how ngx_parse_time and ngx_parse_size read. */
const forms: Readonly<Record<string, readonly [called: string, pattern: RegExp]>> = {
  flag: ['on or off', /^(?:on|off)$/i],
  number: ['a whole number', /^\d+$/],
  size: ['a size such as 8k or 1m', /^\d+[km]?$/i],
  offset: ['a size such as 10m or 1g', /^\d+[kmg]?$/i],
  milliseconds: ['a time such as 30s or 500ms', /^(?:\d+(?:ms|[yMwdhms]) *)*(?:\d+(?:ms|[yMwdhms])?)$/],
  seconds: ['a time such as 30s or 5m', /^(?:\d+[yMwdhms] *)*(?:\d+[yMwdhms]?)$/],
};

/** Blocks whose lines are entries, not directives. */
const entries = new Set(['types', 'map', 'geo', 'split_clients', 'charset_map', 'match']);

/**
 * What nginx refuses although braces and semicolons are right: a directive that does not stand where it is, too few or too many
 * arguments, a word where a number, a size, a time or a switch has to be. Directives of other modules are left alone, and so is the
 * place of what stands at the top of a part, which another file includes.
 */
export function checkNginx({ directives, template }: NginxTree): readonly SyntaxProblem[] {
  if (template) return [];
  const problems: SyntaxProblem[] = [];
  const refuse = ({ span }: { readonly span: Span }, message: string): void =>
    void problems.push({ span, message, verdict: 'refused' });
  const isWhole = directives.some(({ name }) => ['http', 'events', 'stream', 'mail'].includes(name.text));
  checkAll(directives, isWhole ? ['main'] : [], refuse);
  return problems;
}

type Refuse = (at: { readonly span: Span }, message: string) => void;

/** `contexts` are those that the block may be; none where that is unknown. */
function checkAll(directives: readonly NginxDirective[], contexts: readonly string[], refuse: Refuse): void {
  for (const directive of directives) {
    checkOne(directive, contexts, refuse);
    if (directive.block && !entries.has(directive.name.text))
      checkAll(directive.block.directives, contextsIn(directive, contexts), refuse);
  }
}

function contextsIn({ name, block }: NginxDirective, outer: readonly string[]): readonly string[] {
  switch (name.text) {
    case 'events':
    case 'http':
    case 'stream':
    case 'location':
    case 'limit_except':
      return [name.text];
    case 'server':
    case 'upstream': {
      if (outer.includes('http')) return [name.text];
      if (outer.includes('stream')) return [`stream ${name.text}`];
      if (outer.length > 0) return [];
      // The part of a file that is included: of http where it has what only http has.
      const isHttp = (block?.directives ?? []).some((one) => {
        const takes = takesOf(one.name.text);
        return takes !== undefined && !isIn(takes, `stream ${name.text}`);
      });
      return isHttp ? [name.text] : [name.text, `stream ${name.text}`];
    }
    case 'if':
      if (outer.length === 1 && outer[0] === 'server') return ['server if'];
      return outer.length === 1 && outer[0] === 'location' ? ['location if'] : [];
    default:
      return [];
  }
}

const isIn = (takes: readonly Take[], context: string): boolean => takes.some(({ contexts }) => contexts.has(context));

function checkOne({ name, args, block }: NginxDirective, contexts: readonly string[], refuse: Refuse): void {
  const takes = name.quote !== '' ? undefined : takesOf(name.text);
  // A word that a script puts in may be any number of words.
  if (!takes || args.some(isOpenEnded)) return;
  const here = contexts.length === 0 ? takes : takes.filter((take) => contexts.some((one) => take.contexts.has(one)));
  const [only] = here;
  if (!only) {
    refuse(name, `${name.text} may not stand here; nginx takes it in ${placesOf(takes)}.`);
    return;
  }
  if (here.length > 1) return;
  if (only.block !== (block !== undefined)) {
    refuse(name, only.block ? `${name.text} needs a block.` : `${name.text} takes no block.`);
    return;
  }
  const { least, most, form, words } = only;
  if (args.length < least || args.length > most) {
    const count =
      most === least ? least : most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`;
    refuse(args[most] ?? name, `${name.text} takes ${count} argument${count === 1 ? '' : 's'}, not ${args.length}.`);
    return;
  }
  const [value] = args;
  const [called, pattern] = (form && forms[form]) || [];
  if (!value || !called || pattern?.test(value.text) || words.includes(value.text) || value.text.includes('$')) return;
  refuse(value, `${name.text} takes ${[called, ...words].join(' or ')}, not ${value.text}.`);
}

const isOpenEnded = ({ text }: NginxToken): boolean => /\$\{|\{\{|<|%|@@|__/.test(text);

const placesOf = (takes: readonly Take[]): string =>
  [...new Set(takes.flatMap(({ contexts }) => [...contexts]))]
    .filter((context) => !context.startsWith('stream'))
    .map((context) => (context === 'main' ? 'the main level' : context))
    .join(', ');
