import {lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {writeExport} from '../../../src/review/export/export-session.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';

let sandbox: Sandbox;

beforeEach(() => {
  sandbox = createSandbox('write-export');
});

afterEach(() => sandbox.remove());

async function* failing(): AsyncGenerator<string> {
  yield 'half';
  throw new Error('the recording is gone');
}

async function* whole(): AsyncGenerator<string> {
  yield 'all ';
  yield 'of it';
}

const names = () => readdirSync(sandbox.home).filter((name) => name !== '.ddcoterm');

describe('writeExport', () => {
  test('leaves nothing behind where the export fails, and an older one as it was', async () => {
    const file = join(sandbox.home, 'a.cast');
    await expect(writeExport(file, failing())).rejects.toThrow('the recording is gone');
    expect(names()).toEqual([]);
    writeFileSync(file, 'older');
    await expect(writeExport(file, failing())).rejects.toThrow('the recording is gone');
    expect([names(), readFileSync(file, 'utf8')]).toEqual([['a.cast'], 'older']);
  });

  test('replaces what a link leads to, for its owner only', async () => {
    const [file, link] = [join(sandbox.home, 'a.cast'), join(sandbox.home, 'link')];
    writeFileSync(file, 'older');
    symlinkSync(file, link);
    await writeExport(link, whole());
    expect([readFileSync(file, 'utf8'), lstatSync(link).isSymbolicLink()]).toEqual(['all of it', true]);
    expect(lstatSync(file).mode & 0o777).toBe(0o600);
  });

  test('says which file cannot be written', async () => {
    const failure = {code: 'EXPORT_NOT_WRITABLE', message: expect.stringContaining('nowhere/a.cast')};
    await expect(writeExport(join(sandbox.home, 'nowhere/a.cast'), whole())).rejects.toMatchObject(failure);
  });
});
