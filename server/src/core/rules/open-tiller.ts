import type { DeployedWorkload } from '../deployment/workload.ts';
import { readImage } from '../model/image.ts';
import type { KubernetesContainer } from '../model/kubernetes.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { Problem } from './rule.ts';

/** Helm 2's server installs what it is told to, by default for everybody in the cluster (https://v2.helm.sh/docs/securing_installation/). */
export const openTiller = ({ path, containers }: DeployedWorkload): readonly Problem[] =>
  containers.flatMap(({ definition }) => {
    const { container, commandWords } = definition;
    if (!isTiller(definition) || asksForCertificates(definition)) return [];
    const listen = commandWords.find(({ value }) => value.startsWith('--listen='));
    if (listen && isLoopbackAddress(addressOf(listen.value))) return [];
    return [
      {
        path,
        span: listen?.span ?? container.nameSpan,
        message: 'Tiller does what every pod of the cluster asks of it, with rights of its own.',
        subject: {},
        pointer: `${container.pointer}/listen`,
      },
    ];
  });

function isTiller({ container: { image } }: KubernetesContainer): boolean {
  const repository = image && readImage(image.value)?.name.split('/').at(-1);
  return repository !== undefined && /^tiller(?:-|$)/.test(repository);
}

const asksForCertificates = ({ commandWords, environment }: KubernetesContainer): boolean =>
  commandWords.some(({ value }) => /^--tls-verify(?:=true)?$/.test(value)) ||
  environment.some(({ key, text }) => key === 'TILLER_TLS_VERIFY' && /^(?:1|true)$/i.test(text));

/** Without its port. */
const addressOf = (flag: string): string => flag.slice('--listen='.length).replace(/:\d*$/, '');
