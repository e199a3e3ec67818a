// Loaded by the extension host itself, in the rig and in a desktop VS Code alike: mocha, with its results as a file.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const Mocha = require('mocha');

const suites = [
  'activation',
  'diagnostics',
  'quick-fix',
  'sign-off',
  'import-checklist',
  'hover',
  'commands',
  'virtual-workspace',
];

exports.run = () =>
  new Promise((resolve, reject) => {
    const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, reporter: 'base' });
    for (const name of suites) mocha.addFile(join(__dirname, `${name}.test.cjs`));
    const results = [];
    const runner = mocha.run((failures) => {
      const file = process.env.SEAWORTHY_RESULTS;
      if (file) writeFileSync(file, JSON.stringify(results));
      if (failures === 0) resolve();
      else reject(new Error(`${failures} tests in the extension host failed`));
    });
    const keep = (test, error) => {
      results.push({ title: test.fullTitle(), error: error && (error.stack ?? String(error)) });
      // The desktop's own log is all that is seen there.
      if (!process.env.SEAWORTHY_RESULTS) console.log(`${error ? 'not ok' : 'ok'} ${test.fullTitle()}`, error ?? '');
    };
    runner.on('pass', (test) => keep(test));
    runner.on('fail', keep);
  });
