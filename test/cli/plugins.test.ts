import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {findPlugin} from '../../src/cli/plugin/find-plugins.ts';
import {runCli} from '../support/run-cli.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
let first: string;
let second: string;
beforeEach(() => {
  sandbox = createSandbox('plugin');
  first = join(sandbox.home, 'first');
  second = join(sandbox.home, 'second');
  for (const folder of [first, second]) mkdirSync(folder);
  sandbox.env.PATH = `${first}:${second}:${join(sandbox.home, 'missing')}:${sandbox.env.PATH}`;
});
afterEach(() => sandbox.remove());

const add = (folder: string, name: string, mode = 0o755) => {
  writeFileSync(join(folder, name), '#!/bin/sh\n', {mode});
  return join(folder, name);
};
const place = () => ({env: sandbox.env, cwd: sandbox.home});

describe('findPlugin', () => {
  test('takes the longest run of words, and hands on the rest', async () => {
    const foo = add(first, 'ddcoterm-foo');
    const bar = add(second, 'ddcoterm-foo-bar');
    const under = add(first, 'ddcoterm-my_cmd');
    const dashed = add(first, 'ddcoterm-your-cmd');
    expect(await findPlugin(['foo', 'bar', 'baz', '-x'], place())).toEqual({path: bar, args: ['baz', '-x']});
    expect(await findPlugin(['foo', '-x', 'bar'], place())).toEqual({path: foo, args: ['-x', 'bar']});
    expect(await findPlugin(['my-cmd'], place())).toEqual({path: under, args: []});
    expect(await findPlugin(['your-cmd', 'a b'], place())).toEqual({path: dashed, args: ['a b']});
    expect(await findPlugin(['none'], place())).toBeNull();
    expect(await findPlugin(['-x'], place())).toBeNull();
  });

  test('passes over what is not executable, and over shim folders', async () => {
    add(first, 'ddcoterm-foo', 0o644);
    expect(await findPlugin(['foo'], place())).toBeNull();
    add(second, 'ddcoterm-foo');
    expect(await findPlugin(['foo'], place())).toMatchObject({path: join(second, 'ddcoterm-foo')});
    writeFileSync(join(second, '.ddcoterm-shims'), '');
    expect(await findPlugin(['foo'], place())).toBeNull();
  });
});

describe('plugin list', () => {
  test('lists plugins and warns of those that never run', async () => {
    add(first, 'ddcoterm-foo');
    add(second, 'ddcoterm-foo');
    add(first, 'ddcoterm-dead', 0o644);
    add(first, 'ddcoterm-config');
    add(first, 'ddcoterm-config-extra');
    add(first, 'ddcoterm-host');
    add(first, 'ddcoterm-host-linux-x64');
    symlinkSync(add(first, 'target'), join(first, 'ddcoterm-link_ed-deep'));
    const {exitCode, stdout, stderr} = await runCli(['plugin', 'list', '--json'], {env: sandbox.env});
    expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
    const plugins = JSON.parse(stdout) as {name: string; warnings: string[]}[];
    expect(plugins.map(({name}) => name)).toEqual(['config', 'config extra', 'dead', 'foo', 'link-ed deep', 'foo']);
    const warning = Object.fromEntries(plugins.map(({name, warnings}) => [name, warnings.join()]));
    expect(warning.config).toContain('"ddcoterm config" is a command of ddcoterm itself');
    expect(warning.dead).toContain('not executable');
    expect(warning.foo).toContain(`shadowed by ${join(first, 'ddcoterm-foo')}`);
    expect(warning['link-ed deep']).toBe('');
  });

  test('says that there are none', async () => {
    sandbox.env.PATH = first;
    expect(await runCli(['plugin', 'list'], {env: sandbox.env})).toMatchObject({exitCode: 0, stdout: ''});
  });
});
