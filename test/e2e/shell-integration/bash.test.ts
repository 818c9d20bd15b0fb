/**
 * A person's bash inside a recorded session: every typed line becomes a command with its status, and the person notices
 * nothing. Failure looks like: a wrong or missing line or status, a prompt or an option that differs from plain bash.
 */
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describeWith} from '../../support/programs.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {ShellUser, type ShellUserOptions} from './shell-user.ts';

/** Behaves as bash-preexec does: hooks in an array, and a DEBUG trap armed by what comes last in PROMPT_COMMAND. */
const PREEXEC = String.raw`bash_preexec_imported=defined
p() { echo "precmd $?"; }
precmd_functions=(p)
run_hooks() { local status=$? hook; for hook in "${'$'}{precmd_functions[@]}"; do (exit $status); $hook; done; }
arm() { armed=1; }
PROMPT_COMMAND=$'run_hooks\narm'
trap '[[ -n $armed ]] && echo "preexec $BASH_COMMAND"; armed=' DEBUG
`;
const PROMPT = "PS1='[$?] ready> '\n";

describeWith(['bash'], 'shell integration of bash', () => {
  let sandbox: Sandbox;
  const users: ShellUser[] = [];

  beforeEach(() => {
    sandbox = createSandbox('bash');
  });
  afterEach(async () => {
    await Promise.all(users.splice(0).map((user) => user.close()));
    sandbox.remove();
  });

  async function start(rc: string, options: Partial<ShellUserOptions> = {}): Promise<ShellUser> {
    writeFileSync(join(sandbox.home, '.bashrc'), rc);
    const user = new ShellUser({shell: 'bash', sandbox, ...options});
    users.push(user);
    await user.waitForPrompt();
    return user;
  }

  /** The same keys in plain and in integrated bash, each with a home of its own. */
  async function startBoth(rc: string, options: Partial<ShellUserOptions> = {}): Promise<[ShellUser, ShellUser]> {
    const plain = await start(rc, {...options, integrated: false});
    const integrated = await start(rc, options);
    return [plain, integrated];
  }

  const lineOf = (user: ShellUser) => user.commands().map(({line, status}) => [line, status]);

  test('tells each line as typed, with its status', async () => {
    const user = await start(`${PROMPT}alias ll='echo aliased'\n`);
    const typed: [string, string][] = [
      ['echo hi', '0'],
      ['false', '1'],
      ['(exit 3)', '3'],
      ['ll a; b="x\\y;ü" ; echo "$b"', '0'],
      ["printf '%s\\n' 'a;b' \"c\\\\d\"", '0'],
      ['false | true', '0'],
      ['true && (false || exit 7)', '7'],
      ['{ echo one; echo two; } >/dev/null', '0'],
      ['for i in 1 2 3; do echo $i; done', '0'],
      ['f() { return 9; }', '0'],
      ['f', '9'],
      ['nosuchcommand 2>/dev/null', '127'],
      ['[[ a == b ]]', '1'],
      ['((0))', '1'],
      ['sh -c "kill -TERM \\$\\$"', '143'],
      ['echo "日本語 🎉" # comment', '0'],
      ['cd /', '0'],
      ['echo "a   b"', '0'],
      ['sleep 0.01 & wait', '0'],
    ];
    for (const [line] of typed) await user.type(line);
    expect(lineOf(user)).toEqual(typed);
  });

  test('tells output and folder', async () => {
    const user = await start(PROMPT);
    mkdirSync(join(sandbox.home, 'a;b\\c é'));
    await user.type('echo one', 'printf "two\\nthree\\n"', "cd 'a;b\\c é'", 'true');
    expect(user.commands().map(({output}) => output.replaceAll(/\x1b\[\?2004[hl]\r?/g, ''))).toEqual([
      'one\n',
      'two\nthree\n',
      '',
      '',
    ]);
    expect(user.folders().slice(-2)).toEqual([join(sandbox.home, 'a;b\\c é'), join(sandbox.home, 'a;b\\c é')]);
  });

  test('sends the marks in their order, and E, C and D only for lines that run', async () => {
    const user = await start(PROMPT);
    await user.type('true', '', '# only a comment');
    await user.press('unfinished\x03');
    await user.type('syntax ) error', 'false');
    expect(await user.lettersAtPrompt()).toBe('PAB' + 'ECDPAB' + 'PAB' + 'PAB' + 'PAB' + 'PAB' + 'ECDPAB');
    expect(lineOf(user)).toEqual([
      ['true', '0'],
      ['false', '1'],
    ]);
  });

  test('tells lines of several lines', async () => {
    const user = await start(PROMPT);
    await user.type('echo "a\nb\\c;"', "cat <<'END'\n$x; \\\nEND", 'for i in 1\ndo echo $i\ndone', 'echo a \\\nb');
    expect(lineOf(user)).toEqual([
      ['echo "a\nb\\c;"', '0'],
      ["cat <<'END'\n$x; \\\nEND", '0'],
      // As bash joins them in its history.
      ['for i in 1; do echo $i; done', '0'],
      ['echo a b', '0'],
    ]);
  });

  test('tells each command of lines that were pasted as one', async () => {
    const user = await start(PROMPT);
    await user.press('\x1b[200~echo one\nfalse\necho three\x1b[201~\r');
    expect(lineOf(user)).toEqual([
      ['echo one', '0'],
      ['false', '1'],
      ['echo three', '0'],
    ]);
  });

  test('tells stopped jobs, and the command that takes one up again', async () => {
    const user = await start(PROMPT);
    // What cat repeats says that it has the terminal.
    await user.typeInto('cat', 'first');
    await user.press('\x1a');
    await user.typeInto('fg', 'second');
    await user.press('\x03');
    expect(lineOf(user)).toEqual([
      ['cat', '148'],
      ['fg', '130'],
    ]);
  });

  describe('with a history that does not keep every line', () => {
    test.each([
      ['ignoredups', ['echo a', 'echo a', 'echo b'], ['echo a', 'echo a', 'echo b']],
      ['erasedups', ['echo a', 'echo b', 'echo a', 'echo a'], ['echo a', 'echo b', 'echo a', 'echo a']],
      ['ignorespace', ['echo a', ' echo b', 'echo c'], ['echo a', null, 'echo c']],
      ['ignorespace:erasedups', ['echo a', 'echo b', 'echo a', ' echo x'], ['echo a', 'echo b', 'echo a', null]],
    ])('HISTCONTROL=%s: the right line or none, never another', async (control, typed, told) => {
      const user = await start(`${PROMPT}HISTCONTROL=${control}\n`);
      await user.type(...typed);
      expect(user.commands().map(({line}) => line)).toEqual(told);
      expect(user.letters().match(/C/g)).toHaveLength(typed.length);
    });

    test('HISTIGNORE and `set +o history`: C without E', async () => {
      const user = await start(`${PROMPT}HISTIGNORE='echo secret*'\n`);
      await user.type('echo a', 'echo secret', 'set +o history', 'echo b', 'set -o history', 'echo c');
      expect(user.commands().map(({line}) => line)).toEqual(['echo a', null, 'set +o history', null, null, 'echo c']);
    });

    test('a full history: numbers go on', async () => {
      const user = await start(`${PROMPT}HISTSIZE=3\n`);
      await user.type('echo 1', 'echo 2', 'echo 3', 'echo 4', 'echo 5');
      expect(user.commands().map(({line}) => line)).toEqual(['echo 1', 'echo 2', 'echo 3', 'echo 4', 'echo 5']);
    });

    test('HISTTIMEFORMAT does not get into the line', async () => {
      const user = await start(`${PROMPT}HISTTIMEFORMAT='%F %T '\n`);
      await user.type('echo 1', 'echo 2');
      expect(user.commands().map(({line}) => line)).toEqual(['echo 1', 'echo 2']);
    });
  });

  const LINES = [
    'echo hi',
    'false',
    `echo "$? \${PIPESTATUS[*]}"`,
    'true | (cat; exit 3) | cat',
    `echo "\${PIPESTATUS[*]} $?"`,
    'echo one two',
    'echo $_',
    ' echo hidden',
    'trap -p',
    `x=(1 2); echo \${#x[@]}`,
    '',
    'set -- a b; echo "$#"',
    'unset nothing; echo "$-"',
    'echo out >&2',
  ];

  describe('shows what plain bash shows', () => {
    test.each<[string, string]>([
      ['a plain prompt', PROMPT],
      ['PROMPT_COMMAND as a string', `${PROMPT}PROMPT_COMMAND='echo "pc $? \${PIPESTATUS[*]}"'\n`],
      ['PROMPT_COMMAND with a comment at its end', `${PROMPT}PROMPT_COMMAND='echo pc; # done'\n`],
      ['PROMPT_COMMAND as an array', `${PROMPT}PROMPT_COMMAND=('echo "a $?"' 'echo "b $? \${PIPESTATUS[*]}"')\n`],
      ['PROMPT_COMMAND that makes PS1', `p() { PS1="[$?] $(echo made) ready> "; }; PROMPT_COMMAND=p\n`],
      ['a readonly PROMPT_COMMAND', `${PROMPT}readonly PROMPT_COMMAND='echo "pc $?"'\n`],
      ['a readonly PS1', `${PROMPT}readonly PS1\n`],
      ['a DEBUG trap', `${PROMPT}trap 'echo "dbg $? $BASH_COMMAND"' DEBUG\n`],
      ['a DEBUG trap and PROMPT_COMMAND', `${PROMPT}PROMPT_COMMAND='true'\ntrap 'echo "dbg $BASH_COMMAND"' DEBUG\n`],
      ['hooks in the manner of bash-preexec', `${PROMPT}${PREEXEC}`],
      ['an ERR trap', `${PROMPT}trap 'echo "err $?"' ERR\n`],
      [
        'ERR and DEBUG traps that functions inherit',
        `${PROMPT}set -ET\ntrap 'echo "err $?"' ERR\ntrap 'echo "dbg $BASH_COMMAND"' DEBUG\n`,
      ],
      ['a PS0 of the user', `${PROMPT}PS0='before \\! $(echo run)\\n'\n`],
      ['a prompt of two lines with colours', `PS1='\\[\\e[1;32m\\]\\w\\[\\e[0m\\] $(echo sub)\\n[$?] ready> '\n`],
      ['set -u', `${PROMPT}set -u\n`],
      ['plain prompts (promptvars off)', "shopt -u promptvars\nPS1='$x ready> '\n"],
      ['no IFS, no globbing, allexport', `${PROMPT}IFS=_\nset -f -a\n`],
      ['vi mode', `${PROMPT}set -o vi\n`],
      ['extdebug, nocasematch, failglob', `${PROMPT}shopt -s extdebug nocasematch failglob extglob\n`],
      ['aliases for our builtins', `${PROMPT}alias printf=false local=false trap=false history=false builtin2=x\n`],
      ['functions for our builtins', `${PROMPT}printf() { :; }; history() { :; }; local() { :; }\n`],
      ['a bashrc that fails', `${PROMPT}false\n`],
    ])('with %s', async (_name, rc) => {
      const [plain, integrated] = await startBoth(rc);
      for (const line of LINES) {
        await plain.type(line);
        await integrated.type(line);
      }
      expect(integrated.screen()).toBe(plain.screen());
      expect(plain.letters()).toBe('');
    });

    test('with xtrace on', async () => {
      const [plain, integrated] = await startBoth(`${PROMPT}PROMPT_COMMAND='x=1'\n`);
      for (const user of [plain, integrated]) await user.type('set -x', 'echo hi', 'set +x', 'echo bye');
      expect(integrated.screen()).toBe(plain.screen());
    });

    test('with errexit on, which ends the shell at a failure', async () => {
      const [plain, integrated] = await startBoth(`${PROMPT}PROMPT_COMMAND='true'\nset -e\n`);
      for (const user of [plain, integrated]) {
        await user.type('echo hi', 'if false; then :; fi', 'cd /');
      }
      expect(integrated.screen()).toBe(plain.screen());
      for (const user of [plain, integrated]) expect(await user.leave('(exit 4)')).toBe(4);
    });

    test('when lines wrap and are edited', async () => {
      const [plain, integrated] = await startBoth(`PS1='[$?] a longer prompt ready> '\n`, {columns: 40});
      for (const user of [plain, integrated]) {
        await user.type(`echo ${'0123456789'.repeat(12)}`);
        // Up, to the start, insert, run.
        user.pty.write('\x1b[A\x01');
        await user.pty.waitFor((_text, screen) => screen.endsWith('0123456789'));
        await user.press(' : \x05\r');
      }
      expect(integrated.screen()).toBe(plain.screen());
    });
  });

  test('leaves the marks where later prompts are made by the user', async () => {
    const user = await start(PROMPT);
    await user.type(
      "PS1='new ready> '",
      'OLD=$PS1; PS1="(venv) $PS1"',
      'true',
      'PS1=$OLD',
      'false',
      "PS0='run '",
      'echo x',
    );
    expect(await user.lettersAtPrompt()).toBe(`PAB${'ECDPAB'.repeat(7)}`);
    expect(user.screen().split('\n').at(-1)).toBe('new ready>');
  });

  test('loses nothing but the marks when the user takes PROMPT_COMMAND away', async () => {
    const user = await start(`${PROMPT}PROMPT_COMMAND='echo pc'\n`);
    await user.type('PROMPT_COMMAND=', 'false', 'echo x');
    expect(lineOf(user).slice(1)).toEqual([
      ['false', '1'],
      ['echo x', '0'],
    ]);
  });

  test('sends no mark from a shell inside, though PS1 is exported', async () => {
    const user = await start(`export ${PROMPT}`);
    await user.type('bash --norc', 'echo inside', 'exit');
    await user.type('sh', 'echo in sh', 'exit');
    expect(lineOf(user)).toEqual([
      ['bash --norc', '0'],
      ['sh', '0'],
    ]);
    expect(user.screen()).not.toContain('__ddcoterm');
  });

  test('keeps marks out of a file that stdout goes to', async () => {
    const user = await start(PROMPT);
    await user.type('exec 5>&1 >out.txt', 'echo written', 'exec >&5', 'cat out.txt');
    expect(readFileSync(join(sandbox.home, 'out.txt'), 'utf8')).toBe('written\n');
    expect(user.commands()).toHaveLength(4);
  });

  test('leaves the history file as plain bash does', async () => {
    const histories: string[] = [];
    for (const integrated of [false, true]) {
      const user = await start(`${PROMPT}HISTCONTROL=ignoreboth\nshopt -s histappend\n`, {integrated});
      await user.type('echo one', ' echo hidden', 'echo one', 'echo "a\nb"', 'history');
      await user.leave();
      const file = join(sandbox.home, '.bash_history');
      histories.push(readFileSync(file, 'utf8'));
      writeFileSync(file, '');
    }
    expect(histories[1]).toBe(histories[0]);
    expect(histories[1]).not.toContain('__ddcoterm');
  });

  describe('starts as plain bash would', () => {
    /** Everything a shell can tell of itself, but for the names we add. */
    const STATE = `{ shopt; set -o; echo "$0 $-"; trap -p; alias; declare -p HISTFILE HISTSIZE; export -p; echo "$ENV";
      compgen -v; compgen -A function; } 2>&1 | grep -v '__ddcoterm\\|^_$\\|DDCOTERM_HOME\\|BASH_ARGV\\|COLUMNS\\|LINES\\|FUNCNAME' >state`;

    test.each<[string, string[], NodeJS.ProcessEnv]>([
      ['interactive', [], {}],
      ['login', ['-l'], {}],
      ['--login -i', ['--login', '-i'], {}],
      ['login, HISTFILE and ENV in the environment', ['-l'], {HISTFILE: '/tmp/nowhere', ENV: '/tmp/env'}],
      ['--norc', ['--norc'], {PS1: '[x] ready> '}],
      ['--noprofile -l', ['--noprofile', '-l'], {PS1: '[x] ready> '}],
      ['--rcfile', ['--rcfile', 'other'], {}],
      ['options', ['-O', 'globstar', '-o', 'vi', '-i'], {}],
    ])('%s', async (_name, args, env) => {
      const files = {'.bash_profile': 'profile', '.profile': 'never', other: 'other'};
      for (const [name, word] of Object.entries(files)) {
        writeFileSync(join(sandbox.home, name), `${PROMPT}STARTED=${word}\nlocal_test=1\n`);
      }
      const states: string[] = [];
      for (const integrated of [false, true]) {
        const user = await start(`${PROMPT}STARTED=bashrc\n`, {args, env, integrated});
        await user.type(STATE.replaceAll('\n', ' '), 'echo "<$STARTED>"');
        states.push(readFileSync(join(sandbox.home, 'state'), 'utf8'), user.screen());
        expect(user.letters() !== '').toBe(integrated);
      }
      expect(withoutOurs(states[2]!)).toBe(withoutOurs(states[0]!));
      expect(states[3]).toBe(states[1]);
    });

    // PROMPT_COMMAND and PS0 exist where they did not: that is what the marks are made of.
    const withoutOurs = (state: string) => state.replaceAll(/^(?:PROMPT_COMMAND|PS0|declare -x PS1=.*)\n/gm, '');

    test('a login shell runs .bash_logout at its end', async () => {
      writeFileSync(join(sandbox.home, '.bash_profile'), PROMPT);
      writeFileSync(join(sandbox.home, '.bash_logout'), 'touch ~/left\n');
      const user = await start('', {args: ['-l']});
      await user.leave('logout');
      expect(existsSync(join(sandbox.home, 'left'))).toBe(true);
    });
  });
});
