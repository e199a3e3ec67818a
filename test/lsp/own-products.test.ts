import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChecklistReport } from '../cli/run.ts';
import { harbour, productPath } from '../own-product.ts';
import { type Client, codes, folderWith, start, uriIn, writeFiles } from './client.ts';

const product = harbour[productPath] ?? '';
const improved = product.replace('fails: { is: none }', 'fails: { is: password }');

const states = async (client: Client) =>
  Object.fromEntries(
    (await client.command<ChecklistReport>('seaworthy.server.checklist')).checklists.map(({ product: id, items }) => [
      id,
      items.map((item) => `${item.id} ${item.state}`),
    ]),
  );
const whole = (text: string) => ({ text });
const changedOnDisk = (client: Client, uri: string, type: number) =>
  client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] });

describe('a product file of the workspace', () => {
  it('is walked with states and places', async () => {
    const client = await start({ folders: [folderWith(harbour)] });
    expect(await states(client)).toEqual({
      harbour: ['HAR-01 unknown', 'HAR-02 fail', 'HAR-03 pass', 'HAR-04 unknown', 'HAR-05 ask'],
    });
    const { checklists } = await client.command<ChecklistReport>('seaworthy.server.checklist');
    expect(checklists[0]?.items[1]?.evidence).toMatchObject([
      { path: 'compose.yaml', range: { start: { line: 6, character: 21 }, end: { line: 6, character: 25 } } },
    ]);
  });

  it('counts as it stands in the editor, unsaved, and as the disk has it once it is closed', async () => {
    const folder = folderWith(harbour);
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, productPath);
    client.open(uri, product, 'yaml');
    client.change(uri, 2, whole(improved));
    expect((await states(client))['harbour']).toContain('HAR-02 pass');
    client.change(uri, 3, whole(product.replace('fails: { is: none }', 'fials: { is: none }')));
    expect((await states(client))['harbour']).toContain('HAR-02 unknown');
    expect(await client.diagnostics(uri)).toMatchObject([
      { code: 'invalid-project-file', message: 'Unknown key fials; did you mean fails?' },
    ]);
    client.close(uri);
    expect((await states(client))['harbour']).toContain('HAR-02 fail');
  });

  it('tells the rules of other open files about its variables at once', async () => {
    const folder = folderWith(harbour);
    const client = await start({ folders: [folder] });
    const compose = uriIn(folder, 'compose.yaml');
    client.open(compose, harbour['compose.yaml'] ?? '', 'dockercompose');
    expect(codes(await client.diagnostics(compose))).toEqual(['authentication-disabled']);
    client.open(uriIn(folder, productPath), product.replace('insecure: [none], ', ''), 'yaml');
    expect(codes(await client.diagnostics(compose))).toEqual([]);
  });

  it('may change, come and go on the disk', async () => {
    const folder = folderWith(harbour);
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, productPath);
    writeFiles(folder, { [productPath]: improved });
    await changedOnDisk(client, uri, 2);
    expect((await states(client))['harbour']).toContain('HAR-02 pass');
    rmSync(join(folder, productPath));
    await changedOnDisk(client, uri, 3);
    expect(Object.keys(await states(client))).not.toContain('harbour');
    const other = '.seaworthy/checklists/other.yml';
    writeFiles(folder, { [other]: product });
    await changedOnDisk(client, uriIn(folder, other), 1);
    expect(Object.keys(await states(client))).toEqual(['harbour']);
  });

  it('is watched', async () => {
    const client = await start({ folders: [folderWith(harbour)] });
    const { params } = await client.until(() =>
      client.messages.find(({ method }) => method === 'client/registerCapability'),
    );
    expect(JSON.stringify(params)).toMatch(/\*\*\/\{[^}]*\*\.yml,\*\.yaml[,}]/);
  });
});

describe('sign-offs', () => {
  it('name the author that the folder’s own git configuration has, for lines of its own products', async () => {
    const config = '[user]\n\temail = harbour-master@example.org\n';
    const folder = folderWith({ ...harbour, '.git/config': config });
    const client = await start({ folders: [folderWith({}), folder] });
    const offered = { path: '.seaworthy/attestations.yaml', by: 'harbour-master@example.org' };
    const command = 'seaworthy.server.signOff';
    expect(await client.command(command, { item: 'HAR-05', folder: uriIn(folder) })).toMatchObject(offered);
    expect(await client.command(command, { item: 'HAR-05' })).toMatchObject(offered);
    expect(await client.command(command, { item: 'HAR-55', folder: uriIn(folder) })).toBeNull();
    expect(await client.command(command, { item: 'HAR-05', by: 'me' })).toMatchObject({
      entry: expect.stringContaining('item: HAR-05'),
    });
  });
});

describe('writing a product file', () => {
  it('is helped with keys, values and what they mean, and no other file is', async () => {
    const folder = folderWith({ '.env': 'A=1\n' });
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, '.seaworthy/checklists/shop.yaml');
    client.open(uri, 'product: shop\ntitle: Shop\n\n', 'yaml');
    const ask = (method: string, at: string, line: number, character: number) =>
      client.connection.sendRequest<unknown>(`textDocument/${method}`, {
        textDocument: { uri: at },
        position: { line, character },
      });
    expect(await ask('completion', uri, 2, 0)).toEqual(
      expect.arrayContaining([expect.objectContaining({ label: 'sections', documentation: expect.any(String) })]),
    );
    expect(await ask('hover', uri, 1, 2)).toMatchObject({ contents: { value: expect.stringContaining('checklist') } });
    client.open(uriIn(folder, '.env'), 'A=1\n');
    expect(await ask('completion', uriIn(folder, '.env'), 0, 0)).toBeNull();
  });
});

describe('a Markdown checklist', () => {
  const markdown = '# Shop launch\n\n- [ ] `SHOP_SECRET` and `SHOP_TOKEN` are random\n- [ ] Restore a backup once\n';
  const imported = (client: Client, text: string) =>
    client.command<{ path: string; text: string; summary: string }>('seaworthy.server.importChecklist', {
      markdown: text,
      fileName: 'LAUNCH.md',
    });

  it('becomes a product file of the workspace, and one that is there gains what is new', async () => {
    const client = await start({ folders: [folderWith({ '.env': 'SHOP_SECRET=changeme\n' })] });
    const first = await imported(client, markdown);
    expect(first).toMatchObject({
      path: '.seaworthy/checklists/shop.yaml',
      summary: expect.stringContaining('2 lines'),
    });
    const folder = folderWith({ '.env': 'SHOP_SECRET=changeme\n', '.seaworthy/checklists/mine.yaml': first.text });
    const later = await start({ folders: [folder] });
    const second = await imported(later, `${markdown}- [ ] Somebody is on call\n`);
    expect(second.path).toBe('.seaworthy/checklists/mine.yaml');
    expect(second.text.startsWith(first.text)).toBe(true);
    expect(second.summary).toContain('New: SHO-03.');
  });

  it('is refused where it has no lines, and so is what is no text', async () => {
    const client = await start({ folders: [folderWith({ '.env': 'A=1\n' })] });
    expect(await imported(client, 'Nothing.\n')).toEqual({ refusal: expect.stringContaining('no line') });
    expect(await client.command('seaworthy.server.importChecklist', { markdown: 7 })).toBeNull();
  });
});
