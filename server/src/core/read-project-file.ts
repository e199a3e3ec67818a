import { readBaseline } from './baseline.ts';
import { defaultSettings } from './config.ts';
import type { ProjectMistake, ProjectModel } from './model/project.ts';
import { readProduct } from './product/read-product.ts';
import { readConfig } from './read-config.ts';
import { parseYaml } from './syntax/yaml.ts';
import type { YamlNode } from './syntax/yaml-tree.ts';

export const configPath = '.seaworthy/config.json';
export const baselinePath = '.seaworthy/baseline.json';
export const attestationsPath = '.seaworthy/attestations.yaml';

/** The mistakes in a file below `.seaworthy`. */
export function readProjectFile(path: string, text: string): ProjectModel {
  return { mistakes: mistakesIn(path, text), comments: [] };
}

function mistakesIn(path: string, text: string): readonly ProjectMistake[] {
  if (path === configPath) return readConfig(text, defaultSettings).problems;
  if (path === baselinePath) return readBaseline(text).problems;
  return path === attestationsPath ? attestationMistakes(text) : readProduct(text).problems;
}

const attestationKeys = ['item', 'by', 'on', 'expires', 'note'];

/** A list of sign-offs (design page: checklists); an item that no checklist has is known only to who walks them. */
function attestationMistakes(text: string): readonly ProjectMistake[] {
  const { documents, problems } = parseYaml(text);
  const mistakes: ProjectMistake[] = problems.map(({ span, message }) => ({ span, message }));
  const root = documents[0]?.root;
  if (!root || (root.type === 'scalar' && root.text === '')) return mistakes;
  if (root.type !== 'seq') return [...mistakes, { span: root.span, message: 'Sign-offs have to be a list.' }];
  return [...mistakes, ...root.items.flatMap(mistakesOf)];
}

function mistakesOf(node: YamlNode): readonly ProjectMistake[] {
  if (node.type !== 'map')
    return [{ span: node.span, message: 'A sign-off has to be a mapping with item, by and on.' }];
  const names = node.entries.map(({ key }) => key.text);
  return [
    ...node.entries.flatMap(({ key, value }): ProjectMistake[] => {
      if (!attestationKeys.includes(key.text)) return [{ span: key.span, message: `Unknown key ${key.text}.` }];
      if (value?.type !== 'scalar') return [{ span: key.span, message: `${key.text} has to be a text.` }];
      const isDate = key.text === 'on' || key.text === 'expires';
      return isDate && !/^\d{4}-\d{2}-\d{2}$/.test(value.text)
        ? [{ span: value.span, message: `${key.text} has to be a date such as 2026-11-22.` }]
        : [];
    }),
    ...['item', 'by', 'on']
      .filter((name) => !names.includes(name))
      .map((name) => ({ span: node.span, message: `${name} is missing.` })),
  ];
}
