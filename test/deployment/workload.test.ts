import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../server/src/core/config.ts';
import type { Deployment } from '../../server/src/core/deployment/deployment.ts';
import { analyzeFiles } from '../fixture.ts';
import { exampleProduct } from '../product.ts';

const judge = (files: Readonly<Record<string, string>>) =>
  analyzeFiles(new Map(Object.entries(files)), defaultSettings, [exampleProduct]);

const deploymentOf = (files: Readonly<Record<string, string>>): Deployment => {
  const [first] = judge(files).deployments;
  if (!first) throw new Error('no deployment');
  return first.deployment;
};

/** `service KEY=value at path:pointer` for every effective setting. */
const settingsOf = (files: Readonly<Record<string, string>>): readonly string[] =>
  deploymentOf(files).settings.map(
    ({ service, key, value, decided }) =>
      `${service ?? '-'} ${key}=${value} at ${decided.path}${decided.setting.pointer}`,
  );

const pod = (name: string, container: string, namespace = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}${namespace && `, namespace: ${namespace}`} }\nspec:\n  containers:\n    - ${container}\n`;
const config = (name: string, data: string, namespace = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}${namespace && `, namespace: ${namespace}`} }\ndata: { ${data} }\n`;

describe('the environment of a container', () => {
  // https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables
  it('is decided where the value stands, its own entries over imported ones', () => {
    expect(
      settingsOf({
        'pod.yaml': pod(
          'web',
          '{ name: app, envFrom: [{ configMapRef: { name: a } }, { prefix: B_, secretRef: { name: b } }], env: [{ name: X, value: own }, { name: Z, valueFrom: { configMapKeyRef: { name: a, key: Y } } }] }',
        ),
        'data.yaml': `${config('a', 'X: 1, Y: two')}---\napiVersion: v1\nkind: Secret\nmetadata: { name: b }\ndata: { P: Zm9v }\n`,
      }),
    ).toEqual([
      'web X=own at pod.yaml/Pod/web/spec/containers/0/env/0',
      'web Y=two at data.yaml/ConfigMap/a/data/Y',
      'web B_P=foo at data.yaml/Secret/b/data/P',
      'web Z=two at data.yaml/ConfigMap/a/data/Y',
    ]);
  });

  it('has several names where a pod has several containers', () => {
    const text = pod(
      'web',
      '{ name: a, env: [{ name: X, value: x }] }\n    - { name: b, env: [{ name: Y, value: y }] }',
    );
    expect(settingsOf({ 'pod.yaml': text })).toEqual([
      'web/a X=x at pod.yaml/Pod/web/spec/containers/0/env/0',
      'web/b Y=y at pod.yaml/Pod/web/spec/containers/1/env/0',
    ]);
  });

  it('leaves out what stands elsewhere, and says that it is not complete', () => {
    const files = {
      'pod.yaml': pod(
        'web',
        '{ name: app, env: [{ name: X, valueFrom: { secretKeyRef: { name: none, key: x } } }, { name: N, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }] }',
      ),
      'other.yaml': config('none', 'x: y'),
    };
    expect(settingsOf(files)).toEqual(['- x=y at other.yaml/ConfigMap/none/data/x']);
    const complete = deploymentOf(files).workloads.flatMap(({ containers }) => containers.map((one) => one.complete));
    expect(complete).toEqual([false]);
  });

  it('comes from its own namespace', () => {
    const read = '{ name: app, envFrom: [{ configMapRef: { name: a } }] }';
    const files = {
      'a.yaml': `${config('a', 'X: one', 'one')}---\n${config('a', 'X: two', 'two')}`,
      'pod.yaml': pod('web', read, 'two'),
      'stray.yaml': pod('stray', read, 'three'),
    };
    expect(settingsOf(files)).toEqual([
      'web X=two at a.yaml/ConfigMap/a/data/X',
      '- X=one at a.yaml/ConfigMap/a/data/X',
    ]);
  });
});

describe('deployments', () => {
  it('are charts and kustomizations, each by itself', () => {
    const files = {
      'a/Chart.yaml': 'apiVersion: v2\nname: a\n',
      'a/values.yaml': 'x: 1\n',
      'a/templates/web.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: {{ .Release.Name }} }\n',
      'b/kustomization.yaml': 'resources: [web.yaml]\n',
      'b/web.yaml': pod('web', '{ name: app }'),
    };
    expect(
      judge(files).deployments.map(({ deployment }) => [deployment.root, deployment.files.map(({ path }) => path)]),
    ).toEqual([
      ['a', ['a/templates/web.yaml', 'a/values.yaml']],
      ['b', ['b/kustomization.yaml', 'b/web.yaml']],
    ]);
  });
});

const hardened = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      automountServiceAccountToken: false
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: app
          image: ghcr.io/example/app:v1.4.2@sha256:0d17b565c37bcbd895e9d92315a05c1c3c9a29f762b011a10c54a66cd53c9b31
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          env:
            - { name: NODE_ENV, value: production }
            - { name: LOG_LEVEL, value: info }
            - { name: PUBLIC_URL, value: "https://app.example.org" }
            - { name: CORS_ORIGIN, value: "https://app.example.org" }
            - name: SESSION_SECRET
              valueFrom: { secretKeyRef: { name: web, key: session-secret } }
            - name: DATABASE_URL
              value: postgres://app:$(DB_PASSWORD)@db:5432/app
          envFrom: [{ secretRef: { name: web } }]
          livenessProbe: { httpGet: { path: /health, port: 3000 } }
          resources: { limits: { memory: 256Mi, cpu: "1" } }
          volumeMounts: [{ name: tmp, mountPath: /tmp }]
      volumes: [{ name: tmp, emptyDir: {} }]
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 3000 }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec: { podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress] }
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: web, namespace: shop }
spec: { encryptedData: { session-secret: AgBy3i4OJSWK+PiTySYZZA== } }
`;

it('finds nothing in a hardened cluster', () => {
  const { findings, faults } = judge({
    'k8s/web.yaml': hardened,
    'chart/values.yaml': `image: { repository: ghcr.io/example/app, tag: "" }
imagePullSecrets: []
auth:
  enabled: true
  existingSecret: app
  secretKeys: { adminPasswordKey: admin-password }
  adminPassword: ""
ingress: { enabled: true, hosts: [{ host: app.example.org }], tls: [{ secretName: app-tls }] }
serviceAccount: { create: true, automount: false }
podSecurityContext: { runAsNonRoot: true }
logLevel: info
`,
    'overlay/kustomization.yaml': `resources: [../k8s]
images: [{ name: ghcr.io/example/app, newTag: v1.4.2 }]
secretGenerator: [{ name: app, envs: [app.secret] }]
`,
  });
  expect([findings.map(({ rule, path, message }) => [rule.id, path, message]), faults]).toEqual([[], []]);
});
