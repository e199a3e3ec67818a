import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../server/src/core/config.ts';
import { groupFiles } from '../../server/src/core/deployment/anchor.ts';
import { buildDeployment } from '../../server/src/core/deployment/build-deployment.ts';
import type { Deployment } from '../../server/src/core/deployment/deployment.ts';
import { readSource } from '../../server/src/core/read-source.ts';

function deploymentOf(files: Readonly<Record<string, string>>): Deployment {
  const read = Object.entries(files).flatMap(([path, text]) => readSource({ path, text }, defaultSettings) ?? []);
  const group = groupFiles(read).find(({ root }) => root === '');
  if (!group) throw new Error('no files at the root');
  return buildDeployment(group, { products: [], forced: [], publicUrl: undefined });
}

const serviceIn = (deployment: Deployment, name: string) => deployment.services.find((one) => one.name === name);
const saysOf = ({ stackProblems }: Deployment) => stackProblems.map(({ path, message }) => `${path}: ${message}`);

// https://docs.docker.com/reference/compose-file/merge/
describe('an override file', () => {
  const base = `services:
  web:
    image: example/web:1
    ports: ["80:80", "9000:9000"]
    volumes: [./data:/data]
    environment: { A: base, B: base }
`;
  const merged = (override: string) =>
    serviceIn(deploymentOf({ 'compose.yaml': base, 'compose.override.yaml': `services:\n  web:\n${override}` }), 'web');
  const portsOf = (override: string) => merged(override)?.ports.map(({ first }) => first);

  it('adds ports to those of the base', () => {
    expect(portsOf('    ports: ["443:443", "80:80"]\n')).toEqual([9000, 443, 80]);
  });

  it('takes ports away with !reset and replaces them with !override', () => {
    expect(portsOf('    ports: !reset []\n')).toEqual([]);
    expect(portsOf('    ports: !override ["8443:443"]\n')).toEqual([8443]);
  });

  it('replaces a volume of the same target and a variable of the same name', () => {
    const web = merged('    volumes: [./other:/data]\n    environment: [A=above]\n');
    expect(
      web?.layers.flatMap(({ service }) => service.volumes.map(({ source, target }) => [source?.text, target])),
    ).toEqual([['./other', '/data']]);
    expect(web?.settings.map(({ key, value, path }) => [key, value, path])).toEqual([
      ['A', 'above', 'compose.override.yaml'],
      ['B', 'base', 'compose.yaml'],
    ]);
  });
});

describe('files of other folders', () => {
  it('lend a service to `extends`', () => {
    const deployment = deploymentOf({
      'compose.yaml': 'services:\n  web:\n    extends: { file: common/base.compose.yaml, service: app }\n',
      'common/base.compose.yaml': 'services:\n  app:\n    image: example/app:1\n    environment: { A: lent }\n',
    });
    const web = serviceIn(deployment, 'web');
    expect(web?.image?.value).toBe('example/app:1');
    expect(web?.complete).toBe(true);
    expect(web?.settings.map(({ value, path }) => [value, path])).toEqual([['lent', 'common/base.compose.yaml']]);
    expect(serviceIn(deployment, 'app')).toBeUndefined();
  });

  it('are part of the project that includes them', () => {
    const deployment = deploymentOf({
      'compose.yaml': 'include: [db/compose.yaml]\nservices:\n  web:\n    image: a:1\n    depends_on: [db]\n',
      'db/compose.yaml': 'services:\n  db:\n    image: postgres:16.4\n    networks: [back]\nnetworks: { back: }\n',
    });
    expect(deployment.services.map(({ name }) => name)).toEqual(['db', 'web']);
    expect(saysOf(deployment)).toEqual([]);
  });
});

// What `docker compose` reads by itself is run by itself, unless production makes something else of all that it has.
it.each([
  ['developers extend', '.devcontainer/compose.yaml', 'a', true],
  ['production extends in part', 'tools/compose.yaml', 'a', true],
  ['production extends whole', 'tools/compose.yaml', 'ab', false],
  ['production has more of', 'tools/compose.yaml', 'ab', true, 'more-'],
])('is a stack of its own or not: what %s', (_, path, extended, primary, prefix = '') => {
  const services = [...extended].map(
    (name) => `  ${prefix}${name}: { extends: { file: ../compose.yaml, service: ${name} } }\n`,
  );
  const deployment = deploymentOf({
    'compose.yaml': 'services:\n  a: { image: "example/a:1" }\n  b: { image: "example/b:1" }\n',
    [path]: `services:\n${services.join('')}`,
  });
  expect(deployment.services.map((service) => service.primary)).toEqual([primary, primary]);
});

it('replaces references of an included file from the project, then from its own env file', () => {
  const deployment = deploymentOf({
    'compose.yaml': 'include: [db/compose.yaml]\n',
    '.env': 'A=project\n',
    'db/compose.yaml': 'services:\n  db:\n    image: postgres:16.4\n    environment: { X: "$A", Y: "$B" }\n',
    'db/.env': 'A=own\nB=own\n',
  });
  expect(serviceIn(deployment, 'db')?.settings.map(({ value, decided }) => [value, decided.path])).toEqual([
    ['project', '.env'],
    ['own', 'db/.env'],
  ]);
});

it('reads an env file of `format: raw` with its quotes', () => {
  const deployment = deploymentOf({
    'compose.yaml':
      'services:\n  web:\n    image: a:1\n    env_file:\n      - path: raw.env\n        format: raw\n      - .env\n',
    'raw.env': 'A="x" # y\n',
    '.env': 'B="x" # y\n',
  });
  expect(serviceIn(deployment, 'web')?.settings.map(({ key, value }) => [key, value])).toEqual([
    ['A', '"x" # y'],
    ['B', 'x'],
  ]);
});

it('marks services that only a profile starts', () => {
  const deployment = deploymentOf({
    'compose.yaml': 'services:\n  a:\n    image: a:1\n    profiles: [debug]\n  b:\n    image: b:1\n',
  });
  expect(deployment.services.map(({ name, optional }) => [name, optional])).toEqual([
    ['a', true],
    ['b', false],
  ]);
});

describe('a project that Compose refuses', () => {
  it.each([
    ['services:\n  a:\n    image: a:1\n    depends_on: [b]\n', "'a' refers to a service 'b' that the project has not."],
    [
      'services:\n  a:\n    image: a:1\n    volumes: [data:/d]\n',
      "'a' mounts the volume 'data', which no `volumes:` names.",
    ],
    ['services:\n  a:\n    image: a:1\n    networks: [n]\n', "'a' joins the network 'n', which no `networks:` names."],
    ['services:\n  a:\n    image: a:1\n    secrets: [s]\n', "'a' wants 's', which no `secrets:` names."],
    ['services:\n  a:\n    image: a:1\n    extends: b\n', "'a' extends 'b', which is no service there."],
    ['services:\n  a:\n    ports: [1]\n  b:\n    image: b:1\n', "'a' has neither an image nor a build."],
    [
      'services:\n  a:\n    image: a:1\n    depends_on: [b]\n  b:\n    image: b:1\n    links: [a]\n',
      "'b' and 'a' wait for each other in a circle.",
    ],
    ['include: [compose.yaml]\nservices:\n  a:\n    image: a:1\n', 'The file includes itself.'],
  ])('%j', (text, message) => {
    expect(saysOf(deploymentOf({ 'compose.yaml': text }))).toEqual([`compose.yaml: ${message}`]);
  });

  it.each([
    ['services:\n  a:\n    image: a:1\n    volumes: ["./d:/d", "$' + '{DIR}:/e", "/f"]\n'],
    ['services:\n  a:\n    image: a:1\n    depends_on: { b: { condition: service_started, required: false } }\n'],
    ['services:\n  a:\n    image: a:1\n    profiles: [x]\n    depends_on: [b]\n'],
    ['include: [oci://example.org/db]\nservices:\n  a:\n    image: a:1\n    depends_on: [db]\n'],
    ['services:\n  a:\n    ports: ["1:1"]\n'],
  ])('is not %j', (text) => {
    expect(saysOf(deploymentOf({ 'compose.yaml': text }))).toEqual([]);
  });
});

it('finds a name among thousands of env lines at once', () => {
  const lines = Array.from({ length: 4000 }, (_, index) => `N${index}=$` + `{N${Math.max(0, index - 50)}}x\n`);
  const deployment = deploymentOf({
    'compose.yaml': 'services:\n  a:\n    image: a:1\n    env_file: .env\n',
    '.env': lines.join(''),
  });
  expect(serviceIn(deployment, 'a')?.settings.length).toBe(4000);
});
