import { parse, parseAllDocuments } from 'yaml';
import { parseYaml } from '../../server/src/core/syntax/yaml.ts';
import { plainYaml } from '../syntax/plain.ts';
import { conforms, isEqual, namesIn, readText } from './suite.ts';

interface Case {
  readonly id: string;
  readonly text: string;
  readonly fail: boolean;
  readonly json: string | undefined;
}

/** How the suite makes blanks visible: https://github.com/yaml/yaml-test-suite#special-characters */
const visible = (text: string): string =>
  text
    .replaceAll('␣', ' ')
    .replace(/—*»/g, '\t')
    .replaceAll('⇔', '\ufeff')
    .replaceAll('↵', '')
    .replaceAll('←', '\r')
    .replace(/∎\n?$/, '');

function cases(): readonly Case[] {
  return namesIn('yaml/yaml-test-suite')
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => {
      const parts: { yaml?: string; fail?: boolean; json?: string | null }[] = parse(
        readText(`yaml/yaml-test-suite/${name}`),
      );
      return parts.flatMap(({ yaml, fail = false, json }, index) =>
        yaml === undefined
          ? []
          : [{ id: `${name.replace('.yaml', '')}#${index}`, text: visible(yaml), fail, json: json ?? undefined }],
      );
    });
}

conforms('the verdicts of the YAML test suite', () =>
  cases().map(({ id, text, fail }) => ({
    id,
    agrees: parseYaml(text).problems.some(({ verdict }) => verdict === 'refused') === fail,
  })),
);

/** One JSON value a document; YAML reads a stream of them. */
const valuesIn = (json: string): readonly unknown[] =>
  json.trim() === '' ? [] : parseAllDocuments(json.replace(/\n(?=[[{"\w-])/g, '\n---\n')).map((one) => one.toJS());

conforms('the values of the YAML test suite', () =>
  cases().flatMap(({ id, text, fail, json }) => {
    if (fail || json === undefined) return [];
    const values = parseYaml(text).documents.map(({ root }) => plainYaml(root));
    return [{ id, agrees: isEqual(values, valuesIn(json)) }];
  }),
);
