// What the suites share: documents of the workspace, our findings in them, and waiting for a condition.
const vscode = require('vscode');

const extensionId = 'seaworthy.seaworthy';
const patience = 40_000;

const extension = () => vscode.extensions.getExtension(extensionId);

const uriOf = (path) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, path);

/** Opens a file as it is on the disk, whatever another test has typed into it. */
async function show(path) {
  const document = await vscode.workspace.openTextDocument(uriOf(path));
  await vscode.window.showTextDocument(document);
  if (document.isDirty) await vscode.commands.executeCommand('workbench.action.files.revert');
  return document;
}

/** Waits until `read` answers something, and answers with it; says what it last saw if it never does. */
async function until(what, read) {
  const limit = Date.now() + patience;
  for (;;) {
    const answer = await read();
    if (answer) return answer;
    if (Date.now() > limit) throw new Error(`Waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const ruleOf = ({ code }) => (typeof code === 'object' ? code.value : code);

const findings = (document) =>
  vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'seaworthy');

/** The finding of a rule, once it is there. Without `text` any place of it will do. */
const finding = (document, rule, text = '') =>
  until(`${rule} in ${document.fileName}`, () =>
    findings(document).find((one) => ruleOf(one) === rule && document.lineAt(one.range.start).text.includes(text)),
  );

const noFinding = (document, rule) =>
  until(`no ${rule} in ${document.fileName}`, () => !findings(document).some((one) => ruleOf(one) === rule));

/** Replaces the value of a variable in an open dotenv document. */
async function setValue(document, key, value) {
  const at = document.getText().indexOf(`${key}=`) + key.length + 1;
  const start = document.positionAt(at);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(start, document.lineAt(start).range.end), value);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('The edit was not taken');
}

const lineWith = (document, text) =>
  document
    .getText()
    .split(/\r?\n/)
    .find((one) => one.includes(text));

module.exports = { extension, finding, findings, lineWith, noFinding, ruleOf, setValue, show, until, uriOf };
