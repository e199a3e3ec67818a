import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readKustomize } from '../../server/src/core/model/read-kustomize.ts';
import type { Span } from '../../server/src/core/text.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const at = (text: string, place: Span | undefined): string | undefined => place && text.slice(place.start, place.end);

const text = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: shop
resources: [deployment.yaml, ../base]
components:
  - ../tls
patches:
  - path: patch.yaml
  - target: { kind: Deployment }
    patch: |-
      - op: remove
patchesStrategicMerge:
  - merge.yaml
images:
  - name: example/app
    newName: ghcr.io/example/app
    newTag: "latest"
  - name: nginx
    digest: sha256:abc
configMapGenerator:
  - name: settings
    literals:
      - LOG_LEVEL=debug
      - 'GREETING="hello you"'
      - broken
    envs: [app.env]
    files: [nginx.conf]
secretGenerator:
  - name: db
    env: db.env
    literals: [PASSWORD=changeme]
`;
const model = readKustomize(text);
const valuesOf = (facts: readonly { readonly value: string }[]): readonly string[] => facts.map(({ value }) => value);

// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
it('reads what a kustomization is made of', () => {
  expect(valuesOf(model.resources)).toEqual(['deployment.yaml', '../base', '../tls']);
  expect(valuesOf(model.patches)).toEqual(['patch.yaml', 'merge.yaml']);
  expect(model.namespace?.value).toBe('shop');
});

it('reads images with the places of their parts', () => {
  expect(
    model.images.map(({ name, newName, newTag, digest }) =>
      [name, newName, newTag, digest].map((one) => at(text, one?.span)),
    ),
  ).toEqual([
    ['example/app', 'ghcr.io/example/app', 'latest', undefined],
    ['nginx', undefined, undefined, 'sha256:abc'],
  ]);
});

it('reads generators with their literals as settings', () => {
  expect(
    model.generators.map(({ kind, name, envs, files }) => [kind, name?.value, valuesOf(envs), valuesOf(files)]),
  ).toEqual([
    ['secret', 'db', ['db.env'], []],
    ['config', 'settings', ['app.env'], ['nginx.conf']],
  ]);
  expect(
    model.generators.flatMap(({ settings }) =>
      settings.map((one) => [
        one.key,
        one.text,
        at(text, one.keySpan),
        at(text, one.valueSpan),
        one.source,
        one.pointer,
      ]),
    ),
  ).toEqual([
    ['PASSWORD', 'changeme', 'PASSWORD', 'changeme', 'kubernetes-secret', '/secretGenerator/0/literals/PASSWORD'],
    ['LOG_LEVEL', 'debug', 'LOG_LEVEL', 'debug', 'kubernetes-config', '/configMapGenerator/0/literals/LOG_LEVEL'],
    ['GREETING', 'hello you', 'GREETING', 'hello you', 'kubernetes-config', '/configMapGenerator/0/literals/GREETING'],
  ]);
});

it('keeps its places inside any text', () => {
  fc.assert(
    fc.property(textFrom([text]), (any) => {
      expect(spansIn(readKustomize(any)).filter((one) => !isWithin(one, any))).toEqual([]);
    }),
    runs,
  );
  for (let end = 0; end <= text.length; end++)
    expect(spansIn(readKustomize(text.slice(0, end))).filter((one) => !isWithin(one, text.slice(0, end)))).toEqual([]);
});
