import type { Deployment } from '../deployment/deployment.ts';
import { kustomizationsIn, patchFiles } from '../deployment/kustomize-layers.ts';
import type { Fact } from '../model/container.ts';
import type { KubernetesModel, KubernetesObject, KubernetesPair, KubernetesWorkload } from '../model/kubernetes.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Span } from '../text.ts';
import type { Problem } from './rule.ts';

type Said = Omit<Problem, 'path'>;

/** What is good YAML of a kind that is known, and the API server does not take. */
export function* refusedObjects(
  { path, model }: Extract<SourceFile, { kind: 'kubernetes' }>,
  deployment: Deployment,
): Iterable<Problem> {
  const kustomizations = kustomizationsIn(deployment.files);
  const isWhole = !patchFiles(kustomizations).includes(path) && !kustomizations.some((one) => one.model.labels);
  for (const said of [...wrongWords(model, path), ...wrongPorts(model, path), ...(isWhole ? strayPods(model) : [])])
    yield { path, ...said };
}

/** Objects of other makers may follow other laws. */
const isBuiltIn = ({ apiVersion: { value } }: KubernetesObject): boolean =>
  /^(?:[\w-]+\/|[\w.-]*k8s\.io\/)?v\w+$/.test(value);

/** Something fills it in before the API server sees it. */
const isOpen = (text: string): boolean => /[${}<>%@[\]]|^__/.test(text);

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const isLabelValue = (text: string): boolean =>
  text.length <= 63 && /^(?:[A-Za-z\d](?:[\w.-]*[A-Za-z\d])?)?$/.test(text);

function wrongWords({ objects, workloads, services }: KubernetesModel, path: string): readonly Said[] {
  const said = (pairs: readonly KubernetesPair[], what: string, pointer: string): readonly Said[] =>
    pairs.flatMap(({ key, value, isText, valueSpan }) => {
      const isLabel = what !== 'annotation';
      if (isOpen(value) || (isText && (!isLabel || isLabelValue(value)))) return [];
      const words = isText
        ? 'has other signs than letters, digits, dots, hyphens and underscores, or is too long'
        : 'needs quotes: Kubernetes takes words alone';
      const quoted = { path, span: valueSpan, text: [`"${value}"`] };
      return [
        {
          span: valueSpan,
          message: `The ${what} ${key} ${words}.`,
          fixes: isText ? [] : [{ title: 'Put it in quotes', safe: true, edits: [quoted] }],
          pointer: `${pointer}/${what}s/${key}`,
        },
      ];
    });
  return [
    ...objects
      .filter(isBuiltIn)
      .flatMap(({ labels, annotations, pointer }) => [
        ...said(labels, 'label', pointer),
        ...said(annotations, 'annotation', pointer),
      ]),
    ...workloads
      .filter(({ kind }) => kind.value !== 'Pod')
      .flatMap(({ podLabels, selector, pointer }) => [
        ...said(podLabels, 'label', `${pointer}/template`),
        ...said(selector, 'selector', pointer),
      ]),
    ...services.flatMap(({ selector, pointer }) => said(selector, 'selector', pointer)),
  ];
}

/** A service name (https://www.rfc-editor.org/rfc/rfc6335#section-5.1). */
const isPortName = (text: string): boolean =>
  text.length <= 15 && /^[a-z\d](?:-?[a-z\d])*$/.test(text) && /[a-z]/.test(text);

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;

function wrongPorts({ workloads, services }: KubernetesModel, path: string): readonly Said[] {
  const said = (span: Span, name: string, pointer: string, isNumber: boolean): Said => ({
    span,
    message: isNumber
      ? `There is no port ${name}: they go from 1 to 65535.`
      : `The port’s name '${name}' is not taken: up to 15 small letters, digits and hyphens, a letter among them.`,
    pointer: `${pointer}/ports/${name}`,
  });
  return [
    ...workloads.flatMap(({ containers }) =>
      containers.flatMap(({ ports, container: { pointer } }) =>
        ports.flatMap(({ name, containerPort, span }) => [
          ...(name === undefined || isOpen(name) || isPortName(name) ? [] : [said(span, name, pointer, false)]),
          ...(!containerPort || isPort(containerPort.value)
            ? []
            : [said(containerPort.span, containerPort.text, pointer, true)]),
        ]),
      ),
    ),
    ...services.flatMap(({ ports, pointer }) =>
      ports.flatMap(({ targetPort, targetsName }) => {
        if (!targetPort || isOpen(targetPort.value)) return [];
        const isNumber = /^\d+$/.test(targetPort.value);
        if (isNumber && targetsName) return [quotedPort(targetPort, pointer, path)];
        const isFine = isNumber ? isPort(Number(targetPort.value)) : isPortName(targetPort.value);
        return isFine ? [] : [said(targetPort.span, targetPort.value, pointer, isNumber)];
      }),
    ),
  ];
}

/** What stands in quotes is a name, and a name has a letter. */
function quotedPort({ span, value }: Fact<string>, pointer: string, path: string): Said {
  const whole = { start: span.start - 1, end: span.end + 1 };
  return {
    span,
    message: `In quotes ${value} is the name of a port, which needs a letter.`,
    fixes: [{ title: 'Take the quotes away', safe: true, edits: [{ path, span: whole, text: [value] }] }],
    pointer: `${pointer}/ports/${value}`,
  };
}

/** Kinds that only take care of pods which they select. */
const selecting = /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|DeploymentConfig|ReplicationController)$/;

const strayPods = ({ workloads }: KubernetesModel): readonly Said[] =>
  workloads.flatMap((workload) => {
    const stray = selecting.test(workload.kind.value) ? strayLabel(workload) : undefined;
    return stray
      ? [
          {
            span: stray.span,
            message: `The pods of ${workload.name} have no label ${stray.key}: ${stray.value}, by which it looks for them.`,
            subject: { service: workload.name },
            pointer: `${workload.pointer}/selector/${stray.key}`,
          },
        ]
      : [];
  });

/** Without a container it is a part of an object. */
const strayLabel = ({ selector, podLabels, containers }: KubernetesWorkload): KubernetesPair | undefined =>
  containers.length === 0
    ? undefined
    : selector.find(({ key, value }) => !podLabels.some((label) => label.key === key && label.value === value));
