import type { SecretCandidate } from '../secrets/candidate.ts';
import { generatedFor, generatedTitle } from '../secrets/generate.ts';
import { isSameSecret } from '../secrets/same-secret.ts';
import { isHashOrPublic, isIndirect, isPlaceholder } from '../secrets/value.ts';
import type { DeploymentRule, Fix } from './rule.ts';

export const reusedSecret: DeploymentRule = {
  id: 'reused-secret',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'secret',
  summary: 'Two different secrets have the same value.',
  why: `Whoever learns one of them has both: a key that signs cookies opens the database, the password of an ordinary account
that of the administrator. They also can no longer be replaced one at a time. One secret that several services read under
the same name, and both sides of a database login, are not meant.`,
  bad: {
    '.env':
      'JWT_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\nSESSION_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n',
  },
  good: {
    '.env':
      'JWT_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\nSESSION_SECRET=0b9d41f6e2a8437c95d1c07be3f8a6425d9c1e7f3a0b8642d7c5e9f1a3b60824\n',
  },
  references: ['https://cwe.mitre.org/data/definitions/323.html', 'https://pages.nist.gov/800-57pt1r5'],

  *check(view) {
    const { deployment, candidates, secrets } = view;
    const judged = new Set(secrets.map(({ candidate }) => candidate.value));
    const byValue = new Map<string, SecretCandidate[]>();
    for (const candidate of candidates) {
      const { value, role, key, place } = candidate;
      // What is guessable, shipped or a placeholder is told as such; whoever issues tokens decides whether two are one.
      if (role === 'token' || value.length < 8 || judged.has(value) || deployment.tierOf(place.path) === 'example')
        continue;
      if (isIndirect(value) || isHashOrPublic(value) || isPlaceholder(value, key)) continue;
      byValue.set(value, [...(byValue.get(value) ?? []), candidate]);
    }
    for (const group of byValue.values()) {
      const places = onePerPlace(group);
      for (const [index, candidate] of places.entries()) {
        const other = places.slice(0, index).find((earlier) => !isSameSecret(earlier, candidate));
        if (!other || places.slice(0, index).some((earlier) => isSameSecret(earlier, candidate))) continue;
        yield {
          path: candidate.place.path,
          span: candidate.place.span,
          message: `${candidate.place.setting.key} has the same value as ${other.place.setting.key}.`,
          related: [
            { path: other.place.path, span: other.place.span, message: `${other.place.setting.key} is set here` },
          ],
          fixes: fixesOf(candidate, places),
          subject: { setting: candidate.key },
          pointer: candidate.place.setting.pointer,
        };
      }
    }
  },
};

/** The first consumer of each place, in the order of the files. */
function onePerPlace(group: readonly SecretCandidate[]): readonly SecretCandidate[] {
  const byPlace = new Map<string, SecretCandidate>();
  for (const candidate of group) {
    const id = `${candidate.place.path}:${candidate.place.span.start}`;
    if (!byPlace.has(id)) byPlace.set(id, candidate);
  }
  return [...byPlace.values()].toSorted((a, b) =>
    a.place.path === b.place.path ? a.place.span.start - b.place.span.start : a.place.path < b.place.path ? -1 : 1,
  );
}

/** Only where this place stands alone: its readers elsewhere would be locked out. */
function fixesOf(candidate: SecretCandidate, places: readonly SecretCandidate[]): readonly Fix[] {
  const { place, variable, inUrl } = candidate;
  if (!place.exact || place.kind === 'default' || inUrl || variable?.encryptsData) return [];
  if (place.setting.source === 'dockerfile-env') return [];
  if (places.some((other) => other !== candidate && isSameSecret(other, candidate))) return [];
  const generated = generatedFor(candidate, false);
  return [
    {
      title: generatedTitle(generated),
      safe: false,
      edits: [{ path: place.path, span: place.span, text: [generated] }],
    },
  ];
}
