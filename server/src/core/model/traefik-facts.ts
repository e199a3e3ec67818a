import { type DataMember, type DataNode, itemsOf, membersOf } from '../syntax/data.ts';
import type { Span } from '../text.ts';
import type { Fact } from './container.ts';

/** Traefik takes names of options whatever their case. */
export const optionOf = (node: DataNode | undefined, name: string): DataMember | undefined =>
  membersOf(node).findLast(({ key }) => key.toLowerCase() === name.toLowerCase());

/** The member at the end of a path of options. */
export function optionAt(node: DataNode | undefined, ...path: readonly string[]): DataMember | undefined {
  let member: DataMember | undefined;
  for (const name of path) {
    member = optionOf(member ? member.value : node, name);
    if (!member) return undefined;
  }
  return member;
}

export function textFact(member: DataMember | undefined): Fact<string> | undefined {
  const value = member?.value;
  return member && value?.type === 'scalar' && value.value !== null
    ? { value: value.text, text: value.text, span: value.content, entry: member.span }
    : undefined;
}

export function booleanFact(member: DataMember | undefined): Fact<boolean> | undefined {
  const fact = textFact(member);
  return fact && /^(?:true|false|1|0|t|f)$/i.test(fact.text)
    ? { ...fact, value: /^(?:true|1|t)$/i.test(fact.text) }
    : undefined;
}

export function numberFact(member: DataMember | undefined): Fact<number> | undefined {
  const fact = textFact(member);
  return fact && /^\d+$/.test(fact.text) ? { ...fact, value: Number(fact.text) } : undefined;
}

/** A list, or words with commas between them as labels write it. */
export function listFacts(member: DataMember | undefined): readonly Fact<string>[] {
  if (!member?.value) return [];
  if (member.value.type === 'scalar') return commaFacts(member.value.text, member.value, member.span);
  return itemsOf(member.value).flatMap((item) =>
    item.type === 'scalar' ? [{ value: item.text, text: item.text, span: item.content, entry: item.span }] : [],
  );
}

function commaFacts(
  text: string,
  { content, exact }: { readonly content: Span; readonly exact: boolean },
  entry: Span,
): readonly Fact<string>[] {
  const facts: Fact<string>[] = [];
  let at = 0;
  for (const part of text.split(',')) {
    const word = part.trim();
    const start = content.start + at + part.length - part.trimStart().length;
    if (word !== '')
      facts.push({ value: word, text: word, span: exact ? { start, end: start + word.length } : content, entry });
    at += part.length + 1;
  }
  return facts;
}

/** The option is there and does not say false: `tls: {}` counts, and so does `tls=true` of a label. */
export const isOn = (member: DataMember | undefined): boolean =>
  member !== undefined && booleanFact(member)?.value !== false;
