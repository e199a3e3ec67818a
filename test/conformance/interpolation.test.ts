import { type Lookup, resolve } from '../../server/src/core/deployment/effective.ts';
import { makeSetting } from '../../server/src/core/model/read-setting.ts';
import type { Setting } from '../../server/src/core/model/setting.ts';
import { parseTemplate } from '../../server/src/core/syntax/interpolation.ts';
import { conforms, type Outcome, readCases } from './suite.ts';

interface Golden {
  readonly template: string;
  readonly env: Readonly<Record<string, string>>;
  readonly result: string;
  readonly error?: string;
}

const settingOf = (text: string): Setting => {
  const whole = { start: 0, end: text.length };
  return makeSetting({
    key: 'VALUE',
    keySpan: { start: 0, end: 0 },
    text,
    valueSpan: whole,
    span: whole,
    exact: true,
    source: 'compose-environment',
    pointer: 'VALUE',
    interpolated: true,
  });
};

const lookupIn =
  (env: Golden['env']): Lookup =>
  (name) => {
    const text = env[name];
    if (text === undefined) return undefined;
    const setting = settingOf(text);
    return [{ path: '.env', span: setting.valueSpan, text, kind: 'variable', setting, exact: true }];
  };

/** Unset names are blank with Compose; only `:?` and `?` refuse them. */
function outcomeOf({ template: text, env, result, error }: Golden): Outcome {
  const id = `${text} ${JSON.stringify(error ?? result)}`;
  const setting = settingOf(text);
  const { segments, missing } = resolve(setting.template, { path: 'compose.yaml', setting }, lookupIn(env));
  const refused = parseTemplate(text, 0).problems.length > 0 || missing.some(({ operator }) => operator.endsWith('?'));
  if (error !== undefined || refused) return { id, agrees: refused === (error !== undefined) };
  return { id, agrees: segments.map((segment) => segment.text).join('') === result };
}

conforms('compose-go’s interpolation', () => readCases<Golden>('compose/interpolation-golden.json').map(outcomeOf));
