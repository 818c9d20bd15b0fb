/** An empty HOME in a temporary folder, with an environment that holds nothing of the developer's. */
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';

export interface Sandbox {
  /** HOME; DDCOTERM_HOME is `<home>/.ddcoterm`. */
  home: string;
  ddcotermHome: string;
  env: NodeJS.ProcessEnv;
  remove(): void;
}

export function createSandbox(name = 'test'): Sandbox {
  const home = mkdtempSync(join(tmpdir(), `ddcoterm-${name}-`));
  const ddcotermHome = join(home, '.ddcoterm');
  mkdirSync(ddcotermHome, {mode: 0o700});
  const env = {
    HOME: home,
    DDCOTERM_HOME: ddcotermHome,
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    USER: process.env.USER ?? 'root',
  };
  return {home, ddcotermHome, env, remove: () => rmSync(home, {recursive: true, force: true, maxRetries: 5})};
}
