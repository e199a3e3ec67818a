import type { Condition, Evidence, Subject, Test } from './condition.ts';
import type { Item } from './product.ts';

/** Names of variables that a checklist line looks at, so that a misspelt one is found when the file is read. */
export function namesIn({ evidence, applies }: Item): readonly string[] {
  return [...evidence.flatMap(inEvidence), ...(applies ? inCondition(applies.when) : [])];
}

function inEvidence(evidence: Evidence): readonly string[] {
  if (evidence.type === 'any') return evidence.of.flatMap(inEvidence);
  if (evidence.type !== 'check') return evidence.when ? inCondition(evidence.when) : [];
  const { subject, fails, passes, when } = evidence.check;
  return [...inSubject(subject), ...inTest(fails), ...inTest(passes), ...(when ? inCondition(when) : [])];
}

function inCondition(condition: Condition): readonly string[] {
  if ('all' in condition) return condition.all.flatMap(inCondition);
  if ('any' in condition) return condition.any.flatMap(inCondition);
  const subject = 'on' in condition ? condition.on : condition.without;
  return [...inSubject(subject), ...inTest(condition.test)];
}

const inTest = (test: Test | undefined): readonly string[] => [
  ...(test?.omitsHostOf === undefined ? [] : [test.omitsHostOf]),
  ...(test?.contains ? inSubject(test.contains) : []),
  ...(test?.lacks ? inSubject(test.lacks) : []),
];

const inSubject = (subject: Subject): readonly string[] =>
  'setting' in subject
    ? [subject.setting]
    : 'kept' in subject
      ? [subject.kept]
      : 'equal' in subject
        ? subject.equal
        : [];
