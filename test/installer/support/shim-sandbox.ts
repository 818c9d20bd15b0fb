/** A home with shims, and folders of made-up commands that say how they were called. */
import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {ShimContext} from '../../../installer/shim-folder.ts';
import {defaultProfile} from '../../../shims/default-profile.ts';
import {PROFILES} from '../../../shims/index.ts';
import {type HomePaths, homePaths} from '../../../src/config/home.ts';
import {createSandbox} from '../../support/sandbox.ts';

export interface RunResult {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface ShimSandbox {
  home: string;
  paths: HomePaths;
  context: ShimContext;
  env: NodeJS.ProcessEnv;
  /** Makes a folder below the home. */
  folder(name: string): string;
  /** Writes an executable script and returns its path. */
  script(folder: string, name: string, body: string): string;
  /** A command that prints `LABEL`, how often nested, and each argument between brackets. */
  teller(folder: string, name: string, label: string): string;
  /** A host that prints `host` and its arguments, as a teller. */
  installHost(): void;
  run(file: string, args?: readonly string[], env?: NodeJS.ProcessEnv, cwd?: string): RunResult;
  remove(): void;
}

export function createShimSandbox(): ShimSandbox {
  const {home, env, remove} = createSandbox('shims');
  const paths = homePaths(env);
  const folder = (name: string) => {
    const path = join(home, name);
    mkdirSync(path, {recursive: true});
    return path;
  };
  const script = (where: string, name: string, body: string) => {
    const path = join(where, name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const teller = (where: string, name: string, label: string) =>
    script(where, name, `printf '%s' "${label}"; for a do printf '[%s]' "$a"; done`);
  return {
    home,
    paths,
    env,
    context: {
      paths,
      version: '1.2.3',
      profileFor: (command) => PROFILES.find((profile) => profile.command === command) ?? defaultProfile(command),
    },
    folder,
    script,
    teller,
    installHost: () => {
      mkdirSync(paths.bin, {recursive: true});
      teller(paths.bin, 'ddcoterm-host', 'host');
    },
    run: (file, args = [], extra = {}, cwd = home) => {
      const {status, signal, stdout, stderr} = spawnSync(file, args, {env: {...env, ...extra}, cwd, timeout: 15_000});
      return {exitCode: status, signal, stdout: stdout?.toString() ?? '', stderr: stderr?.toString() ?? ''};
    },
    remove,
  };
}
