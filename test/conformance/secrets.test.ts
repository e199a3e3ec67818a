import { existsSync } from 'node:fs';
import { findPrivateKeys } from '../../server/src/core/model/credential.ts';
import { findVendorTokens } from '../../server/src/core/secrets/vendor-tokens.ts';
import { conforms, isEqual, namesIn, readCases, readText, root } from './suite.ts';

interface Expected {
  readonly rule: string;
  readonly case: string;
  readonly messages: readonly { readonly range: readonly [number, number]; readonly messageId: string }[];
}

/** Those of secretlint's rules that look for tokens of one vendor. */
const vendors = new Set(
  (
    '1password anthropic cloudflare databricks docker figma github gitlab grafana groq hashicorp-vault huggingface linear ' +
    'notion npm openai sendgrid shopify slack stripe tailscale vercel'
  ).split(' '),
);

interface Case extends Expected {
  readonly id: string;
  readonly text: string;
}

function secretlintCases(): readonly Case[] {
  if (!existsSync(root)) return [];
  const names = namesIn('secrets/secretlint');
  return readCases<Expected>('secrets/secretlint-expected.json').flatMap((expected) => {
    const folder = `${expected.rule}/test/snapshots/${expected.case}/`;
    const input = names.find((name) => name.startsWith(folder) && /\/input[^/]*$/.test(name));
    if (!vendors.has(expected.rule.replace('secretlint-rule-', '')) || input === undefined) return [];
    // Its options allow a value: those cases are about the option.
    if (names.some((name) => name.startsWith(folder) && /options/.test(name))) return [];
    return [{ ...expected, id: `${expected.rule}/${expected.case}`, text: readText(`secrets/secretlint/${input}`) }];
  });
}

const rangesIn = (text: string): readonly (readonly [number, number])[] =>
  findVendorTokens(text).map(({ span }) => [span.start, span.end]);

conforms('the tokens that secretlint finds, with their places', () =>
  secretlintCases().flatMap(({ id, text, messages }) => {
    const found = rangesIn(text);
    return messages.map(({ range, messageId }, index) => ({
      id: `${id}#${index} ${messageId}`,
      agrees: found.some((one) => isEqual(one, range)),
    }));
  }),
);

conforms('the texts that secretlint leaves alone', () =>
  secretlintCases()
    .filter(({ messages }) => messages.length === 0)
    .map(({ id, text }) => ({ id, agrees: rangesIn(text).length === 0 })),
);

/** Each function of gitleaks' generator makes one rule: the first table are its keywords, the second its positives, the rest not. */
conforms('the strings that gitleaks leaves alone', () => {
  const tables = readCases<{
    readonly file: string;
    readonly func: string;
    readonly line: number;
    readonly rows: readonly unknown[];
  }>('secrets/gitleaks-generator-string-tables.json');
  const seen = new Map<string, number>();
  return tables
    .toSorted((a, b) => a.line - b.line)
    .flatMap(({ file, func, line, rows }) => {
      const rule = `${file.replace(/^cmd_generate_config_rules_|\.go$/g, '')} ${func}`;
      const table = seen.get(rule) ?? 0;
      seen.set(rule, table + 1);
      return table < 2
        ? []
        : rows.flatMap((row, index) =>
            typeof row === 'string' ? [{ id: `${rule}:${line}#${index}`, agrees: rangesIn(row).length === 0 }] : [],
          );
    });
});

conforms('the private keys that secretlint finds', () => {
  if (!existsSync(root)) return [];
  const names = namesIn('secrets/secretlint');
  return readCases<Expected>('secrets/secretlint-expected.json')
    .filter(({ rule }) => rule === 'secretlint-rule-privatekey')
    .flatMap((expected) => {
      const folder = `${expected.rule}/test/snapshots/${expected.case}/`;
      const input = names.find((name) => name.startsWith(folder) && !/output|options/.test(name));
      if (input === undefined) return [];
      const found = findPrivateKeys(readText(`secrets/secretlint/${input}`));
      return [{ id: `privatekey/${expected.case}`, agrees: found.length > 0 === expected.messages.length > 0 }];
    });
});
