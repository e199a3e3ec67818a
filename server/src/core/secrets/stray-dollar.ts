import type { EffectiveSetting } from '../deployment/effective.ts';
import { type Reference, referencesIn } from '../syntax/interpolation.ts';

/**
 * References that nobody meant: `q7Zt$xLm2` names something that nothing sets, in the middle of other text, and not as people
 * write the names of variables.
 */
export const strayDollars = ({ setting, missing }: EffectiveSetting): readonly Reference[] =>
  setting.template.parts.length < 2
    ? []
    : referencesIn(setting.template).filter(
        ({ braced, name }) =>
          !braced && !/^[A-Z][A-Z0-9_]{2,}$/.test(name) && missing.some((other) => other.name === name),
      );
