const assert = require('node:assert/strict');
const vscode = require('vscode');
const { finding, until } = require('./support.cjs');

const root = vscode.Uri.parse('seaworthy-memory:/deploy');
const files = new Map(
  Object.entries({
    '/deploy/.env': 'CORS_ALLOWED_ORIGINS=*\n',
    '/deploy/proxy/Caddyfile': 'virtual.example.org {\n\treverse_proxy app:3000\n}\n',
  }).map(([path, text]) => [path, Buffer.from(text)]),
);

const missing = (uri) => {
  throw vscode.FileSystemError.FileNotFound(uri);
};
const refuse = (uri) => {
  throw vscode.FileSystemError.NoPermissions(uri);
};
const childrenOf = (path) => [...files.keys()].filter((one) => one.startsWith(`${path.replace(/\/$/, '')}/`));

/** Nothing of it is on a disk. */
const memory = {
  onDidChangeFile: new vscode.EventEmitter().event,
  watch: () => new vscode.Disposable(() => undefined),
  stat(uri) {
    const content = files.get(uri.path);
    if (content) return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: content.length };
    if (childrenOf(uri.path).length === 0) missing(uri);
    return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
  },
  readDirectory({ path }) {
    const base = path.replace(/\/$/, '');
    const rests = childrenOf(path).map((one) => one.slice(base.length + 1).split('/'));
    return [...new Map(rests.map(([name, more]) => [name, more === undefined ? 1 : 2]))];
  },
  readFile: (uri) => files.get(uri.path) ?? missing(uri),
  createDirectory: refuse,
  writeFile: refuse,
  delete: refuse,
  rename: refuse,
};

suite('a folder that is on no disk', () => {
  let provider;
  suiteSetup(async () => {
    provider = vscode.workspace.registerFileSystemProvider('seaworthy-memory', memory, { isCaseSensitive: true });
    const added = new Promise((resolve) => {
      const listening = vscode.workspace.onDidChangeWorkspaceFolders(() => {
        listening.dispose();
        resolve();
      });
    });
    assert.ok(vscode.workspace.updateWorkspaceFolders(1, 0, { uri: root, name: 'deploy' }));
    await added;
  });

  test('is read through the editor: what a file says is judged by the files beside it', async () => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root, '.env'));
    await vscode.window.showTextDocument(document);
    const { range } = await finding(document, 'wildcard-origin');
    // The address stands in a Caddyfile that nobody has opened.
    await until('the site of the Caddyfile in the fix', async () => {
      const actions = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range);
      return actions.some(({ title }) => title === 'Replace * by https://virtual.example.org');
    });
  });

  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    vscode.workspace.updateWorkspaceFolders(1, 1);
    provider.dispose();
  });
});
