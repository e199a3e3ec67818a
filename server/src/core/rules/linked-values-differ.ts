import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import { envFilesOf, runsProduct } from '../deployment/served-product.ts';
import type { Product } from '../product/product.ts';
import { insertEnvironment } from './insert-environment.ts';
import type { DeploymentRule, Fix, Problem } from './rule.ts';
import { replaceValue, settingPlace } from './setting-problem.ts';

export const linkedValuesDiffer: DeploymentRule = {
  id: 'linked-values-differ',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'Two variables that have to be equal are not.',
  why: `Some values are written twice because two parts of a product read them: the size of the vectors that a store keeps, and the
size of those that the model makes. Where they differ, every write fails, or fails once there is data. A variable that is not set counts
with the product's default.`,
  bad: { '.env': 'NOVAMEM_VECTOR_SIZE=384\nNOVAMEM_EMBEDDINGS_DIM=768\n' },
  good: { '.env': 'NOVAMEM_VECTOR_SIZE=768\nNOVAMEM_EMBEDDINGS_DIM=768\n' },
  references: ['https://qdrant.tech/documentation/concepts/collections/'],

  *check({ deployment }) {
    for (const { product } of deployment.products) {
      if (!product.linked) continue;
      const readers = deployment.services.filter(
        (service) => service.product === product && runsProduct(service, product),
      );
      for (const service of readers) yield* differences(product, service.settings, service, deployment);
      if (readers.length > 0) continue;
      for (const { path } of envFilesOf(product, deployment)) {
        const settings = deployment.settings.filter((setting) => setting.path === path);
        yield* differences(product, settings, undefined, deployment);
      }
    }
  },
};

function* differences(
  product: Product,
  settings: readonly EffectiveSetting[],
  service: DeployedService | undefined,
  deployment: Deployment,
): Iterable<Problem> {
  for (const [follower, leader] of product.linked ?? []) {
    const [first, second] = [follower, leader].map((name) => settings.find(({ key }) => key === name));
    // What is not set in an env file that nobody is seen to read may be set wherever it is read.
    const isOpen = service === undefined || !service.complete;
    const usual = (name: string) => (isOpen ? undefined : product.variables[name]?.default);
    const [a, b] = [first ? first.value : usual(follower), second ? second.value : usual(leader)];
    const shown = first ?? second;
    if (!shown || a === undefined || b === undefined || a === '' || b === '' || isEqual(a, b)) continue;
    const [wanted, other] = shown === first ? [b, leader] : [a, follower];
    const isUnset = !first || !second;
    yield {
      ...settingPlace(shown),
      message: `${shown.key} is ${shown.value}, and ${other} is ${wanted}${isUnset ? ' where nothing sets it' : ''}; they have to be equal.`,
      ...(!isUnset && {
        related: [{ path: second.decided.path, span: settingPlace(second).span, message: `${leader} stands here` }],
      }),
      fixes:
        isUnset && service
          ? inserted(service, other, shown.value ?? '', deployment)
          : replaceValue(shown, `Set ${shown.key} to ${wanted}`, [wanted]),
    };
  }
}

function inserted(service: DeployedService, name: string, value: string, deployment: Deployment): readonly Fix[] {
  const edit = insertEnvironment(service, name, [value], deployment);
  return edit ? [{ title: `Set ${name} to ${value}`, safe: false, edits: [edit] }] : [];
}

const isEqual = (a: string, b: string): boolean =>
  a.trim() === b.trim() || (/^\d+$/.test(a.trim()) && /^\d+$/.test(b.trim()) && Number(a) === Number(b));
