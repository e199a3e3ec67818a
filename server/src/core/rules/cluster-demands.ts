import type { ClusterProgramName } from '../model/cluster-program.ts';

/** What a flag of a cluster's own programs has to say, and which rule speaks where it does not. */
export interface Demand {
  readonly programs: readonly ClusterProgramName[];
  readonly flag: string;
  readonly isFine: (value: string) => boolean;
  /** The end of a sentence that begins with the program and the flag. */
  readonly said: string;
  /** What its absence means, which only `strict` reports; undefined where the default is right. */
  readonly absent?: string;
  /** Not wrong by itself, so that only `strict` asks for it. */
  readonly isHardening?: boolean;
  /** The default of a configuration is the secure value. */
  readonly isSafeInConfiguration?: boolean;
}

const is =
  (wanted: string) =>
  (value: string): boolean =>
    value.toLowerCase() === wanted;
const isNot =
  (wanted: string) =>
  (value: string): boolean =>
    value.toLowerCase() !== wanted;
const never = (): boolean => false;
const always = (value: string): boolean => value !== '';
const lists =
  (wanted: string) =>
  (value: string): boolean =>
    value.split(',').includes(wanted);
const lacks =
  (wanted: string) =>
  (value: string): boolean =>
    !value.split(',').includes(wanted);

const apiserver = ['kube-apiserver'] as const;
const etcd = ['etcd'] as const;
const servers = ['kube-apiserver', 'kubelet'] as const;
const given = (programs: Demand['programs'], flag: string, absent: string): Demand => ({
  programs,
  flag,
  isFine: always,
  said: absent,
  absent,
});

/** How much of its record the API server keeps: what the CIS Kubernetes Benchmark asks for in 1.2. */
const atLeast = (flag: string, least: number, unit: string): Demand => ({
  programs: apiserver,
  flag,
  isFine: (value) => Number(value) >= least,
  said: `keeps less of its record than ${least} ${unit}`,
  isHardening: true,
  absent: 'sets its record no bounds',
});

/**
 * Sources: https://kubernetes.io/docs/reference/command-line-tools-reference/, https://etcd.io/docs/latest/op-guide/security/, and
 * the CIS Kubernetes Benchmark for what is asked of them.
 */
export const demands = {
  'authentication-disabled': [
    {
      programs: servers,
      flag: 'anonymous-auth',
      isSafeInConfiguration: true,
      isFine: is('false'),
      said: 'answers people who do not sign in',
      absent: 'answers people who do not sign in',
    },
    {
      programs: servers,
      flag: 'authorization-mode',
      isSafeInConfiguration: true,
      isFine: lacks('AlwaysAllow'),
      said: 'allows everything to everybody',
      absent: 'allows everything to everybody',
    },
    {
      programs: apiserver,
      flag: 'authorization-mode',
      isFine: lists('RBAC'),
      said: 'asks no roles',
      isHardening: true,
    },
    {
      programs: apiserver,
      flag: 'authorization-mode',
      isFine: lists('Node'),
      said: 'lets each node do what another may',
      isHardening: true,
    },
    {
      programs: apiserver,
      flag: 'insecure-port',
      isFine: is('0'),
      said: 'opens a port on which nobody has to sign in',
    },
    {
      programs: apiserver,
      flag: 'insecure-bind-address',
      isFine: never,
      said: 'opens a port on which nobody has to sign in',
    },
    {
      programs: apiserver,
      flag: 'service-account-lookup',
      isFine: is('true'),
      said: 'believes tokens that were revoked',
    },
    {
      programs: apiserver,
      flag: 'enable-admission-plugins',
      isFine: lacks('AlwaysAdmit'),
      said: 'admits every request',
    },
    {
      programs: apiserver,
      flag: 'enable-admission-plugins',
      isFine: lists('NodeRestriction'),
      said: 'lets each node change what is another’s',
      isHardening: true,
      absent: 'lets each node change what is another’s',
    },
    {
      programs: apiserver,
      flag: 'disable-admission-plugins',
      isFine: lacks('ServiceAccount'),
      said: 'switches off the checks on service accounts',
    },
    {
      programs: apiserver,
      flag: 'disable-admission-plugins',
      isFine: lacks('NamespaceLifecycle'),
      said: 'switches off the checks on namespaces',
    },
    given(servers, 'client-ca-file', 'knows no client by its certificate'),
    {
      programs: etcd,
      flag: 'client-cert-auth',
      isFine: is('true'),
      said: 'lets everybody read and write',
      absent: 'lets everybody read and write',
    },
    {
      programs: etcd,
      flag: 'peer-client-cert-auth',
      isFine: is('true'),
      said: 'takes everybody for one of its members',
      absent: 'takes everybody for one of its members',
    },
  ],
  'open-listener-without-auth': [
    {
      programs: ['kubelet'],
      flag: 'read-only-port',
      isSafeInConfiguration: true,
      isFine: is('0'),
      said: 'shows its pods to everybody',
      absent: 'may show its pods to everybody',
    },
  ],
  'tls-disabled': [
    { programs: apiserver, flag: 'secure-port', isFine: isNot('0'), said: 'switches TLS off' },
    { programs: apiserver, flag: 'kubelet-https', isFine: is('true'), said: 'speaks to kubelets without TLS' },
  ],
  'certificate-missing': [
    given(servers, 'tls-cert-file', 'makes a certificate of its own'),
    given(servers, 'tls-private-key-file', 'makes a certificate of its own'),
    given(apiserver, 'kubelet-client-certificate', 'shows kubelets no certificate'),
    given(apiserver, 'kubelet-client-key', 'shows kubelets no certificate'),
    given(apiserver, 'etcd-certfile', 'shows etcd no certificate'),
    given(apiserver, 'etcd-keyfile', 'shows etcd no certificate'),
    given(etcd, 'cert-file', 'serves clients without TLS'),
    given(etcd, 'key-file', 'serves clients without TLS'),
    given(etcd, 'peer-cert-file', 'speaks to its members without TLS'),
    given(etcd, 'peer-key-file', 'speaks to its members without TLS'),
    { programs: etcd, flag: 'auto-tls', isFine: is('false'), said: 'makes a certificate of its own' },
    { programs: etcd, flag: 'peer-auto-tls', isFine: is('false'), said: 'makes a certificate of its own' },
  ],
  'tls-verification-disabled': [
    given(apiserver, 'kubelet-certificate-authority', 'does not check the certificates of kubelets'),
    given(apiserver, 'etcd-cafile', 'does not check the certificate of etcd'),
    given(['kube-controller-manager'], 'root-ca-file', 'gives pods nothing to check the cluster’s certificate with'),
  ],
  'obsolete-tls': [
    {
      programs: servers,
      flag: 'tls-cipher-suites',
      isFine: (value) => value.split(',').every((suite) => /AES_(?:128|256)_GCM|CHACHA20/.test(suite)),
      said: 'allows ciphers that are broken',
    },
    {
      programs: servers,
      flag: 'tls-min-version',
      isFine: (value) => !/TLS1[01]$/.test(value),
      said: 'allows a version of TLS that is broken',
    },
  ],
  'debug-endpoint-enabled': [
    {
      programs: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'],
      flag: 'profiling',
      isFine: is('false'),
      said: 'offers its profiler',
      absent: 'offers its profiler',
    },
  ],
  'listens-on-all-interfaces': [
    {
      programs: ['kube-controller-manager', 'kube-scheduler'],
      flag: 'bind-address',
      isFine: (value) => /^(?:127\.|::1$|localhost$)/.test(value),
      said: 'listens where only this machine should ask',
      absent: 'listens on every address',
    },
  ],
  'audit-log-missing': [
    given(apiserver, 'audit-log-path', 'keeps no record of who did what'),
    given(apiserver, 'audit-policy-file', 'is told of nothing that it should record'),
    atLeast('audit-log-maxage', 30, 'days'),
    atLeast('audit-log-maxbackup', 10, 'old files'),
    atLeast('audit-log-maxsize', 100, 'megabytes a file'),
  ],
  'unencrypted-secrets': [given(apiserver, 'encryption-provider-config', 'writes Secrets to etcd as they are')],
  'broad-role': [
    {
      programs: ['kube-controller-manager'],
      flag: 'use-service-account-credentials',
      isFine: is('true'),
      said: 'lets each of its controllers do what any of them may',
      isHardening: true,
      absent: 'lets each of its controllers do what any of them may',
    },
  ],
  'rate-limit-disabled': [
    {
      programs: apiserver,
      flag: 'enable-admission-plugins',
      isFine: lists('EventRateLimit'),
      said: 'takes as many events as anybody sends',
      isHardening: true,
      absent: 'takes as many events as anybody sends',
    },
  ],
} as const satisfies Readonly<Record<string, readonly Demand[]>>;
