import type { KubernetesIngress, KubernetesPair } from '../model/kubernetes.ts';
import { escapePointer } from '../model/pointer.ts';
import { isPublicHost } from '../model/url.ts';
import type { Problem } from './rule.ts';

/** An annotation of ingress-nginx (https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/). */
export const annotationOf = ({ annotations }: KubernetesIngress, name: string): KubernetesPair | undefined =>
  annotations.find(({ key }) => key === `nginx.ingress.kubernetes.io/${name}`);

export const isSwitchedOn = (annotation: KubernetesPair | undefined): boolean =>
  /^true$/i.test(annotation?.value ?? '');

/** Names of its rules that the outside knows. */
export const publicHostsOf = ({ rules }: KubernetesIngress): readonly string[] =>
  rules.flatMap(({ host }) =>
    host && isPublicHost(host.value.replace(/^\*\./, 'any.')) ? [host.value.toLowerCase()] : [],
  );

/** A finding on an annotation, at its value; a text of several lines is pointed at by its name. */
export function annotationProblem(
  path: string,
  { name, pointer }: KubernetesIngress,
  { key, value, keySpan, valueSpan }: KubernetesPair,
  message: string,
  better?: { readonly title: string; readonly text: string },
): Problem {
  const isShort = !value.includes('\n') && valueSpan.end > valueSpan.start;
  return {
    path,
    span: isShort ? valueSpan : keySpan,
    message,
    fixes:
      better && isShort
        ? [{ title: better.title, safe: false, edits: [{ path, span: valueSpan, text: [better.text] }] }]
        : [],
    subject: { site: name },
    pointer: `${pointer}/metadata/annotations/${escapePointer(key)}`,
  };
}
