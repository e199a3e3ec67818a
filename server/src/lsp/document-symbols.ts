import { type DocumentSymbol, type SymbolInformation, SymbolKind } from 'vscode-languageserver';
import type { ComposePort, ComposeService, ComposeText } from '../core/model/compose.ts';
import type { DotenvModel } from '../core/model/dotenv.ts';
import { readImage } from '../core/model/image.ts';
import type { SourceFile } from '../core/model/source-file.ts';
import type { CaddyDirective, CaddyServerBlock } from '../core/syntax/caddyfile.ts';
import type { CaddyToken } from '../core/syntax/caddyfile-lexer.ts';
import type { Template } from '../core/syntax/interpolation.ts';
import { isInside, type LineIndex, lineIndex } from '../core/text.ts';
import { type Located, uriOf } from './locate.ts';
import {
  dockerfileOutline,
  kubernetesOutline,
  nginxOutline,
  type OutlineItem,
  pm2Outline,
  systemdOutline,
  traefikOutline,
} from './outline.ts';

/**
 * The outline of a file: names, and of values only those that can be no secret. JSON and a chart's values are left to the editor. A client that
 * knows no nested symbols gets them in a row.
 */
export function documentSymbols(
  { folder, path }: Located,
  nested: boolean,
): DocumentSymbol[] | SymbolInformation[] | null {
  const file = folder.analysis().files.get(path);
  if (!file) return null;
  const symbols = symbolsOf(file);
  if (!symbols) return null;
  const lines = lineIndex(file.text);
  return nested ? named(symbols).map((one) => toNested(one, lines)) : inARow(symbols, uriOf(folder, path), lines);
}

function symbolsOf(file: SourceFile): readonly OutlineItem[] | undefined {
  switch (file.kind) {
    case 'dotenv':
      return dotenvSymbols(file.model);
    case 'compose':
      return file.model.services.map(serviceSymbol);
    case 'caddyfile':
      return file.model.tree.blocks.map(blockSymbol);
    case 'nginx':
      return nginxOutline(file.model.tree.directives);
    case 'dockerfile':
      return dockerfileOutline(file.model);
    case 'kubernetes':
    case 'helm-template':
      return kubernetesOutline(file.model);
    case 'pm2':
      return pm2Outline(file.model);
    case 'systemd':
      return systemdOutline(file.model);
    case 'traefik':
      return traefikOutline(file.model);
    default:
      return undefined;
  }
}

/** Editors refuse the whole answer for one symbol without a name. */
const named = (symbols: readonly OutlineItem[]): OutlineItem[] => symbols.filter(({ name }) => name.trim() !== '');

const toNested = ({ name, detail, kind, span, at, children = [] }: OutlineItem, lines: LineIndex): DocumentSymbol => ({
  name,
  ...(detail !== undefined && { detail }),
  kind,
  range: lines.range(span),
  // One that is not inside of the range is refused as well.
  selectionRange: lines.range(isInside(at, span) ? at : span),
  children: named(children).map((child) => toNested(child, lines)),
});

const inARow = (symbols: readonly OutlineItem[], uri: string, lines: LineIndex, within?: string): SymbolInformation[] =>
  named(symbols).flatMap(({ name, kind, span, children = [] }) => [
    {
      name,
      kind,
      location: { uri, range: lines.range(span) },
      ...(within !== undefined && { containerName: within }),
    },
    ...inARow(children, uri, lines, name),
  ]);

/** A word alone on a line is as often the rest of a value that lost its quotes, so only `export NAME` is shown. */
const dotenvSymbols = ({ tree }: DotenvModel): readonly OutlineItem[] =>
  tree.entries.flatMap(({ key, keySpan, span, hasSeparator, exported }) =>
    hasSeparator || exported ? [{ name: key, kind: SymbolKind.Variable, span, at: keySpan }] : [],
  );

function serviceSymbol({ name, nameSpan, span, image, ports, environment }: ComposeService): OutlineItem {
  const children: readonly OutlineItem[] = [
    ...(image ? [imageSymbol(image)] : []),
    ...ports.map(portSymbol),
    ...environment.flatMap(({ key, keySpan, span: entry, inherited }) =>
      inherited && !/^[A-Za-z_]\w*$/.test(key)
        ? []
        : [{ name: key, kind: SymbolKind.Variable, span: entry, at: keySpan }],
    ),
  ];
  return {
    name,
    kind: SymbolKind.Module,
    span,
    at: nameSpan,
    // What an anchor brings in stands elsewhere.
    children: children.filter((child) => isInside(child.span, span)).sort((a, b) => a.span.start - b.span.start),
  };
}

/** References without their fallbacks. */
const shown = ({ parts }: Template): string =>
  parts.map((part) => (typeof part === 'string' ? part : `\${${part.name}}`)).join('');

const withoutReferences = (text: string): string => text.replace(/\$\{\w+\}/g, '1');

function imageSymbol({ template, setting, span }: ComposeText): OutlineItem {
  const text = shown(template);
  return {
    name: 'image',
    ...(readImage(withoutReferences(text)) && { detail: text }),
    kind: SymbolKind.Property,
    span: setting.span,
    at: span,
  };
}

function portSymbol({ span, short, long }: ComposePort): OutlineItem {
  const parts = short ? [short] : [long?.hostIp, long?.published, long?.target];
  const text = parts.flatMap((part) => (part ? shown(part.template) : [])).join(':');
  const isPort = /^[\d.:-]+(?:\/(?:tcp|udp|sctp))?$/.test(withoutReferences(text));
  return { name: 'port', ...(isPort && { detail: text }), kind: SymbolKind.Property, span, at: short?.span ?? span };
}

function blockSymbol({ kind, keys, block, span }: CaddyServerBlock): OutlineItem {
  const addresses = keys.flatMap(addressOf).join(', ');
  const head = keys.length > 0 ? { start: span.start, end: keys.at(-1)?.span.end ?? span.start } : block.open;
  const common = { span, at: head, children: block.directives.flatMap(directiveSymbol) };
  switch (kind) {
    case 'global':
      return { ...common, name: 'global options', kind: SymbolKind.Namespace };
    case 'snippet':
    case 'named-route':
      return { ...common, name: keys[0]?.text ?? '', kind: SymbolKind.Function };
    case 'site':
      return { ...common, name: addresses === '' ? 'site' : addresses, kind: SymbolKind.Module };
  }
}

/** Scheme, host and port, each literal or a variable; a bare word may be anything in a broken file. */
const addressForm =
  /^(?:https?:\/\/)?(?=localhost|[^/]*[.:*{])(?:[\p{L}\p{N}_.*-]|\{(?:\$|env\.)\w+\}|\[[\da-f:]+\])*(?::(?:[\d-]+|\{(?:\$|env\.)\w+\}))?(?=\/|$)/iu;

/** An address without its path and without the fallbacks of its variables. */
const addressOf = ({ text }: CaddyToken): readonly string[] => {
  const address = addressForm.exec(text.replace(/\{\$([^{}:]+):[^{}]*\}/g, '{$$$1}'))?.[0];
  return address === undefined ? [] : [address];
};

const groups = new Set(['handle', 'handle_path', 'route', 'handle_errors', 'handle_response', 'intercept']);

/** Its name alone: arguments hold passwords and tokens. Only groups are gone into. */
function directiveSymbol({ name, args, block, span }: CaddyDirective): readonly OutlineItem[] {
  if (name.quote !== '' || !/^(?:@\S+|[a-z][a-z_.]*)$/.test(name.text)) return [];
  const matcher = args[0]?.text.startsWith('@') ? args[0].text : undefined;
  return [
    {
      name: name.text,
      ...(matcher !== undefined && { detail: matcher }),
      kind: SymbolKind.Property,
      span,
      at: name.span,
      children: groups.has(name.text) ? (block?.directives ?? []).flatMap(directiveSymbol) : [],
    },
  ];
}
