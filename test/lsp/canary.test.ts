import { expect, it } from 'vitest';
import { at, type Client, folderWith, modern, plain, start, uriIn } from './client.ts';

const canary = 'Kn4ry-hunter2';
const files = {
  '.env': `NOVAMEM_COOKIE_SECRET=${canary}\nAPI_PASSWORD=${canary}\nDATABASE_URL=postgres://app:${canary}@db:5432/app\n${canary}\nPUBLIC_URL=http://u:${canary}@app.example.org\n`,
  'compose.yaml': `services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: ${canary}\n      TOKEN: \${TOKEN:-${canary}}\n  novamem:\n    image: ghcr.io/azrtydxb/novamem:main\n    env_file: .env\n    environment: { KEY: "${canary}\n`,
  'config.json': `{ "password": "${canary}", "token": ${canary} }\n`,
  Caddyfile: `http://a.example.org {\n\tbasic_auth {\n\t\tadmin ${canary}\n\t}\n\treverse_proxy http://u:${canary}@app:80\n`,
};
const languages = {
  '.env': 'dotenv',
  'compose.yaml': 'dockercompose',
  'config.json': 'json',
  Caddyfile: 'caddyfile',
} as const;

/** Asks for everything that the server can tell, at every place. */
async function askEverything(client: Client, folder: string): Promise<number> {
  let actions = 0;
  for (const [path, text] of Object.entries(files)) {
    const uri = uriIn(folder, path);
    client.open(uri, text, Reflect.get(languages, path));
    if (client.initialized.capabilities.diagnosticProvider) await client.pull(uri);
    for (const [line, content] of text.split('\n').entries()) {
      actions += (await client.actions(uri, at(line, 0, content.length))).length;
      for (let character = 0; character < content.length; character += 4) await client.hover(uri, line, character);
    }
    client.change(uri, 2, { range: at(0, 0), text: path === 'config.json' ? ' ' : '# moved\n' });
    if (client.initialized.capabilities.diagnosticProvider) await client.pull(uri);
  }
  await client.command('seaworthy.server.checklist');
  await client.command('seaworthy.server.checklist', { product: 'kotauth' });
  await client.settled(0);
  return actions;
}

for (const [name, capabilities] of Object.entries({ modern, plain })) {
  it(`sends no planted secret to a ${name} client, not even in an edit that replaces it`, async () => {
    const folder = folderWith(files);
    const client = await start({ folders: [folder], capabilities });
    expect(await askEverything(client, folder)).toBeGreaterThan(3);
    expect(client.received()).toContain('weak-secret');
    expect(client.received()).toContain('documentChanges');
    const leaks = client
      .received()
      .split('\r\n')
      .filter((part) => part.includes(canary));
    expect(leaks.map((part) => part.slice(0, 2000))).toEqual([]);
  });
}

it('traces and logs no text of a document, however verbose the client wants it', async () => {
  const folder = folderWith(files);
  const client = await start({ folders: [folder] });
  await client.connection.sendNotification('$/setTrace', { value: 'verbose' });
  await askEverything(client, folder);
  client.open('file:///%E0%A4%A', `API_PASSWORD=${canary}\n`);
  await client.connection.sendRequest('textDocument/hover', { textDocument: canary }).catch(() => undefined);
  await client.connection.sendRequest(canary, { canary }).catch(() => undefined);
  const said = client.messages.filter(({ method }) => /^(?:\$\/logTrace|window\/(?:log|show)Message)$/.test(method));
  expect(JSON.stringify(said)).not.toContain('Kn4ry');
});

it('sends no generated secret but in the answer to the client that asked', async () => {
  const folder = folderWith(files);
  const client = await start({ folders: [folder] });
  const { value } = await client.command<{ value: string }>('seaworthy.server.generate', { encoding: 'hex' });
  await client.command('seaworthy.server.rules');
  expect(client.received().split(value)).toHaveLength(2);
});
