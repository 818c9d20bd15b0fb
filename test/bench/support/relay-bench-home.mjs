// A home with ddcoterm in it as the installer leaves it, and one where no agent is and none can be started.
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';

const ROOT = new URL('../../..', import.meta.url).pathname;

/** Commands with a shim in the home. */
const SHIMMED = 'true,echo,cat,kubectl';

export class BenchHome {
  folder = mkdtempSync(join(tmpdir(), 'ddcoterm-bench-'));
  home = join(this.folder, '.ddcoterm');
  env = {
    HOME: this.folder,
    PATH: `${this.home}/overrides:${dirname(process.execPath)}:/usr/bin:/bin`,
    TERM: 'xterm',
    LANG: 'C.UTF-8',
    SHELL: '/bin/sh',
  };
  relay = join(this.home, `bin/ddcoterm-host-${process.platform}-${process.arch}`);
  lonely = join(this.folder, 'lonely');

  install() {
    const words = [join(ROOT, 'installer/install.sh'), '--yes', '--no-modify-path', '--shims', SHIMMED];
    const {status, stdout, stderr} = spawnSync('sh', words, {env: this.env, encoding: 'utf8'});
    if (status !== 0) throw new Error(`Cannot install: ${stdout}${stderr}`);
    this.ddcoterm('agent', 'start');
    // What the relay knows of config.yaml is written when it is asked for the first time.
    for (const name of SHIMMED.split(',')) spawnSync(this.relay, [name, '/bin/true'], {env: this.env});
  }

  ddcoterm(...words) {
    return spawnSync(join(this.home, 'bin/ddcoterm'), words, {env: this.env, encoding: 'utf8'}).stdout;
  }

  shim(name) {
    return join(this.home, 'overrides', name);
  }

  /** The environment of a home of its own, without an agent: what a session leaves is given up at once. */
  withoutAgent() {
    mkdirSync(join(this.lonely, 'run'), {recursive: true, mode: 0o700});
    const settings = readFileSync(join(this.home, 'run/host-settings'), 'utf8')
      .replace(/^stamp=.*$/m, 'stamp=none')
      .replace(/^socket=.*$/m, `socket=${this.lonely}/run/agent-v1.sock`)
      .replace(/^node=.*$/m, 'node=/nowhere');
    writeFileSync(join(this.lonely, 'run/host-settings'), settings, {mode: 0o600});
    return {...this.env, DDCOTERM_HOME: this.lonely};
  }

  /** A program of this folder's C. */
  compile(source) {
    const output = join(this.folder, source.replace('.c', ''));
    const words = ['-O2', '-o', output, join(ROOT, 'test/bench', source), '-lutil'];
    if (spawnSync('cc', words, {stdio: 'inherit'}).status !== 0) throw new Error(`Cannot compile ${source}`);
    return output;
  }

  remove() {
    this.ddcoterm('agent', 'stop');
    rmSync(this.folder, {recursive: true, force: true, maxRetries: 5});
  }
}
