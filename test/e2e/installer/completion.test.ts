/**
 * Scenario: kubectl goes through its shim, and its own completion scripts are set up as its manual says. The scripts ask
 * `kubectl __complete` at each Tab. Failure looks like no completion, or a recording of each Tab.
 */
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {addShims} from '../../../installer/shim-folder.ts';
import {createShimSandbox, type ShimSandbox} from '../../installer/support/shim-sandbox.ts';
import {describeWith, findProgram} from '../../support/programs.ts';
import {PtySession} from '../../support/pty.ts';

/** kubectl's script takes this from the package bash-completion; the little of it that it needs. */
const BASH_WORDS = `_get_comp_words_by_ref() {
  words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]}
}
`;

const SHELLS = [
  ['bash', ['--norc', '-i'], '.rc', `${BASH_WORDS}PS1='READY> '; source <(kubectl completion bash)\n`],
  ['zsh', ['-f', '-i'], '.rc', "PS1='READY> '; autoload -Uz compinit; compinit -D; source <(kubectl completion zsh)\n"],
  [
    'fish',
    ['--no-config', '-i'],
    '.rc',
    "function fish_prompt; echo -n 'READY> '; end; kubectl completion fish | source\n",
  ],
] as const;

describeWith(['bash', 'zsh', 'fish', 'kubectl'], 'completion of a command with a shim', () => {
  let box: ShimSandbox;
  let shell: PtySession | null = null;
  beforeEach(() => {
    box = createShimSandbox();
    addShims(['kubectl'], box.context);
    mkdirSync(box.paths.bin);
    box.script(box.paths.bin, 'ddcoterm-host', `echo "$*" >>"$HOME/recorded"; shift; exec "$@"`);
    box.env.PATH = `${box.paths.overrides}:${box.env.PATH}`;
  });
  afterEach(async () => {
    await shell?.close();
    box.remove();
  });

  test.each(SHELLS)(
    'works in %s, and records no Tab',
    async (name, options, rc, text) => {
      writeFileSync(join(box.home, rc), text);
      shell = new PtySession(findProgram(name)!, [...options], {env: box.env, cwd: box.home});
      await shell.waitFor((_, screen) => /[$%>#]$/.test(screen));
      shell.write(name === 'fish' ? 'source ~/.rc\r' : '. ~/.rc\r');
      await shell.waitFor((_, screen) => /^READY>$/m.test(screen));
      shell.write('kubectl config use-c\t');
      await shell.waitFor((_, screen) => /^READY> kubectl config use-context$/m.test(screen));
      shell.write('nobody --kubec\t');
      await shell.waitFor((_, screen) => /nobody --kubeconfig/.test(screen));
      expect(existsSync(join(box.home, 'recorded'))).toBe(false);
      shell.write('\x03');
      await shell.waitFor((_, screen) => /^READY>$/m.test(screen.split('\n').slice(-1).join()));
      shell.write('kubectl config view\r');
      await shell.waitFor((_, screen) => screen.includes('kind: Config'));
      expect(existsSync(join(box.home, 'recorded'))).toBe(true);
    },
    40_000,
  );
});
