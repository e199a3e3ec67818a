import { readFileSync, writeFileSync } from 'node:fs';
import { type AnalyzedDeployment, analyze } from '../server/src/core/analyze.ts';
import { defaultSettings, type Settings } from '../server/src/core/config.ts';
import type { Product } from '../server/src/core/product/product.ts';
import type { Finding, Rule } from '../server/src/core/rules/rule.ts';
import { reportFilling } from '../server/src/host/generate.ts';
import { applyEdits, firstFixes } from './apply.ts';
import { annotate, stripAnnotations } from './draw.ts';

/** path -> text */
export type Files = ReadonlyMap<string, string>;

/** Lines outside of fences as they are, or a fenced block. */
export type Part = string | Block;

export interface Block {
  readonly info: string;
  readonly path: string;
  readonly fixed: boolean;
  readonly settings: boolean;
  readonly flags: readonly string[];
  readonly lines: readonly string[];
}

export interface Case {
  readonly title: string;
  readonly settings: Settings;
  readonly files: Files;
  /** From its heading on. */
  readonly parts: readonly Part[];
}

export interface Fixture {
  readonly url: URL;
  readonly head: readonly string[];
  readonly cases: readonly Case[];
}

const defaultPaths: Readonly<Record<string, string>> = {
  dotenv: '.env',
  yaml: 'compose.yaml',
  caddyfile: 'Caddyfile',
  json: 'config.json',
};

/** Behind the path: `fixed`, what `crlf` and `bom` say, `open` for no line break at the end. */
const flagNames = new Set(['fixed', 'crlf', 'bom', 'open', 'settings']);

export const isUpdating = process.env['UPDATE'] === '1';

export function readFixture(url: URL): Fixture {
  const head: string[] = [];
  const cases: { title: string; parts: Part[] }[] = [];
  const lines = readFileSync(url, 'utf8').split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.startsWith('## ')) cases.push({ title: line.slice(3).trim(), parts: [] });
    const parts: Part[] = cases.at(-1)?.parts ?? head;
    const fence = /^(`{3,})(\S.*)$/.exec(line);
    if (!fence) {
      parts.push(line);
      continue;
    }
    const end = lines.indexOf(fence[1] ?? '', at + 1);
    if (end < 0) throw new Error(`${url.pathname}:${at + 1}: the fence is never closed`);
    parts.push(readBlock(fence[2] ?? '', lines.slice(at + 1, end)));
    at = end;
  }
  return {
    url,
    head: head.filter((part) => typeof part === 'string'),
    cases: cases.map(({ title, parts }) => ({ title, parts, settings: settingsIn(parts), files: filesIn(parts) })),
  };
}

function readBlock(info: string, lines: readonly string[]): Block {
  const [language = '', ...words] = info.split(/\s+/);
  const flags = words.filter((word) => flagNames.has(word));
  const path = words.find((word) => !flagNames.has(word)) ?? defaultPaths[language];
  if (path === undefined) throw new Error(`\`${info}\`: no path is known for ${language}`);
  return { info, path, flags, fixed: flags.includes('fixed'), settings: flags.includes('settings'), lines };
}

const blocksOf = (parts: readonly Part[]): readonly Block[] => parts.filter((part) => typeof part !== 'string');
const isInput = ({ fixed, settings }: Block): boolean => !fixed && !settings;

function settingsIn(parts: readonly Part[]): Settings {
  const block = blocksOf(parts).find(({ settings }) => settings);
  const overrides: Partial<Settings> = block ? JSON.parse(block.lines.join('\n')) : {};
  return { ...defaultSettings, ...overrides };
}

function filesIn(parts: readonly Part[]): Files {
  return new Map(
    blocksOf(parts)
      .filter(isInput)
      .map((block) => [block.path, textOf(block)]),
  );
}

function textOf({ lines, flags }: Block): string {
  const ending = flags.includes('crlf') ? '\r\n' : '\n';
  const source = stripAnnotations(lines).join(ending);
  const end = flags.includes('open') || source === '' ? '' : ending;
  return `${flags.includes('bom') ? '\ufeff' : ''}${source}${end}`;
}

export interface Analyzed {
  readonly findings: readonly Finding[];
  readonly deployments: readonly AnalyzedDeployment[];
  readonly faults: readonly { readonly rule: string; readonly reason: string }[];
}

/** Files that list facts about the workspace: the paths in git's index, and the modes of files before their paths. */
const factPaths: readonly string[] = ['.git/index', '.host/modes'];

export function analyzeFiles(files: Files, settings: Settings, products: readonly Product[]): Analyzed {
  const read = new Map(
    [...files].filter(([path]) => !factPaths.includes(path)).map(([path, text]) => [path, { path, text }]),
  );
  const linesOf = (path: string): readonly string[] | undefined => files.get(path)?.split('\n');
  const tracked = linesOf('.git/index')?.filter((path) => path !== '');
  const modes = linesOf('.host/modes')?.flatMap((line): [string, number][] => {
    const [, mode, path] = /^(0\d{3}) (.+)$/.exec(line) ?? [];
    return mode !== undefined && path !== undefined ? [[path, Number.parseInt(mode, 8)]] : [];
  });
  return analyze(undefined, read, {
    settings,
    products,
    ...(tracked && { git: { tracked: new Set(tracked) } }),
    ...(modes && { host: { modes: new Map(modes) } }),
  });
}

/** The case as it would have to be written for what came: annotated inputs, then one `fixed` block a file that changes. */
export function renderCase({ parts, files, settings }: Case, rule: Rule, products: readonly Product[]): string {
  const findings = analyzeFiles(files, settings, products).findings.filter((finding) => finding.rule.id === rule.id);
  const wantsFixed = blocksOf(parts).some(({ fixed }) => fixed);
  const inputs = blocksOf(parts).filter(isInput);
  const kept = parts.flatMap((part): readonly string[] => {
    if (typeof part === 'string') return [part];
    if (part.settings) return drawBlock(part.info, part.lines);
    if (part.fixed) return [];
    const own = findings.filter(({ path }) => path === part.path);
    return drawBlock(part.info, annotate(files.get(part.path) ?? '', own, rule.severity));
  });
  const body = kept.join('\n').replace(/\n+$/, '');
  const fixed = wantsFixed ? drawFixed(inputs, files, applyEdits(files, firstFixes(findings), reportFilling)) : [];
  return `${[body, ...fixed].join('\n\n')}\n`;
}

const drawBlock = (info: string, lines: readonly string[]): readonly string[] => [`\`\`\`${info}`, ...lines, '```'];

function drawFixed(inputs: readonly Block[], before: Files, after: Files): readonly string[] {
  return [...after].flatMap(([path, text]) => {
    if (before.get(path) === text) return [];
    const input = inputs.find((block) => block.path === path);
    const info = input?.info ?? `${path.includes('.env') ? 'dotenv' : 'yaml'} ${path}`;
    const flags = input?.flags ?? [];
    const isOpen = flags.includes('open') && /\n$/.test(text);
    const lines = text.replace(/^\ufeff/, '').split(flags.includes('crlf') ? '\r\n' : '\n');
    if (lines.at(-1) === '') lines.pop();
    return [drawBlock(`${isOpen ? info.replace(/ open\b/, '') : info} fixed`, lines).join('\n')];
  });
}

/** The case as it is written, in the form that {@link renderCase} gives. */
export const writtenCase = ({ parts }: Case): string =>
  `${parts
    .flatMap((part) => (typeof part === 'string' ? [part] : drawBlock(part.info, part.lines)))
    .join('\n')
    .replace(/\n+$/, '')}\n`;

/** `UPDATE=1`: the file again with what came. */
export function updateFixture({ url, head, cases }: Fixture, rule: Rule, products: readonly Product[]): void {
  const drawn = cases.map((one) => renderCase(one, rule, products));
  writeFileSync(url, [`${head.join('\n').replace(/\n+$/, '')}\n`, ...drawn].join('\n'));
}
