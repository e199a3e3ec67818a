import images from 'seaworthy:images';
import { describe, expect, it } from 'vitest';
import { dataFoldersOf } from '../../server/src/core/product/data-path.ts';
import { datastoreOf } from '../../server/src/core/product/datastore.ts';
import { knownImage } from '../../server/src/core/product/known-image.ts';

const idOf = (reference: string): string | undefined => knownImage(reference)?.product.id;

describe('the catalogue of images', () => {
  it('has more than the hundred most used, each with its source', () => {
    expect(images.length).toBeGreaterThan(100);
    expect(images.filter(({ source }) => !source?.startsWith('https://')).map(({ id }) => id)).toEqual([]);
  });

  it('names each image once', () => {
    const names = images.flatMap((product) => Object.keys(product.images));
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
    expect(names.filter((name) => knownImage(name) === undefined)).toEqual([]);
  });

  it('holds no tag in a name, and a glob of releases for each', () => {
    const all = images.flatMap((product) => Object.entries(product.images));
    expect(all.filter(([name]) => /[@\s]|:[^/]*$/.test(name)).map(([name]) => name)).toEqual([]);
    expect(all.filter(([, { releases }]) => releases.length === 0).map(([name]) => name)).toEqual([]);
  });

  it('writes ports, folders and variables as the images have them', () => {
    for (const { id, ports, images: own, variables } of images) {
      expect(
        Object.values(ports).filter((port) => !(Number.isInteger(port) && port > 0 && port < 65536)),
        id,
      ).toEqual([]);
      expect(
        Object.values(own).flatMap(({ data = [] }) => data.filter((folder) => !folder.startsWith('/'))),
        id,
      ).toEqual([]);
      expect(
        Object.values(variables).filter(({ kind, rule }) => !/^(?:secret|password|public-url)$/.test(kind) && !rule),
        id,
      ).toEqual([]);
    }
  });
});

describe('an image', () => {
  it.each([
    ['postgres:16.4', 'postgres'],
    ['docker.io/library/postgres', 'postgres'],
    ['pgvector/pgvector:pg16', 'postgres'],
    ['registry.example.org:5000/mirror/postgres:16', 'postgres'],
    ['ghcr.io/goauthentik/server:2025.10.1', 'authentik'],
    ['vaultwarden/server:1.34.3', 'vaultwarden'],
    ['grafana/grafana-oss@sha256:0000', 'grafana'],
  ])('%s is known', (reference, id) => {
    expect(idOf(reference)).toBe(id);
  });

  it.each(['example/app:1.0.0', 'registry.example.org/team/server:1', '${IMAGE}', ''])('%s is not', (reference) => {
    expect(idOf(reference)).toBeUndefined();
  });

  it('has the ports of a datastore only where it is one', () => {
    expect(datastoreOf('mongo:7.0', 27017, 'store')).toBe('MongoDB');
    expect(datastoreOf('mongo:7.0', 8080, 'store')).toBeUndefined();
    expect(datastoreOf('grafana/grafana:11.2.0', 3000, 'db')).toBeUndefined();
    expect(datastoreOf(undefined, 5432, 'app-db')).toBe('PostgreSQL');
  });

  it('has a folder whose loss is the loss of everything', () => {
    expect(dataFoldersOf('timescale/timescaledb-ha:pg16')).toEqual(['/home/postgres/pgdata']);
    expect(dataFoldersOf('gitea/gitea:1.22.3-rootless')).toEqual(['/data', '/var/lib/gitea']);
    expect(dataFoldersOf('bitnami/postgresql:16')).toEqual([]);
    expect(dataFoldersOf('redis:7.2.5')).toEqual([]);
  });
});
