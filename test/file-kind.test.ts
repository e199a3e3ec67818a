import { expect, it } from 'vitest';
import { fileKind, needsContent } from '../server/src/core/file-kind.ts';
import { tierOfFile } from '../server/src/core/tier-of-path.ts';

const pod = 'apiVersion: v1\nkind: Pod\n';

it.each([
  ['pod.yaml', pod, 'kubernetes'],
  ['a.yml', '# x\n---\n"apiVersion": "apps/v1" # y\r\n"kind": Deployment\r\n', 'kubernetes'],
  ['a.yaml', `foo: 1\n---\n${pod}`, 'kubernetes'],
  ['a.yaml', 'apiVersion: serving.knative.dev/v1\nkind: Service\n', 'kubernetes'],
  ['values.yaml', 'a: 1\n', 'helm-values'],
  ['chart/values-prod.yaml', 'replicaCount: 2\n', 'helm-values'],
  ['prod-values.yml', 'app:\n  image: a:1\n', 'helm-values'],
  ['values.yml', 'a: 1\n', undefined],
  ['color-values.yaml', 'red: 1\n', undefined],
  ['values.yaml', pod, 'kubernetes'],
  ['chart/templates/a.yaml', `${pod}metadata: {name: {{ .Release.Name }}}\n`, 'helm-template'],
  ['chart/templates/b/_helpers.tpl', '{{- define "a" }}\n', 'helm-template'],
  ['chart/templates/c.yaml', `${pod}metadata: {name: {{ template "a.name" . }}}\n`, 'helm-template'],
  ['chart/templates/c.yaml', pod, 'kubernetes'],
  ['kustomization.yaml', '', 'kustomize'],
  ['base/Kustomization', '', 'kustomize'],
  ['a.yaml', 'services:\n  app:\n    image: a:1\n', 'compose'],
  // Other dialects of YAML.
  ['Chart.yaml', 'apiVersion: v2\nname: a\n', undefined],
  ['skaffold.yaml', 'apiVersion: skaffold/v4beta7\nkind: Config\n', undefined],
  ['template.yaml', 'AWSTemplateFormatVersion: "2010-09-09"\nResources: {}\n', undefined],
  ['.github/workflows/a.yaml', pod, undefined],
  ['openapi.yaml', 'openapi: 3.0.0\ninfo: {}\n', undefined],
  [
    'playbook.yaml',
    '- hosts: all\n  tasks:\n  - k8s:\n      definition:\n        apiVersion: v1\n        kind: Pod\n',
    undefined,
  ],
  ['roles/a/templates/b.yaml', 'server: {{ host }}\n', undefined],
  ['views/templates/c.tpl', '<p>{{ name }}</p>\n', undefined],
  ['a.txt', pod, undefined],
] as const)('tells what %s is', (path, text, kind) => {
  expect(fileKind(path, text)).toBe(kind);
});

it('asks for the text of YAML files and templates of charts alone', () => {
  expect(['a.yaml', 'chart/templates/_a.tpl', 'a.tpl', 'templates/a.html'].map(needsContent)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('does not take the folder of a chart’s templates for examples', () => {
  expect(tierOfFile('chart/templates/a.yaml', 'helm-template')).toBe('production');
  expect(tierOfFile('chart/templates/tests/a.yaml', 'helm-template')).toBe('example');
  expect(tierOfFile('templates/compose.yaml', 'compose')).toBe('example');
});

it('knows names that mean something else to their program than to people', () => {
  expect(tierOfFile('nginx/conf.d/default.conf', 'nginx')).toBe('production');
  expect(tierOfFile('etc/nginx/sites-available/default', 'nginx')).toBe('production');
  expect(tierOfFile('nginx/default.conf.example', 'nginx')).toBe('example');
  expect(tierOfFile('systemd/app.service.d/10-override.conf', 'systemd')).toBe('production');
  expect(tierOfFile('systemd/app-dev.service', 'systemd')).toBe('development');
});

it('takes the files that units name for their environment for env files', () => {
  const paths = ['etc/default/app', 'deploy/etc/sysconfig/app', 'etc/app/env', 'etc/app/environment'];
  expect(paths.map((path) => fileKind(path, 'A=1\n'))).toEqual(paths.map(() => 'dotenv'));
  expect(['etc/env', 'etc/default/app/notes.txt', 'src/app/env'].map((path) => fileKind(path, 'A=1\n'))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
