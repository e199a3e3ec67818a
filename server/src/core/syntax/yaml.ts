import { Composer, type Document, Lexer, Parser, type ScalarTag } from 'yaml';
import type { Span } from '../text.ts';
import type { SyntaxProblem } from './problem.ts';
import { maxDepth, tooDeep } from './yaml-depth.ts';
import { documentReader } from './yaml-reader.ts';
import { withoutStrayLines } from './yaml-stray.ts';
import type { Duplicate, YamlComment, YamlDocument, YamlTree } from './yaml-tree.ts';

/**
 * Reads YAML 1.2 with the `yaml` library into a tree of places. Aliases share the anchored node, so an alias bomb costs
 * nothing here; nesting and merges are bounded because the library and the merge of maps recurse.
 */
export function parseYaml(text: string): YamlTree {
  const depth = tooDeep(text);
  if (depth !== undefined) return refused(text, depth, `Nesting is deeper than ${maxDepth} levels.`);
  try {
    const tree = readDocuments(text);
    if (!tree.problems.some(({ verdict }) => verdict === 'refused')) return tree;
    const plain = withoutStrayLines(text);
    if (plain === text) return tree;
    // What is wrong with the text stays wrong; what stands below the line is read as if it were not there.
    const { documents, duplicates, comments } = readDocuments(plain);
    return { documents, problems: tree.problems, duplicates, comments };
  } catch {
    return refused(
      text,
      { start: 0, end: Math.min(text.length, 1) },
      'The file is nested or aliased in a way that cannot be read.',
    );
  }
}

const refused = (text: string, span: Span, message: string): YamlTree => ({
  documents: [{ root: undefined, span: { start: 0, end: text.length } }],
  comments: [],
  problems: [{ span, message, verdict: 'refused' }],
  duplicates: [],
});

/** What begins like no number, null or truth value is text: one look, where the core schema's tags would each be tried in turn. */
const plainText: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  test: /^[^-+.\d~nNtTfF]/,
  resolve: (text) => text,
};

function readDocuments(text: string): YamlTree {
  const composer = new Composer({
    customTags: (tags) => [plainText, ...tags],
    uniqueKeys: false,
    keepSourceTokens: false,
    strict: true,
    version: '1.2',
    logLevel: 'silent',
    stringKeys: false,
  });
  const documents: YamlDocument[] = [];
  const problems: SyntaxProblem[] = [];
  const duplicates: Duplicate[] = [];
  const parser = new Parser();
  const read = (document: Document.Parsed): void => {
    for (const { pos, message } of document.errors) problems.push(problemOf(text, pos, message));
    const reader = documentReader(text, problems, duplicates);
    documents.push({
      root: document.contents ? reader(document.contents) : undefined,
      // Where a file breaks off, the library counts a line break that is not there.
      span: { start: Math.min(document.range[0], text.length), end: Math.min(document.range[2], text.length) },
    });
  };
  for (const token of parser.parse(text)) {
    for (const document of composer.next(token)) read(document as Document.Parsed);
  }
  for (const document of composer.end(false, text.length)) read(document as Document.Parsed);
  let comments: readonly YamlComment[] | undefined;
  return {
    documents,
    problems,
    duplicates,
    get comments() {
      comments ??= findComments(text);
      return comments;
    },
  };
}

function problemOf(text: string, [from, to]: readonly [number, number], message: string): SyntaxProblem {
  const start = Math.min(from, text.length);
  if (/^Missing closing ["']quote/.test(message)) {
    const open = openingQuote(text, start);
    return { span: { start: open, end: open + 1 }, message: 'The quote is never closed.', verdict: 'refused' };
  }
  const end = Math.min(Math.max(to, start), text.length);
  return { span: { start, end }, message: sentence(message), verdict: 'refused' };
}

/** Where the quoted scalar starts that ends at an offset; the library tells only its end. */
function openingQuote(text: string, end: number): number {
  let open = 0;
  for (const { start, lexeme, isContent } of lexemes(text)) {
    if (start >= end) break;
    if (!isContent && /^["']/.test(lexeme)) open = start;
  }
  return Math.min(open, Math.max(text.length - 1, 0));
}

/** The library's first sentence, without the excerpt of the file that it appends. */
const sentence = (message: string): string => {
  const first = (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '').trim();
  // Excerpts in quotes may hold a value.
  const plain = first.replace(/: (?:"[^"]*"|'[^']*'|`[^`]*`).*$/, '');
  return /[.!?]$/.test(plain) ? plain : `${plain}.`;
};

/** Comments by the library's lexer, which knows where a `#` is text. */
function findComments(text: string): readonly YamlComment[] {
  const comments: YamlComment[] = [];
  for (const { start, lexeme, isContent } of lexemes(text)) {
    if (!isContent && lexeme.startsWith('#')) comments.push({ span: { start, end: start + lexeme.trimEnd().length } });
  }
  return comments;
}

interface Lexeme {
  readonly start: number;
  readonly lexeme: string;
  /** The text of a plain or block scalar, which may begin with any sign. */
  readonly isContent: boolean;
}

function* lexemes(text: string): Iterable<Lexeme> {
  let start = 0;
  let isContent = false;
  try {
    for (const lexeme of new Lexer().lex(text)) {
      // Marks of the library: a document, an error in a flow collection, and a scalar whose text comes next.
      if (lexeme === '\u0002' || lexeme === '\u0018' || lexeme === '\u001f') {
        isContent = lexeme === '\u001f';
        continue;
      }
      yield { start, lexeme, isContent };
      start += lexeme.length;
      isContent = false;
    }
  } catch {
    // What was cut before the lexer gave up is right.
  }
}
