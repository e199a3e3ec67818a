import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../server/src/core/model/base64.ts';
import type { Fact } from '../../server/src/core/model/container.ts';
import { readHelmTemplate } from '../../server/src/core/model/read-helm-template.ts';
import { readKubernetes } from '../../server/src/core/model/read-kubernetes.ts';
import type { Span } from '../../server/src/core/text.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const at = (text: string, place: Span | undefined): string | undefined => place && text.slice(place.start, place.end);
const said = (text: string, fact: Fact<unknown> | undefined): unknown =>
  fact && [fact.value, at(text, fact.span), at(text, fact.entry)];

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # the app
  namespace: "shop"
  labels: { app: web }
  annotations:
    note: 'a: b'
spec:
  replicas: 3
  strategy: { type: Recreate }
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web, tier: front }
      annotations:
        container.apparmor.security.beta.kubernetes.io/app: unconfined
    spec:
      hostNetwork: true
      hostPID: false
      restartPolicy: OnFailure
      serviceAccountName: runner
      automountServiceAccountToken: false
      securityContext:
        runAsUser: 1000
        runAsNonRoot: true
        seccompProfile: { type: Unconfined }
      initContainers:
        - name: migrate
          image: example/app:1.4.2
      containers:
        - name: app
          image: "example/app:1.4.2"
          command: [serve]
          args: ["--port", "3000"]
          securityContext:
            privileged: true
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            runAsUser: 0
            procMount: Unmasked
            capabilities:
              add: [CAP_SYS_ADMIN, net_raw]
              drop: ["ALL"]
          env:
            - name: LOG_LEVEL
              value: "debug"
            - name: EMPTY
            - name: DB_PASSWORD
              valueFrom:
                secretKeyRef: { name: db, key: password, optional: true }
            - name: NODE
              valueFrom: { fieldRef: { fieldPath: spec.nodeName } }
          envFrom:
            - configMapRef: { name: settings }
              prefix: APP_
            - secretRef: { name: db }
          ports:
            - { name: http, containerPort: 3000, hostPort: 80 }
          livenessProbe:
            httpGet: { path: /health, port: http }
          resources:
            requests: { memory: 64Mi, cpu: 50m }
            limits: { memory: 128Mi, cpu: "1" }
          volumeMounts:
            - { name: sock, mountPath: /run/docker.sock, readOnly: true }
            - { name: data, mountPath: /data }
      volumes:
        - name: sock
          hostPath: { path: /var/run/docker.sock }
        - name: spare
          hostPath: { path: /etc }
        - name: data
          persistentVolumeClaim: { claimName: web-data }
        - name: tmp
          emptyDir: {}
        - name: certs
          secret: { secretName: tls }
        - name: files
          configMap: { name: settings }
        - name: bare
`;

const [web] = readKubernetes(deployment).workloads;
const [migrate, app] = web?.containers ?? [];

describe('objects', () => {
  it('have their name, namespace, labels and place', () => {
    expect(web).toMatchObject({ name: 'web', document: 0, pointer: '/Deployment/web' });
    expect(at(deployment, web?.nameSpan)).toBe('web');
    expect(said(deployment, web?.apiVersion)).toEqual(['apps/v1', 'apps/v1', 'apiVersion: apps/v1']);
    expect(said(deployment, web?.kind)).toEqual(['Deployment', 'Deployment', 'kind: Deployment']);
    expect(said(deployment, web?.namespace)).toEqual(['shop', 'shop', 'namespace: "shop"']);
    expect(web?.labels.map(({ key, value }) => [key, value])).toEqual([['app', 'web']]);
    expect(web?.annotations.map(({ valueSpan }) => at(deployment, valueSpan))).toEqual(['a: b']);
  });

  it('are read from all documents and out of lists', () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- apiVersion: v1
  kind: ServiceList\n  items:\n  - {apiVersion: v1, kind: Service, metadata: {name: b}}\n---\n---
apiVersion: batch/v1\nkind: CronJob\nmetadata: {generateName: c-}\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: x}]}}}}}\n`;
    const { objects, workloads } = readKubernetes(text);
    expect(objects.map(({ pointer, document }) => [pointer, document])).toEqual([
      ['/Pod/a', 0],
      ['/Service/b', 0],
      ['/CronJob/c-', 2],
    ]);
    expect(workloads.flatMap(({ containers }) => containers.map(({ container }) => container.pointer))).toEqual([
      '/CronJob/c-/spec/jobTemplate/spec/template/spec/containers/0',
    ]);
  });

  it.each([
    ['Pod', 'v1', []],
    ['Deployment', 'apps/v1', ['template']],
    ['StatefulSet', 'apps/v1', ['template']],
    ['DaemonSet', 'apps/v1', ['template']],
    ['ReplicaSet', 'apps/v1', ['template']],
    ['ReplicationController', 'v1', ['template']],
    ['Job', 'batch/v1', ['template']],
    ['CronJob', 'batch/v1', ['jobTemplate', 'spec', 'template']],
    ['DeploymentConfig', 'apps.openshift.io/v1', ['template']],
    ['Service', 'serving.knative.dev/v1', ['template']],
    ['Configuration', 'serving.knative.dev/v1', ['template']],
    ['Revision', 'serving.knative.dev/v1', []],
  ])('that make pods: %s', (kind, version, path) => {
    const pod = { spec: { containers: [{ name: 'a', image: 'b:1' }] } };
    const spec = path
      .toReversed()
      .reduce<unknown>((inner, key) => (key === 'spec' ? { spec: inner } : { [key]: inner }), pod);
    const object = path.length === 0 ? pod : { spec };
    const text = JSON.stringify({ apiVersion: version, kind, metadata: { name: 'x' }, ...object });
    const [workload] = readKubernetes(text).workloads;
    expect(workload?.containers.map(({ container }) => container.image?.value)).toEqual(['b:1']);
  });

  it('of other groups are named and not taken for ours', () => {
    const text =
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a}\n---\napiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: b}\n';
    const model = readKubernetes(text);
    expect(model.objects.map(({ name }) => name)).toEqual(['a', 'b']);
    expect([model.services, model.secrets]).toEqual([[], []]);
  });

  it('say what of the host they are, and what a policy keeps from pods', () => {
    const text = `apiVersion: v1
kind: PersistentVolume
metadata: {name: v}
spec: {hostPath: {path: /srv/data}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all}
spec: {podSelector: {}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: none}
spec: {podSelector: {}, policyTypes: []}
`;
    const { persistentVolumes, networkPolicies } = readKubernetes(text);
    expect(persistentVolumes.map(({ name, hostPath }) => [name, ...[said(text, hostPath)].flat()])).toEqual([
      ['v', '/srv/data', '/srv/data', 'path: /srv/data'],
    ]);
    expect(networkPolicies.map(({ name, restricts }) => [name, restricts])).toEqual([
      ['all', true],
      ['none', false],
    ]);
  });

  it('say what a network, a scale and an account is', () => {
    const text = `apiVersion: v1
kind: Service
metadata: {name: s}
spec: {type: NodePort, selector: {app: web}, ports: [{name: http, port: 80, targetPort: http, nodePort: 30080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i}
spec:
  ingressClassName: nginx
  tls: [{hosts: [a.example.org], secretName: cert}]
  rules:
  - host: a.example.org
    http: {paths: [{path: /, backend: {service: {name: s, port: {number: 80}}}}, {path: /old, backend: {serviceName: t, servicePort: 81}}]}
---
{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {minReplicas: 2, maxReplicas: 5, scaleTargetRef: {kind: Deployment, name: web}}}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: p}, spec: {minAvailable: 50%, selector: {matchLabels: {app: web}}}}
---
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {accessModes: [ReadWriteOnce]}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}, automountServiceAccountToken: false}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}, rules: [{apiGroups: [''], verbs: ['*'], resources: [pods]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: r}, subjects: [{kind: ServiceAccount, name: a, namespace: n}]}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: n}, spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: n}}
`;
    const model = readKubernetes(text);
    const [service] = model.services;
    expect([service?.type?.value, service?.ports[0]?.nodePort?.value, service?.ports[0]?.targetPort?.value]).toEqual([
      'NodePort',
      30080,
      'http',
    ]);
    const [ingress] = model.ingresses;
    expect(ingress?.rules.map(({ host }) => at(text, host?.span))).toEqual(['a.example.org']);
    expect(ingress?.rules[0]?.backends.map(({ path, service: to, port }) => [path, to?.value, port?.value])).toEqual([
      ['/', 's', '80'],
      ['/old', 't', '81'],
    ]);
    expect(ingress?.tls.map(({ hosts, secret }) => [hosts[0]?.value, secret?.value])).toEqual([
      ['a.example.org', 'cert'],
    ]);
    expect(
      model.autoscalers.map((one) => [one.targetName?.value, one.minReplicas?.value, one.maxReplicas?.value]),
    ).toEqual([['web', 2, 5]]);
    expect(model.budgets[0]?.minAvailable?.value).toBe('50%');
    expect(model.claims[0]?.accessModes.map(({ value }) => value)).toEqual(['ReadWriteOnce']);
    expect(said(text, model.serviceAccounts[0]?.mountsToken)).toEqual([
      false,
      'false',
      'automountServiceAccountToken: false',
    ]);
    expect(model.roles[0]?.rules[0]?.verbs.map(({ span }) => at(text, span))).toEqual(['*']);
    expect(model.bindings[0]?.subjects.map(({ name, namespace }) => [name?.value, namespace?.value])).toEqual([
      ['a', 'n'],
    ]);
    expect(model.bindings[0]?.role.name?.value).toBe('r');
    expect(model.networkPolicies[0]?.podSelector.map(({ key, value }) => [key, value])).toEqual([['app', 'web']]);
    expect(model.namespaces.map(({ name }) => name)).toEqual(['n']);
  });
});

describe('what a cluster is told', () => {
  it('reads rights of single objects, roles that others fill, and what a network lets in', () => {
    const { roles, networkPolicies, ingresses, monitors, services } = readKubernetes(`
{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r}, rules: [{apiGroups: [''], verbs: [get], resources: [secrets], resourceNames: [tls]}, {verbs: [get], nonResourceURLs: [/healthz]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: a}, aggregationRule: {clusterRoleSelectors: []}, rules: []}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: n}, spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}, {podSelector: {}, namespaceSelector: {}}]}], egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {defaultBackend: {service: {name: s, port: {name: http}}}}}
---
{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: {name: m}, spec: {selector: {matchLabels: {app: web}}, namespaceSelector: {any: true}}}
---
{apiVersion: v1, kind: Service, metadata: {name: s, labels: {on: true, word: "true"}}, spec: {clusterIP: None}}
`);
    expect(roles.map(({ rules, isAggregated }) => [rules.map(({ isNamed }) => isNamed), isAggregated])).toEqual([
      [[true, false], false],
      [[], true],
    ]);
    expect(networkPolicies[0]?.peers.map(([pair]) => pair?.value)).toEqual(['web', 'db']);
    expect([ingresses[0]?.defaultBackend.service?.value, ingresses[0]?.defaultBackend.port?.value]).toEqual([
      's',
      'http',
    ]);
    expect(monitors.map(({ selector, isElsewhere }) => [selector[0]?.value, isElsewhere])).toEqual([['web', true]]);
    expect([services[0]?.headless, services[0]?.labels.map(({ isText }) => isText)]).toEqual([true, [false, true]]);
  });

  it('reads encryption, audit, admission and the policies that pods are admitted by', () => {
    const model = readKubernetes(`
{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources: [secrets], providers: [{kms: {}}, {identity: {}}]}]}
---
{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: None, users: [u], resources: [{group: '', resources: [pods]}]}, {level: Metadata}]}
---
{apiVersion: apiserver.config.k8s.io/v1, kind: AdmissionConfiguration, plugins: [{name: EventRateLimit, path: p}]}
---
{apiVersion: policy/v1beta1, kind: PodSecurityPolicy, metadata: {name: p}, spec: {privileged: true, hostPID: true, allowedCapabilities: [CAP_sys_admin], volumes: [hostPath], allowedHostPaths: [{pathPrefix: /a, readOnly: true}, {pathPrefix: /b}], runAsUser: {rule: MustRunAs, ranges: [{min: 0, max: 1}]}}}
---
{apiVersion: kyverno.io/v1, kind: Policy, metadata: {name: other}, spec: {rules: []}}
`);
    const values = (facts: readonly { readonly value: unknown }[] | undefined) => facts?.map(({ value }) => value);
    expect(values(model.encryptions[0]?.entries[0]?.providers)).toEqual(['kms', 'identity']);
    expect(model.auditPolicies.map(({ rules }) => rules.map((rule) => [rule.level?.value, rule.isPartial]))).toEqual([
      [
        ['None', true],
        ['Metadata', false],
      ],
    ]);
    expect(values(model.admissions[0]?.plugins)).toEqual(['EventRateLimit']);
    const [policy] = model.admissionPolicies;
    expect([policy?.privileged?.value, policy?.escalation, values(policy?.hostNamespaces)]).toEqual([
      true,
      undefined,
      ['pid'],
    ]);
    expect([values(policy?.capabilities), policy?.hostPaths.map(({ path }) => path), values(policy?.root)]).toEqual([
      ['SYS_ADMIN'],
      ['/b'],
      ['0'],
    ]);
  });
});

describe('containers', () => {
  const { container } = app ?? {};

  it.each([
    ['image', container?.image, 'example/app:1.4.2', 'image: "example/app:1.4.2"'],
    ['privileged', container?.privileged, true, 'privileged: true'],
    ['escalation', container?.escalation, false, 'allowPrivilegeEscalation: false'],
    ['readOnlyRoot', container?.readOnlyRoot, true, 'readOnlyRootFilesystem: true'],
    ['user, its own before the pod’s', container?.user, '0', 'runAsUser: 0'],
    ['user of the pod', migrate?.container.user, '1000', 'runAsUser: 1000'],
    ['nonRoot of the pod', container?.nonRoot, true, 'runAsNonRoot: true'],
    ['memory limit', container?.limits.memory, '128Mi', 'memory: 128Mi'],
    ['cpu limit', container?.limits.cpus, '1', 'cpu: "1"'],
    ['memory request', app?.requests.memory, '64Mi', 'memory: 64Mi'],
    ['restart', container?.restart, 'on-failure', 'restartPolicy: OnFailure'],
    ['service account', web?.serviceAccount, 'runner', 'serviceAccountName: runner'],
    ['token', web?.mountsToken, false, 'automountServiceAccountToken: false'],
    ['replicas', web?.replicas, 3, 'replicas: 3'],
    ['strategy', web?.strategy, 'Recreate', 'type: Recreate'],
    ['port', app?.ports[0]?.containerPort, 3000, 'containerPort: 3000'],
    ['host port', app?.ports[0]?.hostPort, 80, 'hostPort: 80'],
    ['probe path', app?.probes[0]?.path, '/health', 'path: /health'],
    ['probe port', app?.probes[0]?.port, 'http', 'port: http'],
  ] as const)('say their %s where it stands', (_, fact, value, entry) => {
    expect([fact?.value, at(deployment, fact?.entry)]).toEqual([value, entry]);
  });

  it('have a role and a place', () => {
    expect([migrate?.container.role, container?.role, app?.command]).toEqual(['init', 'app', 'serve --port 3000']);
    expect(container?.pointer).toBe('/Deployment/web/spec/template/spec/containers/0');
    expect(at(deployment, container?.nameSpan)).toBe('app');
  });

  it('list what they gain and lose', () => {
    expect(container?.addedCapabilities.map(({ value }) => value)).toEqual(['SYS_ADMIN', 'NET_RAW']);
    expect(container?.droppedCapabilities.map(({ value }) => value)).toEqual(['ALL']);
    expect(container?.unconfined.map(({ value }) => value)).toEqual(['seccomp', 'apparmor', 'systempaths']);
    expect(container?.hostNamespaces.map(({ value, entry }) => [value, at(deployment, entry)])).toEqual([
      ['network', 'hostNetwork: true'],
    ]);
  });

  it('tell what a pod is for all of its containers, and where a fix goes', () => {
    expect(web?.hostNamespaces.map((fact) => said(deployment, fact))).toEqual([
      ['network', 'true', 'hostNetwork: true'],
    ]);
    expect(said(deployment, web?.restartPolicy)).toEqual(['OnFailure', 'OnFailure', 'restartPolicy: OnFailure']);
    expect(at(deployment, web?.entries.securityContext)?.split('\n')[0]).toBe('securityContext:');
    expect(at(deployment, web?.entries.containers)?.split('\n')[0]).toBe('containers:');
    expect(at(deployment, app?.entries.resources)?.split('\n')[0]).toBe('resources:');
  });

  it.each([
    ['spec: {securityContext: {seccompProfile: {type: RuntimeDefault}}, containers: [{name: a}]}', 'RuntimeDefault'],
    ['spec: {containers: [{name: a, securityContext: {seccompProfile: {type: Localhost}}}]}', 'Localhost'],
    [
      'metadata: {annotations: {seccomp.security.alpha.kubernetes.io/pod: runtime/default}}\nspec: {containers: [{name: a}]}',
      'runtime/default',
    ],
    ['spec: {containers: [{name: a}]}', undefined],
  ])('know their seccomp profile: %s', (text, profile) => {
    const [pod] = readKubernetes(`apiVersion: v1\nkind: Pod\n${text}\n`).workloads;
    expect(pod?.containers[0]?.seccomp?.value).toBe(profile);
  });

  it('know the protocol and the address of a port', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, ports: [{containerPort: 53, protocol: UDP}, {containerPort: 80, hostPort: 80, hostIP: 127.0.0.1}]}]}\n';
    const ports = readKubernetes(text).workloads[0]?.containers[0]?.ports;
    expect(ports?.map(({ protocol, hostIp }) => [protocol, hostIp])).toEqual([
      ['UDP', undefined],
      ['TCP', '127.0.0.1'],
    ]);
  });

  it('see the paths of the host that they mount', () => {
    expect(
      container?.hostMounts.map(({ source, target, readOnly, span }) => [
        source,
        target,
        readOnly,
        at(deployment, span),
      ]),
    ).toEqual([['/var/run/docker.sock', '/run/docker.sock', true, 'path: /var/run/docker.sock']]);
    expect(web?.unmounted.map(({ source }) => source)).toEqual(['/etc']);
    expect(web?.volumes.map(({ name, source, of }) => [name, source, of?.value])).toEqual([
      ['sock', 'host', '/var/run/docker.sock'],
      ['spare', 'host', '/etc'],
      ['data', 'claim', 'web-data'],
      ['tmp', 'empty', undefined],
      ['certs', 'secret', 'tls'],
      ['files', 'config', 'settings'],
      ['bare', 'empty', undefined],
    ]);
  });

  it('read their environment', () => {
    expect(
      app?.environment.map(({ key, text, valueSpan, source }) => [key, text, at(deployment, valueSpan), source]),
    ).toEqual([
      ['LOG_LEVEL', 'debug', 'debug', 'kubernetes-env'],
      ['EMPTY', '', '', 'kubernetes-env'],
    ]);
    expect(app?.references.map(({ key, from, name, item, optional }) => [key, from, name, item, optional])).toEqual([
      ['DB_PASSWORD', 'secret', 'db', 'password', true],
      ['NODE', 'field', '', 'spec.nodeName', false],
    ]);
    expect(app?.imports.map(({ from, name, prefix }) => [from, name, prefix])).toEqual([
      ['config', 'settings', 'APP_'],
      ['secret', 'db', ''],
    ]);
  });
});

describe('secrets and config maps', () => {
  it('give settings, decoded at the place of what is encoded', () => {
    const text = `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\ntype: Opaque\ndata:\n  password: Y2hhbmdlbWU=\n  broken: "%%%"\n  binary: //79\nstringData:\n  user: admin\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  LOG_LEVEL: debug\n`;
    const { secrets, configMaps } = readKubernetes(text);
    expect(
      secrets[0]?.settings.map((one) => [one.key, one.text, at(text, one.valueSpan), one.exact, one.pointer]),
    ).toEqual([
      ['password', 'changeme', 'Y2hhbmdlbWU=', false, '/Secret/db/data/password'],
      ['user', 'admin', 'admin', true, '/Secret/db/stringData/user'],
    ]);
    expect(configMaps[0]?.settings.map((one) => [one.key, one.source, one.pointer])).toEqual([
      ['LOG_LEVEL', 'kubernetes-config', '/ConfigMap/c/data/LOG_LEVEL'],
    ]);
  });

  // RFC 4648, section 10
  it.each([
    ['', ''],
    ['Zg==', 'f'],
    ['Zm8=', 'fo'],
    ['Zm9v', 'foo'],
    ['Zm9v\nYmFy', 'foobar'],
    ['8J+YgMOp', '😀é'],
    ['Zg', undefined],
    ['Zg==Zg==', undefined],
    ['/w==', undefined],
  ])('decode %j', (text, expected) => {
    expect(decodeBase64(text)).toBe(expected);
  });
});

describe('broken text', () => {
  it('costs its own document and no other', () => {
    const first = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: x, image: x:1}]}\n';
    const text = `${first}---\nkind: [\n---\n${first.replace('name: a', 'name: b')}`;
    const { workloads, problems } = readKubernetes(text);
    expect(workloads.map(({ name, nameSpan }) => [name, at(text, nameSpan)])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
    expect(problems.every(({ verdict }) => verdict === 'refused')).toBe(true);
    expect(problems.length).toBeGreaterThan(0);
  });

  it('ends with lists that hold each other', () => {
    const list = (name: string, of: string): string =>
      `${name}: &${name} {kind: List, apiVersion: v1, items: [${of}]}\n`;
    const names = Array.from({ length: 40 }, (_, index) => `a${index}`);
    const text = names.map((name, index) => list(name, index === 0 ? '' : `*a${index - 1}, *a${index - 1}`)).join('');
    expect(readKubernetes(`${text}kind: List\napiVersion: v1\nitems: [*a39]\n`).objects).toEqual([]);
  });

  it('never fails and keeps its places inside the text', () => {
    for (let end = 0; end <= deployment.length; end += 7) {
      expect(
        spansIn(readKubernetes(deployment.slice(0, end))).every((one) => isWithin(one, deployment.slice(0, end))),
      ).toBe(true);
    }
    fc.assert(
      fc.property(textFrom([deployment, deployment.replace('web #', '{{ .Values.name }} #')]), (text) => {
        for (const read of [readKubernetes, readHelmTemplate]) {
          const { comments, ...model } = read(text);
          expect([...spansIn(model), ...comments].filter((one) => !isWithin(one, text))).toEqual([]);
        }
      }),
      runs,
    );
  });
});

it('is not held up by anchors that repeat one large part', () => {
  const entries = Array.from({ length: 1000 }, (_, index) => `{name: N${index}, value: v}`).join(', ');
  const head = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nx: &c {name: c, env: &e [${entries}]}\n`;
  const shared = `${head}spec: {containers: [${Array(9000).fill('*c').join(', ')}]}\n`;
  const environment = readKubernetes(shared).workloads[0]?.containers.flatMap((one) => one.environment) ?? [];
  expect(environment.length).toBeGreaterThan(1000);
  expect(environment.length).toBeLessThan(50_000);
});
