import { type JsonDialect, parseJson } from '../../server/src/core/syntax/json.ts';
import { conforms, namesIn, type Outcome, readText } from './suite.ts';

const accepts = (text: string, dialect: JsonDialect): boolean =>
  parseJson(text, dialect).problems.every(({ verdict }) => verdict !== 'refused');

/** `y_` has to be accepted, `n_` refused; `i_` is the reader's own choice. */
conforms('JSONTestSuite', () =>
  namesIn('json/JSONTestSuite')
    .filter((name) => /^[yn]_.*\.json$/.test(name))
    .map((name) => ({
      id: name,
      agrees: accepts(readText(`json/JSONTestSuite/${name}`), 'json') === name.startsWith('y_'),
    })),
);

/** `.json` and `.json5` are JSON5; `.js` is JavaScript that JSON5 refuses, `.txt` is neither. */
const json5 = (): readonly string[] => namesIn('json/json5-tests').filter((name) => /\.(?:json5?|js|txt)$/.test(name));

conforms('json5-tests', () =>
  json5().map((name): Outcome => {
    const isLegal = /\.json5?$/.test(name);
    return { id: name, agrees: accepts(readText(`json/json5-tests/${name}`), 'json5') === isLegal };
  }),
);
