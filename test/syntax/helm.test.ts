import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHelmTemplate } from '../../server/src/core/model/read-helm-template.ts';
import { readHelmValues } from '../../server/src/core/model/read-helm-values.ts';
import { blankActions } from '../../server/src/core/syntax/template-actions.ts';
import type { Span } from '../../server/src/core/text.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const at = (text: string, place: Span | undefined): string | undefined => place && text.slice(place.start, place.end);

describe('template actions', () => {
  // https://pkg.go.dev/text/template#hdr-Actions
  it.each([
    ['a: {{ .Values.b }}', ['{{ .Values.b }}']],
    ['{{- if .a -}}\nb\n{{- end }}', ['{{- if .a -}}', '{{- end }}']],
    ['{{ "}}" }}{{ `}}` }}', ['{{ "}}" }}', '{{ `}}` }}']],
    ['{{/* a }} b */}} c', ['{{/* a }} b */}}']],
    ['{{- /* a\n}} */ -}}', ['{{- /* a\n}} */ -}}']],
    ['{{ define "x"\n  }}', ['{{ define "x"\n  }}']],
    ['a: {{ b\nc: {{ d }}', ['{{ b', '{{ d }}']],
    ['a: {b: {c: d}}', []],
    ['', []],
  ])('are cut from %j', (text, expected) => {
    const blanked = blankActions(text);
    expect(blanked.actions.map((place) => at(text, place))).toEqual(expected);
    expect(blanked.text).toHaveLength(text.length);
    expect(blanked.text.split('\n')).toHaveLength(text.split('\n').length);
  });

  it('take time in proportion to the text', () => {
    for (const piece of ['{{/* ', '{{ "', '{{ `', '{{'])
      expect(blankActions(piece.repeat(100_000)).text).toHaveLength(piece.length * 100_000);
  });
});

const template = `{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "chart.name" . }}-web
  labels:
    {{- include "chart.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          securityContext:
            privileged: true
            runAsUser: {{ .Values.user }}
          env:
            - name: LOG_LEVEL
              value: debug
            - name: TOKEN
              value: {{ .Values.token | quote }}
            {{- range .Values.extra }}
            - name: {{ .name }}
              value: {{ .value }}
            {{- end }}
        - name: sidecar
          image: nginx:latest
          {{- with .Values.resources }}
          resources: {{ toYaml . | nindent 12 }}
          {{- end }}
{{- end }}
`;

describe('templates', () => {
  const model = readHelmTemplate(template);
  const [web] = model.workloads;

  it('say what is literal and leave out what an action fills in', () => {
    const [main, sidecar] = web?.containers ?? [];
    expect([web?.name, at(template, web?.nameSpan)]).toEqual([
      '{{ include "chart.name" . }}-web',
      '{{ include "chart.name" . }}-web',
    ]);
    expect([main?.container.name, main?.container.image, main?.container.user]).toEqual([
      '{{ .Chart.Name }}',
      undefined,
      undefined,
    ]);
    expect(at(template, main?.container.privileged?.entry)).toBe('privileged: true');
    expect(main?.environment.map(({ key, text }) => [key, text])).toEqual([['LOG_LEVEL', 'debug']]);
    expect(at(template, sidecar?.container.image?.span)).toBe('nginx:latest');
    expect(web?.replicas).toBeUndefined();
  });

  it('have no mistakes of YAML', () => {
    expect([model.problems, model.duplicates]).toEqual([[], []]);
    const branches = '{{ if .a }}\na: 1\n  {{ else }}\na: 2\n - {{ end }}\n{{ x }}: [\n';
    expect(readHelmTemplate(branches)).toMatchObject({ problems: [], duplicates: [] });
  });
});

const values = `image:
  registry: ghcr.io
  repository: example/app
  tag: "latest" # moves
sidecar:
  image: nginx:1.27
proxy: { image: envoyproxy/envoy, imageTag: v1.30 }
db:
  auth:
    password: changeme
    existingSecret: ""
  port: 5432
env:
  - name: JWT_SECRET
    value: abc
hosts: [a.example.org, b.example.org]
empty:
extra: {}
`;

describe('values', () => {
  const model = readHelmValues(values);

  it('are settings, each leaf at its place', () => {
    expect(
      model.settings.map(({ key, text, valueSpan, pointer, type }) => [
        key,
        text,
        at(values, valueSpan),
        pointer,
        type,
      ]),
    ).toEqual([
      ['registry', 'ghcr.io', 'ghcr.io', '/image/registry', 'string'],
      ['repository', 'example/app', 'example/app', '/image/repository', 'string'],
      ['tag', 'latest', 'latest', '/image/tag', 'string'],
      ['image', 'nginx:1.27', 'nginx:1.27', '/sidecar/image', 'string'],
      ['image', 'envoyproxy/envoy', 'envoyproxy/envoy', '/proxy/image', 'string'],
      ['imageTag', 'v1.30', 'v1.30', '/proxy/imageTag', 'string'],
      ['password', 'changeme', 'changeme', '/db/auth/password', 'string'],
      ['existingSecret', '', '', '/db/auth/existingSecret', 'string'],
      ['port', '5432', '5432', '/db/port', 'number'],
      ['JWT_SECRET', 'abc', 'abc', '/env/0/value', 'string'],
      ['hosts', 'a.example.org', 'a.example.org', '/hosts/0', 'string'],
      ['hosts', 'b.example.org', 'b.example.org', '/hosts/1', 'string'],
      ['empty', '', '', '/empty', 'null'],
    ]);
  });

  it('name images in one text or in parts', () => {
    expect(
      model.images.map(({ registry, repository, tag, whole, pointer }) => [
        registry?.value,
        repository.value,
        at(values, tag?.span),
        whole,
        pointer,
      ]),
    ).toEqual([
      ['ghcr.io', 'example/app', 'latest', false, '/image'],
      [undefined, 'nginx:1.27', undefined, true, '/sidecar/image'],
      [undefined, 'envoyproxy/envoy', 'v1.30', false, '/proxy/image'],
    ]);
  });

  it('end where anchors repeat themselves', () => {
    const lines = Array.from(
      { length: 30 },
      (_, index) => `a${index}: &a${index} [${index === 0 ? 'x' : `*a${index - 1}, *a${index - 1}`}]\n`,
    );
    expect(readHelmValues(lines.join('')).settings.length).toBeLessThanOrEqual(50_000);
  });

  it('keep what stands before and behind a broken line', () => {
    const text = values.replace('db:\n', 'db:\n  broken here\n');
    const keys = readHelmValues(text).settings.map(({ key }) => key);
    expect(keys).toContain('repository');
    expect(keys).toContain('hosts');
  });
});

it('keeps its places inside any text', () => {
  for (let end = 0; end <= template.length; end++) {
    const text = template.slice(0, end);
    expect(spansIn(readHelmTemplate(text)).filter((one) => !isWithin(one, text))).toEqual([]);
  }
  fc.assert(
    fc.property(textFrom([template, values]), (text) => {
      for (const read of [readHelmTemplate, readHelmValues])
        expect(spansIn(read(text)).filter((one) => !isWithin(one, text))).toEqual([]);
    }),
    runs,
  );
});
