const assert = require('node:assert/strict');
const vscode = require('vscode');
const { extension, finding, show } = require('./support.cjs');

const commands = [
  'runChecklist',
  'generateSecret',
  'signOff',
  'importChecklist',
  'explainRule',
  'fixAll',
  'restartServer',
  'showLog',
];

suite('commands', () => {
  test('every command is registered and stands in the palette', async () => {
    const known = await vscode.commands.getCommands(true);
    const { contributes } = extension().packageJSON;
    for (const name of commands) {
      const id = `seaworthy.${name}`;
      assert.ok(known.includes(id), `${id} is not registered`);
      assert.ok(
        contributes.commands.some(({ command, category }) => command === id && category === 'Seaworthy'),
        `${id} has no title`,
      );
    }
  });

  test('every command of the manifest is registered', async () => {
    const known = await vscode.commands.getCommands(true);
    for (const { command } of extension().packageJSON.contributes.commands) assert.ok(known.includes(command), command);
  });

  test('running the checklist resolves', async () => {
    await vscode.commands.executeCommand('seaworthy.runChecklist');
  });

  test('the page of a rule opens', async () => {
    await vscode.commands.executeCommand('seaworthy.explainRule', 'wildcard-origin');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  test('after a restart of the server files are still checked', async () => {
    await vscode.commands.executeCommand('seaworthy.restartServer');
    await finding(await show('.env'), 'placeholder-secret');
  });
});
