import type { EffectiveSetting } from '../deployment/effective.ts';
import type { FileRule } from './rule.ts';
import { commandProblems } from './service-command.ts';
import { plainName } from './setting-name.ts';
import { isTruthy, productSays, replaceValue, settingPlace, switchLike } from './setting-problem.ts';

export const unguardedAgent: FileRule = {
  id: 'unguarded-agent',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'file',
  topic: 'operation',
  summary: 'An agent acts without anybody asking what it is about to do.',
  why: `A language model follows instructions wherever it reads them: in a mail, a web page, a file. Without a guard or a person in
between, whoever writes to the agent runs commands on its machine. A guard that only warns writes down what it let happen.`,
  bad: { '.env': 'AGENT_PERMISSION_MODE=full-auto\n' },
  good: { '.env': 'AGENT_PERMISSION_MODE=default\n' },
  references: [
    'https://genai.owasp.org/llmrisk/llm062025-excessive-agency/',
    'https://genai.owasp.org/llmrisk/llm01-prompt-injection/',
  ],

  *check(view) {
    for (const setting of view.settings) {
      const problem = unguardedBy(setting);
      if (!problem) continue;
      const { message, value } = problem;
      yield {
        ...settingPlace(setting),
        message,
        fixes: value === undefined ? [] : replaceValue(setting, `Set ${setting.key} to ${value}`, [value]),
      };
    }
    yield* commandProblems(view, bareCommand, 'agent', 'lets its agent act without asking');
  },
};

const bareCommand = /--(?:dangerously-skip-permissions|dangerously-bypass-approvals-and-sandbox|yolo|full-auto)\b/;

const modeName = /(?:^|_)(?:PERMISSION_?MODE|APPROVAL_?(?:MODE|POLICY)|AUTONOMY(?:_LEVEL|_MODE)?|AGENT_MODE)$/i;
const bareMode = /^(?:full-?auto|yolo|bypass-?permissions|bypass|auto-?approve|never|autonomous|dangerous)$/i;
const guardName =
  /(?:^|_)(?:(?:INJECTION|PROMPT|SECURITY|TOOL|OUTPUT|INPUT|CONTENT|AGENT)_?(?:GUARD|FIREWALL|FILTER|COACH)(?:_(?:MODE|ACTION|LEVEL))?|GUARD(?:RAILS?)?_MODE)$/i;
const switchName = /(?:^|_)(?:AUTO_?APPROVE(?:_ALL|_TOOLS)?|SKIP_PERMISSIONS|ALLOW_ALL_TOOLS|YOLO(?:_MODE)?)$/i;

function unguardedBy(setting: EffectiveSetting): { readonly message: string; readonly value?: string } | undefined {
  const { key, value = '', variable, setting: written } = setting;
  if (value === '') return undefined;
  if (variable) {
    if (!productSays(setting, 'unguarded-agent')) return undefined;
    return {
      message: `${key} leaves the agent unguarded.`,
      ...(variable.production && { value: variable.production }),
    };
  }
  if (bareMode.test(value) && modeName.test(plainName(setting)))
    return { message: `${key} lets the agent act without asking.` };
  if (/^(?:warn|audit|log|monitor|off|disabled|none)$/i.test(value) && guardName.test(plainName(setting)))
    return {
      message: `${key} only writes down what it should stop.`,
      ...(/^(?:warn|audit)$/i.test(value) && { value: 'block' }),
    };
  if (isTruthy(value) && switchName.test(plainName(setting)))
    return { message: `${key} lets the agent act without asking.`, value: switchLike(value, false) };
  const isElevated = written.source === 'json' && /\/elevated\/allowFrom(?:\/|$)/.test(written.pointer);
  return isElevated && value === '*' ? { message: 'Everybody may use the tools that change the machine.' } : undefined;
}
