import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const require = createRequire(import.meta.url);
await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  // Of other languages, such as Lua, nothing is known here.
  loadGrammar: async (scope) => {
    const language = /^source\.(dotenv|caddyfile|nginx)$/.exec(scope)?.[1];
    if (language === undefined) return null;
    const path = new URL(`../syntaxes/${language}.tmLanguage.json`, import.meta.url);
    return textmate.parseRawGrammar(readFileSync(path, 'utf8'), path.pathname);
  },
});

/** Each token that is more than text with its innermost scope. */
async function scopesOf(language: string, text: string): Promise<readonly string[]> {
  const grammar = await registry.loadGrammar(`source.${language}`);
  if (!grammar) throw new Error(`no grammar for ${language}`);
  let state = textmate.INITIAL;
  return text.split('\n').flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.flatMap(({ startIndex, endIndex, scopes }) => {
      const word = line.slice(startIndex, endIndex).trim();
      const scope = (scopes.at(-1) ?? '').replace(`.${language}`, '');
      return word === '' || /^(?:source|meta|punctuation)\b/.test(scope) ? [] : [`${word} ${scope}`];
    });
  });
}

const tables: Readonly<Record<string, readonly (readonly [string, readonly string[]])[]>> = {
  nginx: [
    ['listen 443 ssl;', ['listen keyword.other.directive', '443 constant.numeric', 'ssl constant.language']],
    ['# server {', ['server { comment.line.number-sign']],
    [
      'proxy_set_header Host "$host:${port}";',
      [
        'proxy_set_header keyword.other.directive',
        ...['" string.quoted.double', 'host variable.other', ': string.quoted.double'],
        ...['{port} variable.other', '" string.quoted.double'],
      ],
    ],
    [
      'server {\n  location ~* \\.(?:png|jpe?g){1,2}$ { expires 30d; }\n}',
      [
        'server keyword.other.directive.context',
        'location keyword.other.directive.context',
        ...['~* keyword.operator.location', '\\.(?:png|jpe?g){1,2}$ string.regexp.location'],
        ...['expires keyword.other.directive', '30d constant.numeric'],
      ],
    ],
    [
      'if ($scheme != https) { return 301 https://$host$request_uri; }',
      [
        'if keyword.other.directive.context',
        ...['scheme variable.other', '!= keyword.operator'],
        ...['return keyword.other.directive', '301 constant.numeric', 'https:// markup.underline.link'],
        ...['host variable.other', 'request_uri variable.other'],
      ],
    ],
    [
      'map $http_upgrade $connection {\n  default upgrade;\n}\nserver_tokens off;',
      [
        ...['map keyword.other.directive.context', 'http_upgrade variable.other', 'connection variable.other'],
        'default constant.language',
        ...['server_tokens keyword.other.directive', 'off constant.language'],
      ],
    ],
  ],
  caddyfile: [
    ['# comment', ['comment comment.line.number-sign']],
    ['app.example.org {\n\tabort\n}', ['app.example.org entity.name.section.site', 'abort keyword.other.directive']],
  ],
  dotenv: [['# comment', ['comment comment.line.number-sign']]],
};

for (const [language, rows] of Object.entries(tables)) {
  describe(`the colours of ${language}`, () => {
    for (const [text, wanted] of rows) {
      it(JSON.stringify(text), async () => {
        expect(await scopesOf(language, text)).toEqual(wanted);
      });
    }
    it('come back to the start after a whole block', async () => {
      const text = {
        nginx: 'http {\n  server {\n    a b;\n  }\n}',
        caddyfile: 'a.example {\n\troot /x\n}',
        dotenv: 'A="b"',
      }[language];
      const grammar = await registry.loadGrammar(`source.${language}`);
      let state = textmate.INITIAL;
      for (const line of (text ?? '').split('\n')) state = grammar?.tokenizeLine(line, state).ruleStack ?? state;
      expect(state.depth).toBe(1);
    });
  });
}
