import type { Deployment } from '../deployment/deployment.ts';
import { readImage } from '../model/image.ts';
import type { Place } from '../model/place.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Span } from '../text.ts';
import { imagesIn, tagPlace } from './image-place.ts';
import type { DeploymentRule } from './rule.ts';

export const inconsistentImageVersion: DeploymentRule = {
  id: 'inconsistent-image-version',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'container',
  summary: 'Files of one deployment name different versions of one program.',
  why: `Whoever raises a version in one file and forgets the other runs two programs that were never tested together: a worker that does not
know the database of its server, a fix that only half of the machines have. Name the version once, in \`.env\` or in the chart's
values, or raise it everywhere.`,
  bad: {
    'compose.yaml': 'services:\n  app:\n    image: ghcr.io/example/app:1.4.2\n',
    'worker.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: ghcr.io/example/app:1.3.0\n',
  },
  good: {
    'compose.yaml': 'services:\n  app:\n    image: ghcr.io/example/app:1.4.2\n',
    'worker.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: ghcr.io/example/app:1.4.2\n',
  },
  references: [
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  ],

  *check({ deployment }) {
    const byRepository = new Map<string, Use[]>();
    for (const use of usesIn(deployment)) {
      byRepository.set(use.repository, [...(byRepository.get(use.repository) ?? []), use]);
    }
    for (const [repository, uses] of byRepository) {
      if (isKustomized(repository, deployment)) continue;
      const [newest] = uses.toSorted((a, b) => compare(b.numbers, a.numbers));
      if (!newest) continue;
      for (const use of uses) {
        if (use.path === newest.path || compare(use.numbers, newest.numbers) === 0) continue;
        yield {
          path: use.path,
          span: use.span,
          message: `${repository} is ${use.tag} here and ${newest.tag} in ${newest.path}.`,
          related: [{ path: newest.path, span: newest.span, message: `${newest.tag} is named here.` }],
          fixes: use.exact
            ? [
                {
                  title: `Use ${newest.tag}`,
                  safe: false,
                  edits: [{ path: use.path, span: use.span, text: [newest.tag] }],
                },
              ]
            : [],
          subject: { image: repository },
          pointer: use.pointer,
        };
      }
    }
  },
};

interface Use extends Place {
  readonly repository: string;
  readonly tag: string;
  readonly numbers: readonly number[];
  /** The tag is what stands at the span. */
  readonly exact: boolean;
  readonly pointer: string;
}

/** Images of a registry's user or of another registry: official ones serve many programs, each with a version of its own. */
function usesIn({ files, services, tierOf }: Deployment): readonly Use[] {
  const use = (path: string, span: Span, reference: ReturnType<typeof readImage>, pointer: string): readonly Use[] => {
    const numbers = /^v?(\d+(?:\.\d+)+)$/
      .exec(reference?.tag ?? '')?.[1]
      ?.split('.')
      .map(Number);
    const isShared = !reference?.name.includes('/') || /^bitnami/.test(reference.name);
    if (!reference?.tag || !numbers || isShared || !/^(?:production|staging)$/.test(tierOf(path))) return [];
    const text = files.find((file) => file.path === path)?.text.slice(span.start, span.end);
    const { name, tag } = reference;
    return [{ path, span, repository: name, tag, numbers, exact: text === tag, pointer }];
  };
  return [
    ...services.flatMap(({ image, primary, name }) => {
      const reference = image?.value === undefined ? undefined : readImage(image.value);
      if (!image || !reference || !primary) return [];
      const place = tagPlace(image, reference);
      return use(place.path, place.span, reference, `/services/${name}/image`);
    }),
    ...files
      .filter(isDeciding)
      .flatMap((file) =>
        imagesIn(file).flatMap(({ reference, place, pointer }) => use(file.path, place.span, reference, pointer)),
      ),
  ];
}

/** Other values files of a chart lie on its own, and may well name another version. */
const isDeciding = ({ kind, path }: SourceFile): boolean =>
  kind === 'kubernetes' || (kind === 'helm-values' && /(?:^|\/)values\.yaml$/.test(path));

/** A kustomization puts its tag in place of those that the manifests name. */
const isKustomized = (repository: string, { files }: Deployment): boolean =>
  files.some(
    (file) =>
      file.kind === 'kustomize' &&
      file.model.images.some(({ name, newName }) => name.value === repository || newName?.value === repository),
  );

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
