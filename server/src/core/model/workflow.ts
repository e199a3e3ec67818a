import type { SyntaxProblem } from '../syntax/problem.ts';
import { parseYaml } from '../syntax/yaml.ts';
import type { Span } from '../text.ts';
import type { Fact } from './container.ts';
import { entriesOf, itemsOf, nodeAt, plainText, textFact } from './yaml-fact.ts';

/** A workflow of GitHub Actions, as far as its schedule and its scripts go (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax). */
export interface WorkflowModel {
  /** Entries of `on.schedule`, as cron writes them. */
  readonly schedules: readonly Fact<string>[];
  /** `run` of all steps. */
  readonly scripts: readonly Fact<string>[];
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
}

export function readWorkflow(text: string): WorkflowModel {
  const tree = parseYaml(text);
  const root = tree.documents[0]?.root;
  const steps = entriesOf(nodeAt(root, 'jobs')).flatMap(({ value }) =>
    // A job that never runs has a condition that says so.
    plainText(nodeAt(value, 'if')) === 'false' ? [] : itemsOf(nodeAt(value, 'steps')),
  );
  return {
    schedules: itemsOf(nodeAt(root, 'on', 'schedule')).flatMap((item) => textFact(item, 'cron') ?? []),
    scripts: steps.flatMap((step) => textFact(step, 'run') ?? []),
    comments: tree.comments.map(({ span }) => span),
    problems: [],
  };
}
