const assert = require('node:assert/strict');
const vscode = require('vscode');
const { finding, setValue, show, until } = require('./support.cjs');

const textOf = (hovers) =>
  hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');

const hoverAt = (document, position) =>
  until('a hover', async () => {
    const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, position);
    return textOf(hovers) || undefined;
  });

suite('hover', () => {
  test('says why it matters and what to do, and leaves the message to the editor', async () => {
    const document = await show('.env');
    const { range } = await finding(document, 'placeholder-secret');
    const text = await hoverAt(document, range.start.translate(0, 2));
    assert.match(text, /placeholder-secret/);
    assert.doesNotMatch(text, /still holds the placeholder/);
    assert.match(text, /The template is public/);
    assert.match(text, /Generate secure token/);
  });

  test('never shows the value', async () => {
    const document = await show('.env');
    const value = 'zanzibar-1974';
    await setValue(document, 'NOVAMEM_COOKIE_SECRET', value);
    const { range, message } = await finding(document, 'weak-secret', value);
    const text = await hoverAt(document, range.start.translate(0, 2));
    assert.match(text, /weak-secret/);
    assert.ok(!text.includes(value) && !text.includes('zanzibar'), text);
    assert.ok(!message.includes('zanzibar'), message);
    await show('.env');
  });
});
