import { credentialsIn } from '../model/credential.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { SecretCandidate } from '../secrets/candidate.ts';
import { isHashOrPublic, isIndirect, isPlaceholder } from '../secrets/value.ts';
import type { Span } from '../text.ts';
import type { DeploymentView } from './view.ts';

/** A file that nobody else should have, and the place that says so. */
export interface SecretFile {
  readonly path: string;
  /** The first secret's key, or the first line of a private key. */
  readonly span: Span;
  readonly what: string;
}

/** Env files with a secret that opens something, and files of private keys and logins; no examples. */
export function secretFiles({
  deployment,
  candidates,
}: Pick<DeploymentView, 'deployment' | 'candidates'>): readonly SecretFile[] {
  return deployment.files.flatMap((file): SecretFile[] => {
    if (deployment.tierOf(file.path) === 'example') return [];
    const [credential] = credentialsIn(file);
    if (credential) return [{ path: file.path, span: credential.span, what: `a ${credential.name}` }];
    const first = file.kind === 'dotenv' ? firstSecret(file, candidates) : undefined;
    return first ? [{ path: file.path, span: first.place.setting.keySpan, what: 'live secrets' }] : [];
  });
}

const firstSecret = ({ path }: SourceFile, candidates: readonly SecretCandidate[]): SecretCandidate | undefined =>
  candidates
    .filter(
      ({ place, value, key }) =>
        place.path === path && !isIndirect(value) && !isHashOrPublic(value) && !isPlaceholder(value, key),
    )
    .toSorted((a, b) => a.place.span.start - b.place.span.start)[0];
