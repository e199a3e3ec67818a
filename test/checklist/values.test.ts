import { expect, it } from 'vitest';
import { statesOf } from './walk.ts';

const values = (lines: readonly string[]): Map<string, string> =>
  new Map([
    [
      'values.yaml',
      ['image:', '  repository: ghcr.io/corvidlabs/corvid-agent', '  tag: 1.4.2', ...lines, ''].join('\n'),
    ],
  ]);

it('judges what the values of a chart tell, and leaves the rest unknown', () => {
  const careless = statesOf(
    values([
      'replicaCount: 2',
      'config:',
      '  SANDBOX_ENABLED: "false"',
      '  ALLOWED_ORIGINS: https://yourdomain.com',
      'secrets:',
      '  WALLET_ENCRYPTION_KEY: corvid-agent-localnet-default-key',
      'service: { type: NodePort }',
      'ingress: { enabled: true, tls: [] }',
    ]),
  );
  expect(careless).toMatchObject({
    'COR-04': 'fail',
    'COR-09': 'fail',
    'COR-11': 'fail',
    'COR-12': 'fail',
    'COR-19': 'fail',
    'COR-48': 'fail',
  });
  const quiet = statesOf(values(['replicaCount: 1']));
  expect(Object.entries(quiet).filter(([, state]) => state === 'fail')).toEqual([]);
  expect(quiet).toMatchObject({ 'COR-01': 'unknown', 'COR-43': 'unknown', 'COR-44': 'unknown', 'COR-45': 'unknown' });
});
