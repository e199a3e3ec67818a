const assert = require('node:assert/strict');
const vscode = require('vscode');
const { until, uriOf } = require('./support.cjs');

const file = '.seaworthy/attestations.yaml';

suite('sign-off', () => {
  test('asks for name and note, and appends the entry to the file of sign-offs', async () => {
    let isDone = false;
    const folder = vscode.workspace.workspaceFolders[0].uri.toString();
    const signed = vscode.commands
      .executeCommand('seaworthy.signOff', { item: { id: 'NOV-03' }, checklist: { folder } })
      .then(() => {
        isDone = true;
      });
    // Both boxes are taken as they are offered: the name that git or the machine knows, and no note.
    await until('the sign-off', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await new Promise((resolve) => setTimeout(resolve, 300));
      return isDone;
    });
    await signed;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uriOf(file)));
    assert.match(text, /^- item: NOV-03\n {2}by: .+\n {2}on: \d{4}-\d\d-\d\d\n$/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(uriOf('.seaworthy'), { recursive: true });
  });
});
