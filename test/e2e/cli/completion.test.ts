/**
 * Scenario: somebody presses Tab in bash, zsh and fish. Failure looks like: a wrong or missing candidate, an error message
 * on the command line, or a Tab that waits for a second one.
 */
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {COMMANDS} from '../../../src/cli/commands.ts';
import {completionNodes} from '../../../src/cli/completion/model.ts';
import {renderCompletion} from '../../../src/cli/completion/render.ts';
import {describeWith} from '../../support/programs.ts';
import {PtySession} from '../../support/pty.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';

const SESSION = '0199aaaa-0000-7000-8000-000000000001';
let sandbox: Sandbox;
let shell: PtySession;

beforeEach(() => {
  sandbox = createSandbox('tab');
  const bin = join(sandbox.home, 'bin');
  mkdirSync(bin);
  const add = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  add('ddcoterm', `[ "$1 $2" = "__complete sessions" ] && printf '${SESSION}\\tpsql 2026-01-01\\n'`);
  add('ddcoterm-weather', ':');
  add('zzprogram', ':');
  mkdirSync(join(sandbox.ddcotermHome, 'overrides'));
  writeFileSync(join(sandbox.ddcotermHome, 'overrides', 'zzshimmed'), '');
  sandbox.env.PATH = `${bin}:${sandbox.env.PATH}`;
});
afterEach(async () => {
  await shell.close();
  sandbox.remove();
});

function script(name: string): string {
  const file = join(sandbox.home, `completion.${name}`);
  writeFileSync(file, renderCompletion(name, completionNodes(COMMANDS)));
  return file;
}

const SHELLS: Record<string, () => Promise<void>> = {
  async bash() {
    writeFileSync(join(sandbox.home, '.rc'), `PS1='ready> '\nbind 'set bell-style none'\n. ${script('bash')}\n`);
    shell = new PtySession('bash', ['--noprofile', '--rcfile', join(sandbox.home, '.rc')], {env: sandbox.env});
    await shell.waitFor('ready> ');
  },
  async zsh() {
    writeFileSync(
      join(sandbox.home, '.zshrc'),
      `PS1='ready> '\nunsetopt beep\nautoload -Uz compinit && compinit -u -D\n. ${script('zsh')}\n`,
    );
    shell = new PtySession('zsh', [], {env: {...sandbox.env, ZDOTDIR: sandbox.home}});
    await shell.waitFor('ready> ');
  },
  async fish() {
    const folder = join(sandbox.home, '.config/fish');
    mkdirSync(folder, {recursive: true});
    writeFileSync(
      join(folder, 'config.fish'),
      `set -g fish_greeting\nset -g fish_autosuggestion_enabled 0\nfunction fish_prompt; echo 'ready> '; end\nsource ${script('fish')}\n`,
    );
    shell = new PtySession('fish', ['--no-config', '-C', `source ${join(folder, 'config.fish')}`], {env: sandbox.env});
    await shell.waitFor('ready>');
  },
};

/** What stands before the Tab, and what one Tab must make of it. */
const COMPLETED: [typed: string, line: string][] = [
  ['ddcoterm comp', 'ddcoterm completion '],
  ['ddcoterm completion f', 'ddcoterm completion fish '],
  ['ddcoterm config ge', 'ddcoterm config get '],
  ['ddcoterm config get limits.st', 'ddcoterm config get limits.store '],
  ['ddcoterm config get --js', 'ddcoterm config get --json '],
  ['ddcoterm --record', 'ddcoterm --record-input '],
  ['ddcoterm agent st', 'ddcoterm agent st'],
  ['ddcoterm weat', 'ddcoterm weather '],
  ['ddcoterm help plug', 'ddcoterm help plugin '],
  ['ddcoterm show 01', `ddcoterm show ${SESSION} `],
  ['ddcoterm export --format ca', 'ddcoterm export --format cast'],
  ['ddcoterm export --format t', 'ddcoterm export --format txt '],
  ['ddcoterm shim add zzprog', 'ddcoterm shim add zzprogram '],
  ['ddcoterm shim remove zzsh', 'ddcoterm shim remove zzshimmed '],
  ['ddcoterm -- zzprog', 'ddcoterm -- zzprogram '],
  ['ddcoterm --quiet -- zzprog', 'ddcoterm --quiet -- zzprogram '],
];

describe.each(Object.keys(SHELLS))('Tab in %s', (name) => {
  describeWith([name], name, () => {
    test.each(COMPLETED)('makes of "%s" the line "%s"', async (typed, line) => {
      await SHELLS[name]!();
      shell.write(`${typed}\t#end`);
      await shell.waitFor((_, screen) => screen.replace(/\n/g, '').includes(`${line}#end`));
    });
  });
});
