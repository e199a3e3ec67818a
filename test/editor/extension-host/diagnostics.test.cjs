const assert = require('node:assert/strict');
const vscode = require('vscode');
const { finding, findings, noFinding, setValue, show, until } = require('./support.cjs');

const places = [
  ['.env', 'placeholder-secret', 'NOVAMEM_COOKIE_SECRET=CHANGE_ME'],
  ['.env', 'wildcard-origin', 'NOVAMEM_CORS_ORIGINS=*'],
  ['compose.yaml', 'mutable-image-tag', 'ghcr.io/azrtydxb/novamem'],
  ['compose.yaml', 'database-port-published', '5432:5432'],
  ['Caddyfile', 'missing-security-header', 'memory.example.org'],
];

suite('diagnostics', () => {
  for (const [path, rule, text] of places)
    test(`${path} has ${rule}, with a link to the rule's page`, async () => {
      const { source, code, message } = await finding(await show(path), rule, text);
      assert.equal(source, 'seaworthy');
      assert.equal(code.value, rule);
      assert.ok(message.length > 10, message);
      const page = await vscode.workspace.openTextDocument(code.target);
      assert.match(page.getText(), new RegExp(rule));
    });

  test('an edit that is not saved takes a finding away and brings it back', async () => {
    const document = await show('.env');
    await finding(document, 'wildcard-origin');
    await setValue(document, 'NOVAMEM_CORS_ORIGINS', 'https://app.example.org');
    await noFinding(document, 'wildcard-origin');
    await setValue(document, 'NOVAMEM_CORS_ORIGINS', '*');
    await finding(document, 'wildcard-origin');
    assert.ok(document.isDirty);
  });

  test('an edit of .env reaches the findings of the Compose file', async () => {
    const compose = await show('compose.yaml');
    await finding(compose, 'insecure-cookie');
    const env = await show('.env');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(env.uri, env.positionAt(env.getText().length), 'NOVAMEM_INSECURE_COOKIES=0\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await noFinding(compose, 'insecure-cookie');
    await show('.env');
    await finding(compose, 'insecure-cookie');
  });

  test('an untitled dotenv document is checked', async () => {
    const content = 'JWT_SECRET=your-secret-here\n';
    const document = await vscode.workspace.openTextDocument({ language: 'dotenv', content });
    await vscode.window.showTextDocument(document);
    const { range } = await finding(document, 'placeholder-secret');
    assert.equal(document.getText(range), 'your-secret-here');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('every finding has our source and a known shape', async () => {
    const document = await show('.env');
    await until('findings in .env', () => findings(document).length > 3);
    for (const { range, code } of findings(document)) {
      assert.ok(!range.isEmpty, `${code.value} marks nothing`);
      assert.match(code.target.path, /\/docs\/rules\/[a-z-]+\.md$/);
    }
  });
});
