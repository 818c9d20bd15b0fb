import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {homePaths} from '../../src/config/home.ts';
import {loadConfig} from '../../src/config/load.ts';
import {runCli} from '../support/run-cli.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox('init');
});
afterEach(() => sandbox.remove());

const paths = () => homePaths(sandbox.env);
const run = (...args: string[]) => runCli(['init', ...args], {env: sandbox.env});

describe('init without a terminal', () => {
  test('writes the defaults, as comments', async () => {
    expect(await run()).toMatchObject({exitCode: 0, stdout: `Wrote ${paths().config}\n`});
    expect(statSync(paths().config).mode & 0o777).toBe(0o600);
    expect(loadConfig(paths(), {})).toMatchObject({problems: [], plain: {}});
    expect(readFileSync(paths().config, 'utf8')).toContain('# retention: 90d\n');
  });

  test('takes shims from the command line', async () => {
    await run('--yes', '--shims', 'kubectl,psql');
    expect(loadConfig(paths(), {})).toMatchObject({problems: [], config: {shims: ['kubectl', 'psql']}});
  });

  test('leaves a file that is there, unless told', async () => {
    writeFileSync(paths().config, '# mine\nannounce: false\n');
    expect(await run('--yes')).toMatchObject({exitCode: 0, stdout: expect.stringContaining('stays as it is')});
    expect(readFileSync(paths().config, 'utf8')).toBe('# mine\nannounce: false\n');
    await run('--yes', '--force');
    expect(loadConfig(paths(), {})).toMatchObject({problems: [], plain: {}});
  });

  test('refuses a shim that cannot be, and writes nothing', async () => {
    expect(await run('--shims', 'a/b')).toMatchObject({exitCode: 1, stderr: expect.stringContaining('shims')});
    expect(() => statSync(paths().config)).toThrow();
  });
});
