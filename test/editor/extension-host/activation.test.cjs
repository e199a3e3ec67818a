const assert = require('node:assert/strict');
const { extension, show, until } = require('./support.cjs');

suite('activation', () => {
  test('opening .env activates the extension', async () => {
    await show('.env');
    await until('the extension is active', () => extension().isActive);
  });

  test('.env and Caddyfile have languages of their own', async () => {
    assert.equal((await show('.env')).languageId, 'dotenv');
    assert.equal((await show('Caddyfile')).languageId, 'caddyfile');
  });
});
