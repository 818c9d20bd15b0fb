/**
 * Scenario: a user without anything of ours installs from a checkout or from a packed release, opens a shell, upgrades, and
 * removes it all. Failure looks like a changed rc file that stays changed, a half-done installation, or a shell that does
 * not find the shims.
 */
import {execFile, execFileSync, spawnSync} from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {basename, join, relative} from 'node:path';
import {describeWith, findProgram} from '../../support/programs.ts';
import {PtySession} from '../../support/pty.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {type Checkout, createCheckout} from './support/checkout.ts';

const INSTALL_TIMEOUT_MS = 120_000;

describeWith(['bash', 'zsh', 'fish', 'kubectl', 'curl'], 'install.sh and uninstall.sh', () => {
  let checkout: Checkout;
  let box: Sandbox;
  let home: string;

  beforeAll(() => {
    checkout = createCheckout();
  });
  afterAll(() => checkout.remove());
  beforeEach(() => {
    box = createSandbox('install');
    home = box.ddcotermHome;
    rmSync(home, {recursive: true});
    delete box.env.DDCOTERM_HOME;
    box.env.SHELL = findProgram('bash')!;
  });
  afterEach(() => {
    // Whatever a test left running goes before its home does.
    sh(`${home}/bin/ddcoterm agent stop`);
    box.remove();
  });

  const sh = (command: string, env: NodeJS.ProcessEnv = {}, input = '') => {
    const {status, stdout, stderr} = spawnSync('/bin/sh', ['-c', command], {
      env: {...box.env, ...env},
      cwd: box.home,
      encoding: 'utf8',
      input,
      timeout: INSTALL_TIMEOUT_MS,
    });
    return {exitCode: status, stdout, stderr};
  };
  const install = (options = '--yes --shims kubectl', env: NodeJS.ProcessEnv = {}) =>
    sh(`${checkout.folder}/installer/install.sh ${options}`, env);
  const uninstall = (options = '--yes') => sh(`${home}/lib/current/installer/uninstall.sh ${options}`);

  /** Every file below the user's home with what it holds, but for what grows with each command that runs. */
  const snapshot = (folder = box.home): Record<string, string> =>
    Object.fromEntries(
      readdirSync(folder, {withFileTypes: true}).flatMap((entry): [string, string][] => {
        const path = join(folder, entry.name);
        const name = relative(box.home, path);
        if (/^\.ddcoterm\/(?:data|log|run)$/.test(name)) return [];
        if (entry.isDirectory()) return Object.entries(snapshot(path));
        const value = entry.isSymbolicLink() ? `-> ${readlinkSync(path)}` : readFileSync(path, 'latin1');
        return [[name, `${(lstatSync(path).mode & 0o777).toString(8)} ${value}`]];
      }),
    );

  const whichKubectl = (shell: string, options: string[]) =>
    spawnSync(findProgram(shell)!, [...options, '-c', 'command -v kubectl'], {
      env: box.env,
      encoding: 'utf8',
    }).stdout.trim();

  test(
    'a checkout is installed for the owner alone, and a first command is recorded',
    () => {
      const {exitCode, stdout, stderr} = install();
      expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
      expect(stdout).toContain('A first recording: kubectl config get-contexts\n');
      expect(stdout).toMatch(/Recorded as session [0-9a-f-]{36}\. To see it again:\n {2}ddcoterm play last/);
      for (const folder of [
        '.',
        'bin',
        'overrides',
        'run',
        'data',
        'data/recordings',
        'log',
        'lib',
        'lib/current/dist',
      ]) {
        expect([folder, statSync(join(home, folder)).mode & 0o777]).toEqual([folder, 0o700]);
      }
      for (const [path, text] of Object.entries(snapshot(home)))
        expect([path, text.slice(0, 3)]).toEqual([path, expect.stringMatching(/^[67]00$|^777$/)]);
      // Beside them the native relay, where there is a compiler.
      const launchers = readdirSync(join(home, 'bin')).filter((name) => !name.startsWith('ddcoterm-host-'));
      expect(launchers.sort()).toEqual(['ddcoterm', 'ddcoterm-host']);
      expect(readFileSync(join(home, 'lib/node-path'), 'utf8').trim()).toMatch(/node$/);
      expect(readdirSync(join(home, 'lib')).filter((name) => name.startsWith('.'))).toEqual([]);
      expect(sh(`${home}/bin/ddcoterm ls`).stdout).toContain('kubectl config get-contexts');
    },
    INSTALL_TIMEOUT_MS,
  );

  test(
    'new shells find the shim, and the second installation changes nothing',
    () => {
      install();
      for (const shell of ['bash', 'zsh', 'fish']) {
        for (const option of ['-i', '-l'])
          expect([shell, option, whichKubectl(shell, [option])]).toEqual([
            shell,
            option,
            join(home, 'overrides/kubectl'),
          ]);
      }
      expect(sh('bash -lc "ddcoterm --version"').stdout).toMatch(/^\S*\d+\.\d+\.\d+/);
      const before = snapshot();
      expect(install().exitCode).toBe(0);
      expect(snapshot()).toEqual(before);
    },
    INSTALL_TIMEOUT_MS,
  );

  test(
    'uninstall gives back the rc files byte for byte, and keeps recordings and settings until they are purged',
    () => {
      mkdirSync(join(box.home, 'dotfiles'));
      writeFileSync(join(box.home, 'dotfiles/zshrc'), 'setopt no_beep');
      symlinkSync('dotfiles/zshrc', join(box.home, '.zshrc'));
      writeFileSync(join(box.home, '.bashrc'), 'export A=1\r\n# no line break at the end');
      writeFileSync(join(box.home, '.bash_profile'), '');
      chmodSync(join(box.home, '.bashrc'), 0o600);
      const before = snapshot();
      expect(install('--yes --shims kubectl --non-interactive-shells').exitCode).toBe(0);
      expect(Object.keys(snapshot())).toContain('.zshenv');
      writeFileSync(join(home, 'overrides/mine'), '#!/bin/sh\n');

      const result = uninstall();
      expect({...result, stdout: ''}).toEqual({exitCode: 0, stdout: '', stderr: ''});
      const {'.ddcoterm/config.yaml': config, '.ddcoterm/overrides/mine': mine, ...after} = snapshot();
      expect(after).toEqual(before);
      expect([config, mine]).toEqual([expect.stringContaining('kubectl'), expect.any(String)]);
      const list = sh(`node ${checkout.folder}/dist/ddcoterm.mjs ls`);
      expect(list.stdout).toContain('kubectl config get-contexts');

      rmSync(join(home, 'overrides/mine'));
      expect(sh(`sh ${checkout.folder}/installer/uninstall.sh --purge --yes`).exitCode).toBe(0);
      expect(existsSync(home)).toBe(false);
      expect(sh(`sh ${checkout.folder}/installer/uninstall.sh --yes`).exitCode).toBe(0);
    },
    INSTALL_TIMEOUT_MS,
  );

  test(
    'an upgrade keeps shims and settings, and takes the old version away',
    () => {
      install('--yes --shims kubectl,psql');
      const manifest = join(checkout.folder, 'package.json');
      const text = readFileSync(manifest, 'utf8');
      // Another build of the same version lies elsewhere; what names it would have the relay start what is gone.
      const settings = join(home, 'run/host-settings');
      writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^agent=.*$/m, 'agent=/nowhere/agent.mjs'));
      try {
        writeFileSync(manifest, text.replace(/"version": "[^"]+"/, '"version": "99.0.0"'));
        expect(install('--yes')).toMatchObject({exitCode: 0, stderr: ''});
      } finally {
        writeFileSync(manifest, text);
      }
      expect(readlinkSync(join(home, 'lib/current'))).toBe('99.0.0');
      expect(readdirSync(join(home, 'lib')).sort()).toEqual(['99.0.0', 'current', 'node-path']);
      expect(readFileSync(settings, 'utf8')).toContain(`agent=${join(home, 'lib/current/dist/agent.mjs')}\n`);
      expect(readdirSync(join(home, 'overrides')).sort()).toEqual(['.ddcoterm-shims', 'kubectl', 'psql']);
      for (const name of ['kubectl', 'psql'])
        expect(readFileSync(join(home, 'overrides', name), 'utf8')).toContain('version=99.0.0 ');
    },
    INSTALL_TIMEOUT_MS,
  );

  test(
    'dotfiles: the list in config.yaml decides when no shims are named',
    () => {
      mkdirSync(home, {mode: 0o700});
      writeFileSync(join(home, 'config.yaml'), 'shims: [ssh, made-up-tool]\n', {mode: 0o600});
      expect(install('--yes').exitCode).toBe(0);
      expect(readdirSync(join(home, 'overrides')).sort()).toEqual(['.ddcoterm-shims', 'made-up-tool', 'ssh']);
      expect(readFileSync(join(home, 'config.yaml'), 'utf8')).toBe('shims: [ssh, made-up-tool]\n');
    },
    INSTALL_TIMEOUT_MS,
  );

  test(
    '--no-modify-path leaves the rc files alone and shows the lines',
    () => {
      const {exitCode, stdout} = install('--yes --shims kubectl --no-modify-path');
      expect(exitCode).toBe(0);
      expect(Object.keys(snapshot()).filter((path) => !path.startsWith('.ddcoterm/'))).toEqual([]);
      expect(stdout).toContain('To have the shims on PATH, add these lines to ~/.bashrc');
      expect(stdout).toContain('  # >>> ddcoterm >>>\n');
    },
    INSTALL_TIMEOUT_MS,
  );

  test(
    'another home is named in the block, so that new shells know it',
    () => {
      const DDCOTERM_HOME = join(box.home, 'my dd');
      expect(install('--yes --shims kubectl', {DDCOTERM_HOME}).exitCode).toBe(0);
      for (const shell of ['bash', 'zsh', 'fish'])
        expect(whichKubectl(shell, ['-i'])).toBe(join(DDCOTERM_HOME, 'overrides/kubectl'));
      expect(readFileSync(join(box.home, '.bashrc'), 'utf8')).toContain('$HOME/my dd');
      expect(sh(`"${DDCOTERM_HOME}/lib/current/installer/uninstall.sh" --purge --yes`, {DDCOTERM_HOME}).exitCode).toBe(
        0,
      );
      expect(snapshot()).toEqual({});
    },
    INSTALL_TIMEOUT_MS,
  );

  test(
    'a person at a terminal is asked, and may say no',
    async () => {
      const script = join(checkout.folder, 'installer/install.sh');
      const pty = new PtySession('/bin/sh', [script], {env: box.env, cwd: box.home, columns: 140});
      try {
        await pty.waitFor('Shims for [kubectl', 60_000);
        pty.write('kubectl none-such\r');
        await pty.waitFor('Shims: kubectl, none-such');
        await pty.waitFor('Shims also in shells that run a script or one command? [y/N]');
        pty.write('\r');
        await pty.waitFor('Go on? [Y/n]');
        pty.write('n\r');
        await pty.waitFor('Nothing was changed');
        expect((await pty.waitForExit()).exitCode).toBe(1);
      } finally {
        await pty.close();
      }
      expect(snapshot()).toEqual({});
    },
    INSTALL_TIMEOUT_MS,
  );

  test.each([
    ['--shims kubectl,sh', 'ddcoterm: Cannot make a shim for "sh": the shims themselves run on it\n', 1],
    ['--frobnicate', "ddcoterm: Cannot read the options: Unknown option '--frobnicate'\n  Run it with --help", 2],
  ])(
    'says what is wrong with %s, and changes nothing',
    (options, message, exitCode) => {
      const result = install(`--yes ${options}`);
      expect(result.exitCode).toBe(exitCode);
      expect(result.stderr).toContain(message);
      expect(snapshot()).toEqual({});
    },
    INSTALL_TIMEOUT_MS,
  );

  test(
    'says what is missing and how to get it: node, a newer node, npm, a home',
    () => {
      const tools = join(box.home, 'tools');
      mkdirSync(tools);
      for (const name of ['sh', 'sed', 'dirname', 'mkdir', 'mktemp', 'rm', 'rmdir', 'find', 'cat'])
        symlinkSync(findProgram(name)!, join(tools, name));
      const script = `sh ${checkout.folder}/installer/install.sh --yes`;
      expect(sh(script, {PATH: tools})).toMatchObject({
        exitCode: 1,
        stderr: expect.stringMatching(/Node\.js is missing\nInstall version 20/),
      });
      writeFileSync(join(tools, 'node'), '#!/bin/sh\necho v18.19.1\n', {mode: 0o755});
      expect(sh(script, {PATH: tools}).stderr).toMatch(/Node\.js v18\.19\.1 is too old, the oldest that works is 20\n/);
      writeFileSync(join(tools, 'node'), '#!/bin/sh\necho v20.0.0\n', {mode: 0o755});
      expect(sh(script, {PATH: tools}).stderr).toMatch(/npm is missing\nInstall npm/);
      expect(sh(script, {DDCOTERM_HOME: '/dev/null/x'}).stderr).toMatch(
        /"\/dev\/null\/x" cannot be made\nSet DDCOTERM_HOME/,
      );
      expect(sh(script, {DDCOTERM_HOME: 'here'}).stderr).toContain('"here" is no absolute path');
      expect(Object.keys(snapshot()).filter((path) => !path.startsWith('tools/'))).toEqual([]);
    },
    INSTALL_TIMEOUT_MS,
  );

  test('both explain themselves with --help', () => {
    for (const name of ['install.sh', 'uninstall.sh']) {
      const {exitCode, stdout} = sh(`sh ${checkout.folder}/installer/${name} --help`);
      expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/--yes +(?:take|ask)/)]);
      expect(stdout).not.toMatch(/^#|set -eu/m);
    }
  });

  test(
    'half an installation is taken away without Node.js, too',
    () => {
      install();
      const tools = join(box.home, 'tools');
      mkdirSync(tools);
      for (const name of ['sh', 'dirname', 'rm', 'rmdir', 'grep']) symlinkSync(findProgram(name)!, join(tools, name));
      sh(`${home}/bin/ddcoterm agent stop`);
      rmSync(join(home, 'lib/node-path'));
      writeFileSync(join(home, 'overrides/mine'), '#!/bin/sh\n');
      const {exitCode, stdout} = sh(`sh ${checkout.folder}/installer/uninstall.sh`, {PATH: tools});
      expect(exitCode).toBe(0);
      expect(stdout).toContain(join(box.home, '.bashrc'));
      expect(readdirSync(join(home, 'overrides'))).toEqual(['mine']);
      expect(existsSync(join(home, 'lib'))).toBe(false);
      expect(whichKubectl('bash', ['-i'])).toBe(findProgram('kubectl'));
    },
    INSTALL_TIMEOUT_MS,
  );

  describe('a packed release', () => {
    let server: Server;
    let url: string;
    let archive: string;
    const requests: string[] = [];

    beforeAll(async () => {
      execFileSync('npm', ['run', 'pack', '--', join(checkout.folder, 'release')], {
        cwd: checkout.folder,
        stdio: 'ignore',
      });
      const folder = join(checkout.folder, 'release');
      archive = join(folder, readdirSync(folder).find((name) => name.endsWith('.tar.gz'))!);
      server = createServer((request, response) => {
        requests.push(request.url ?? '');
        const file = join(folder, basename(request.url ?? ''));
        if (!existsSync(file)) response.writeHead(404).end();
        else response.end(readFileSync(file));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${basename(archive)}`;
    }, INSTALL_TIMEOUT_MS);
    afterAll(() => server.close());

    /** As `curl … | sh` does it; not blocking, since the server lives in this process. */
    const pipe = (env: NodeJS.ProcessEnv, shell = 'sh', options = '-s -- --yes --shims kubectl') =>
      new Promise<{exitCode: number; stdout: string; stderr: string}>((resolve) => {
        const command = `cat ${checkout.folder}/installer/install.sh | ${shell} ${options}`;
        const settings = {env: {...box.env, ...env}, cwd: box.home, timeout: INSTALL_TIMEOUT_MS};
        execFile('/bin/sh', ['-c', command], settings, (error, stdout, stderr) =>
          resolve({exitCode: error ? Number(error.code ?? -1) : 0, stdout, stderr}),
        );
      });

    test.each(['sh', 'bash'])(
      'is fetched, checked and installed by a piped %s, without npm',
      async (shell) => {
        const tools = join(box.home, 'tools');
        mkdirSync(tools);
        writeFileSync(join(tools, 'npm'), '#!/bin/sh\necho "npm was called" >&2\nexit 1\n', {mode: 0o755});
        const result = await pipe({DDCOTERM_RELEASE_URL: url, PATH: `${tools}:${box.env.PATH}`}, shell);
        expect(result).toMatchObject({exitCode: 0, stderr: ''});
        expect(requests).toEqual(expect.arrayContaining([`/${basename(archive)}`, `/${basename(archive)}.sha256`]));
        expect(result.stdout).toContain('Recorded as session');
        for (const name of ['bash', 'zsh', 'fish'])
          expect(whichKubectl(name, ['-i'])).toBe(join(home, 'overrides/kubectl'));
        rmSync(tools, {recursive: true});
        expect(uninstall('--purge --yes').exitCode).toBe(0);
        expect(snapshot()).toEqual({});
      },
      INSTALL_TIMEOUT_MS,
    );

    test(
      'holds what a checkout installs, file by file',
      async () => {
        await pipe({DDCOTERM_RELEASE_URL: archive});
        const released = snapshot(join(home, 'lib'));
        expect(uninstall('--purge --yes').exitCode).toBe(0);
        install();
        expect(snapshot(join(home, 'lib'))).toEqual(released);
        const names = Object.keys(released).join('\n');
        expect(names).not.toMatch(/win32|\.pdb$|\.(?:cc?|cpp|h|ts|map)$/m);
      },
      INSTALL_TIMEOUT_MS,
    );

    test.each<[string, (path: string) => NodeJS.ProcessEnv, RegExp]>([
      ['no release is named', () => ({}), /neither a checkout nor a release.*\nSet DDCOTERM_RELEASE_URL/],
      ['there is no such address', () => ({DDCOTERM_RELEASE_URL: `${url}.none`}), /none" cannot be fetched/],
      [
        'there is no such file',
        () => ({DDCOTERM_RELEASE_URL: '/nowhere/x.tar.gz'}),
        /"\/nowhere\/x\.tar\.gz" cannot be read/,
      ],
      [
        'the release was changed on its way',
        (path) => {
          appendFileSync(path, 'x');
          return {DDCOTERM_RELEASE_URL: path};
        },
        /checksum of ".*" is wrong: [0-9a-f]{64} instead of [0-9a-f]{64}\n/,
      ],
      [
        'the checksum is missing',
        (path) => {
          rmSync(`${path}.sha256`);
          return {DDCOTERM_RELEASE_URL: path};
        },
        /\.sha256" cannot be read/,
      ],
      [
        'the checksum is empty',
        (path) => {
          writeFileSync(`${path}.sha256`, '');
          return {DDCOTERM_RELEASE_URL: `file://${path}`};
        },
        /is wrong: [0-9a-f]{64} instead of none\n/,
      ],
      [
        'the archive holds something else',
        (path) => {
          execFileSync(
            'sh',
            ['-c', `mkdir x && echo y >x/y && tar -czf ${path} x && sha256sum ${path} >${path}.sha256`],
            {cwd: box.home},
          );
          rmSync(join(box.home, 'x'), {recursive: true});
          return {DDCOTERM_RELEASE_URL: path};
        },
        /is no release of ddcoterm/,
      ],
    ])(
      'is refused when %s, and nothing is changed',
      async (_, arrange, message) => {
        const copy = join(box.home, 'release.tar.gz');
        execFileSync('sh', ['-c', `cp ${archive} ${copy} && cp ${archive}.sha256 ${copy}.sha256`]);
        const env = arrange(copy);
        const before = snapshot();
        const result = await pipe(env);
        expect(result.exitCode).not.toBe(0);
        expect(result.stderr).toMatch(message);
        expect(snapshot()).toEqual(before);
        expect(existsSync(home)).toBe(false);
      },
      INSTALL_TIMEOUT_MS,
    );
  });
});
