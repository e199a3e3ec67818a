const assert = require('node:assert/strict');
const vscode = require('vscode');
const { until, uriOf } = require('./support.cjs');

const markdown =
  '# Shop launch\n\n## Secrets\n\n- [ ] `SHOP_SECRET` and `SHOP_TOKEN` are random\n- [ ] Restore a backup once\n';

suite('import', () => {
  test('makes a product file of the Markdown in the active editor, and leaves it to be saved', async () => {
    const source = await vscode.workspace.openTextDocument({ language: 'markdown', content: markdown });
    await vscode.window.showTextDocument(source);
    await vscode.commands.executeCommand('seaworthy.importChecklist');
    await until('the product file', async () =>
      vscode.window.activeTextEditor?.document.uri.path.endsWith('/.seaworthy/checklists/shop.yaml'),
    );
    const { document } = vscode.window.activeTextEditor;
    assert.match(document.getText(), /^product: shop$/m);
    assert.match(document.getText(), /^ {6}- id: SHO-02\n {8}text: Restore a backup once$/m);
    assert.equal(document.isDirty, true);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uriOf('.seaworthy'), { recursive: true });
  });
});
