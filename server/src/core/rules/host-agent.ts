import { readImage } from '../model/image.ts';
import type { FileContainer } from './containers.ts';

/** Programs that watch or serve the host itself, by the last word of their image's repository; they cannot do so from inside. */
const agents =
  /^(?:node[-_]?exporter|cadvisor|netdata|datadog-agent|cluster-agent|promtail|alloy|fluentd?(?:-bit)?|fluent-bit|filebeat|metricbeat|vector|telegraf|glances|scrutiny|falco|kube-proxy|kube-state-metrics|process-exporter|nvidia-\w+|homeassistant|home-assistant|wireguard|wg-easy|gluetun|tailscale|netbird|openvpn|pihole|pi-hole|adguardhome|zerotier|cilium|calico-[\w-]+|flannel|speaker|csi-[\w-]+|watchtower|host-?agent|[\w-]*ebpf[\w-]*|monit)$/i;

/** The host's own affairs are what the program is for: what it may do there is worth a note, not a warning. */
export function isHostAgent({ container, pod }: FileContainer): boolean {
  // An image that is built here, or that a variable names, is known by the service's name.
  const reference = container.image && readImage(container.image.value);
  if (agents.test(reference ? (reference.name.split('/').at(-1) ?? '') : container.name)) return true;
  if (/(?:^|\/)(?:datadog|datadoghq|grafana)\/agent\b/.test(container.image?.value ?? '')) return true;
  return pod?.workload.namespace?.value === 'kube-system';
}
