const assert = require('node:assert/strict');
const vscode = require('vscode');
const { finding, lineWith, noFinding, show, until } = require('./support.cjs');

/** Applies the fix of a finding as the editor would after a click in its menu. */
async function fix(document, rule, title, text) {
  const { range } = await finding(document, rule, text);
  const action = await until(`${title} offered`, async () => {
    const actions = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range);
    return actions.find((one) => one.title.startsWith(title));
  });
  assert.ok(
    action.kind.contains(vscode.CodeActionKind.QuickFix) || vscode.CodeActionKind.QuickFix.contains(action.kind),
  );
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}

suite('quick fixes', () => {
  test('a placeholder becomes a random secret, and the finding goes', async () => {
    const document = await show('.env');
    await fix(document, 'placeholder-secret', 'Generate secure token', 'NOVAMEM_COOKIE_SECRET');
    assert.match(lineWith(document, 'NOVAMEM_COOKIE_SECRET'), /^NOVAMEM_COOKIE_SECRET=[0-9a-f]{64}$/);
    await noFinding(document, 'placeholder-secret');
  });

  test('two tokens are never the same', async () => {
    const seen = new Set();
    for (let turn = 0; turn < 2; turn++) {
      const document = await show('.env');
      await fix(document, 'placeholder-secret', 'Generate secure token', 'NOVAMEM_COOKIE_SECRET');
      seen.add(lineWith(document, 'NOVAMEM_COOKIE_SECRET'));
    }
    assert.equal(seen.size, 2);
  });

  test("the wildcard becomes the deployment's public origin", async () => {
    const document = await show('.env');
    await fix(document, 'wildcard-origin', 'Replace * by https://memory.example.org', 'NOVAMEM_CORS_ORIGINS');
    assert.equal(lineWith(document, 'NOVAMEM_CORS_ORIGINS'), 'NOVAMEM_CORS_ORIGINS=https://memory.example.org');
    await noFinding(document, 'wildcard-origin');
  });

  test('the moving tag is pinned to the release that the product names', async () => {
    const document = await show('compose.yaml');
    await fix(document, 'mutable-image-tag', 'Pin image to v', 'ghcr.io/azrtydxb/novamem');
    assert.match(lineWith(document, 'ghcr.io/azrtydxb/novamem'), /novamem:.*v\d+\.\d+\.\d+/);
    await until('no finding on the line of the image', () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .every(
          ({ code, range }) =>
            code?.value !== 'mutable-image-tag' || !document.lineAt(range.start).text.includes('azrtydxb'),
        ),
    );
  });

  test('the missing headers are inserted, and the finding goes', async () => {
    const document = await show('Caddyfile');
    await fix(document, 'missing-security-header', 'Insert security headers', 'memory.example.org');
    assert.match(document.getText(), /^\t\tStrict-Transport-Security /m);
    await noFinding(document, 'missing-security-header');
  });

  suiteTeardown(async () => {
    for (const path of ['.env', 'compose.yaml', 'Caddyfile']) await show(path);
  });
});
