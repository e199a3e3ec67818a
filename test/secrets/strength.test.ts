import { describe, expect, it } from 'vitest';
import { isCommonPassword, publishedIn } from '../../server/src/core/secrets/published.ts';
import { bytesOf, strengthOf } from '../../server/src/core/secrets/strength.ts';
import { generateSecret } from '../../server/src/host/generate.ts';

describe('strengthOf', () => {
  it.each([
    ['summer2024', 'words'],
    ['correcthorsebatterystaple', 'words'],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'words'],
    ['6f9619ff-8b86-4d11-b42d-00c04fc964ff', 'uuid'],
    ['c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f', 'bytes'],
    ['harbour.fenwick.dev-gateway-token-staging-02', 'words'],
    ['rixdyq-4mupfi-pUtnab', 'bytes'],
  ] as const)('sees how %s was made', (value, form) => {
    expect(strengthOf(value).form).toBe(form);
  });

  it('takes words between signs for drawn ones: six are too few for a key, ten are enough', () => {
    const words = 'anvil-crimson-ladder-oyster-puddle-quarrel-sable-thicket-umber-walnut'.split('-');
    expect(strengthOf(words.slice(0, 6).join('-')).bits).toBeLessThan(128);
    expect(strengthOf(words.join('-')).bits).toBeGreaterThan(128);
  });

  it('counts the random bits of a UUID, not its characters', () => {
    expect(strengthOf('6f9619ff-8b86-4d11-b42d-00c04fc964ff').bits).toBe(122);
  });

  it('finds no generated secret weak', () => {
    for (let round = 0; round < 300; round++) {
      expect(strengthOf(generateSecret('hex', 32)).bits).toBeGreaterThan(128);
      expect(strengthOf(generateSecret('base64', 32)).bits).toBeGreaterThan(128);
      expect(strengthOf(generateSecret('password', 24)).bits).toBeGreaterThan(128);
    }
  });
});

it.each([
  ['c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f', 16],
  ['q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=', 32],
  ['q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA', 32],
  ['base64:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=', 32],
])('bytesOf counts what %s stands for', (value, bytes) => {
  expect(bytesOf(value)).toBe(bytes);
});

describe('the lists of hashes', () => {
  it('know a printed secret by the repository that ships it', () => {
    expect(publishedIn('UpNVntn3cDxHJpq99YMc1T1AQgQpc8kfYTuRgBiYa15BLrx8etQoXz3gZv1/u2oq')).toBe('supabase/supabase');
  });

  it('know common passwords that look like good ones, and no generated ones', () => {
    expect(isCommonPassword('1qaz2wsx3edc')).toBe(true);
    for (let round = 0; round < 100; round++) {
      const secret = generateSecret('password', 24);
      expect([isCommonPassword(secret), publishedIn(secret)]).toEqual([false, undefined]);
    }
  });
});
