import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/**
 * Reads folders for the server that are on no disk of its machine: repositories opened without a clone, and whatever else an
 * extension makes a file system of. The server says which; nothing is read outside of the workspace's folders.
 */
export function serveFiles(client: LanguageClient): void {
  client.onRequest('seaworthy/readFolder', async (params: unknown) => {
    const uri = inWorkspace(params);
    return orMissing(async () => ({ entries: await vscode.workspace.fs.readDirectory(uri) }));
  });
  client.onRequest('seaworthy/readFile', async (params: unknown) => {
    const uri = inWorkspace(params);
    const limit: unknown = Reflect.get(Object(params), 'maxBytes');
    return orMissing(async () => {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (typeof limit === 'number' && size > limit) return { tooLarge: true };
      return { base64: Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('base64') };
    });
  });
}

function inWorkspace(params: unknown): vscode.Uri {
  const text: unknown = Reflect.get(Object(params), 'uri');
  const uri = vscode.Uri.parse(typeof text === 'string' ? text : '', true);
  if (!vscode.workspace.getWorkspaceFolder(uri)) throw new Error('it is outside of the workspace');
  return uri;
}

async function orMissing(read: () => Promise<object>): Promise<object> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return { missing: true };
    throw error;
  }
}
