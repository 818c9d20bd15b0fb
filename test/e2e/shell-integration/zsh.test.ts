/** As bash.test.ts, for zsh: no prompt variable is touched, hooks of the user's and themes go on working. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describeWith} from '../../support/programs.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {ShellUser, type ShellUserOptions} from './shell-user.ts';

const PROMPT = "PROMPT='[%?] ready> '\n";

describeWith(['zsh'], 'shell integration of zsh', () => {
  let sandbox: Sandbox;
  const users: ShellUser[] = [];

  beforeEach(() => {
    sandbox = createSandbox('zsh');
  });
  afterEach(async () => {
    await Promise.all(users.splice(0).map((user) => user.close()));
    sandbox.remove();
  });

  async function start(rc: string, options: Partial<ShellUserOptions> = {}): Promise<ShellUser> {
    writeFileSync(join(sandbox.home, '.zshrc'), rc);
    const user = new ShellUser({shell: 'zsh', sandbox, ...options});
    users.push(user);
    await user.waitForPrompt();
    return user;
  }

  async function startBoth(rc: string, options: Partial<ShellUserOptions> = {}): Promise<[ShellUser, ShellUser]> {
    const plain = await start(rc, {...options, integrated: false});
    return [plain, await start(rc, options)];
  }

  const lineOf = (user: ShellUser) => user.commands().map(({line, status}) => [line, status]);

  test('tells each line as typed, with its status', async () => {
    const user = await start(`${PROMPT}alias ll='echo aliased'\nsetopt interactive_comments\n`);
    const typed: [string, string][] = [
      ['echo hi', '0'],
      ['echo hi', '0'],
      ['false', '1'],
      ['(exit 3)', '3'],
      ['ll a; b="x\\y;ü" ; echo "$b"', '0'],
      ['true && (false || exit 7)', '7'],
      ['for i in 1 2 3; do echo $i; done', '0'],
      ['f() { return 9; }', '0'],
      ['f', '9'],
      ['nosuchcommand 2>/dev/null', '127'],
      ['sh -c "kill -TERM \\$\\$"', '143'],
      ['echo "日本語 🎉" # comment', '0'],
      ['echo "a\nb\\c;"', '0'],
      ["cat <<'END'\n$x; \\\nEND", '0'],
      ['for i in 1\ndo echo $i\ndone', '0'],
      ['cd /', '0'],
    ];
    for (const [line] of typed) await user.type(line);
    expect(lineOf(user)).toEqual(typed);
  });

  test('sends the marks in their order, and E, C and D only for lines that run', async () => {
    const user = await start(PROMPT);
    await user.type('true', '');
    await user.press('unfinished\x03');
    await user.type('syntax ) error', 'false');
    expect(await user.lettersAtPrompt()).toBe('PAB' + 'ECDPAB' + 'PAB' + 'PAB' + 'PAB' + 'ECDPAB');
  });

  test('tells output and folder', async () => {
    const user = await start(PROMPT);
    mkdirSync(join(sandbox.home, 'a;b\\c é'));
    await user.type('printf "two\\nthree\\n"', "cd 'a;b\\c é'");
    expect(user.commands()[0]!.output).toMatch(/^two\nthree\n/);
    expect(user.folders().at(-1)).toBe(join(sandbox.home, 'a;b\\c é'));
  });

  test('tells stopped jobs, and lines that the history does not keep', async () => {
    const user = await start(`${PROMPT}setopt hist_ignore_space\n`);
    // What cat repeats says that it has the terminal.
    await user.typeInto('cat', 'first');
    await user.press('\x1a');
    await user.typeInto('fg', 'second');
    await user.press('\x03');
    await user.type(' echo hidden', 'HISTSIZE=0', 'echo unkept');
    expect(lineOf(user)).toEqual([
      ['cat', '148'],
      ['fg', '130'],
      [' echo hidden', '0'],
      ['HISTSIZE=0', '0'],
      ['echo unkept', '0'],
    ]);
  });

  const LINES = [
    'echo hi',
    'false',
    'echo "$? $pipestatus"',
    'true | (cat; exit 3) | cat',
    'echo "$pipestatus $?"',
    'echo one two',
    'echo $_',
    ' echo hidden',
    '',
    `echo \${PROMPT//ready/x} $RPROMPT $PS2`,
    'echo $0 $ZDOTDIR $HISTFILE',
    'setopt; trap',
    'echo out >&2',
  ];

  describe('shows what plain zsh shows', () => {
    test.each<[string, string]>([
      ['a plain prompt', PROMPT],
      ['a precmd and a preexec function', `${PROMPT}precmd() { echo "p $? $pipestatus" }; preexec() { echo "x $1" }\n`],
      [
        'hooks in arrays',
        `${PROMPT}h() { echo "h $?" }; precmd_functions=(h); g() { echo "g $1" }; preexec_functions=(g)\n`,
      ],
      ['a precmd that makes the prompt', `p() { PROMPT="[$?] $(echo made) ready> " }; precmd_functions+=(p)\n`],
      [
        'a prompt of two lines with colours and one on the right',
        `PROMPT=$'%F{green}%~%f\\n[%?] ready> '\nRPROMPT='right'\n`,
      ],
      ['a zle-line-init of the user', `${PROMPT}zle-line-init() { : }; zle -N zle-line-init\n`],
      [
        'options that change the language',
        `${PROMPT}setopt ksh_arrays sh_word_split no_unset glob_subst ksh_glob null_glob\n`,
      ],
      ['aliases and functions for builtins', `${PROMPT}alias print=false emulate=false local=false\ntypeset() { : }\n`],
      ['vi keys', `${PROMPT}bindkey -v\n`],
      ['a zshrc that fails', `${PROMPT}false\n`],
      ['prompt_subst and no percents', `setopt prompt_subst no_prompt_percent\nPROMPT='$(echo sub) ready> '\n`],
    ])('with %s', async (_name, rc) => {
      const [plain, integrated] = await startBoth(rc);
      for (const line of LINES) {
        await plain.type(line);
        await integrated.type(line);
      }
      expect(integrated.screen()).toBe(plain.screen());
      expect(plain.letters()).toBe('');
      expect(integrated.commands()).toHaveLength(LINES.length - 1);
    });

    test('with xtrace on', async () => {
      const [plain, integrated] = await startBoth(PROMPT);
      for (const user of [plain, integrated]) await user.type('set -x', 'echo hi', 'set +x', 'echo bye');
      expect(integrated.screen()).toBe(plain.screen());
    });

    test('with errexit on', async () => {
      const [plain, integrated] = await startBoth(PROMPT);
      for (const user of [plain, integrated]) {
        await user.type('set -e', 'echo hi', 'if false; then :; fi');
      }
      expect(integrated.screen()).toBe(plain.screen());
      for (const user of [plain, integrated]) expect(await user.leave('(exit 4)')).toBe(4);
    });

    test('when lines wrap', async () => {
      const [plain, integrated] = await startBoth(PROMPT, {columns: 40});
      for (const user of [plain, integrated]) await user.type(`echo ${'0123456789'.repeat(12)}`);
      expect(integrated.screen()).toBe(plain.screen());
    });
  });

  describe('reads the startup files of the user', () => {
    const mark = (name: string) => `STARTED="$STARTED ${name}"\n`;

    test.each<[string, string[], string]>([
      ['interactive', [], ''],
      ['login', ['-l'], ''],
      ['with a ZDOTDIR of the user', ['-l'], 'dots'],
    ])('%s', async (_name, args, folder) => {
      const zdotdir = join(sandbox.home, folder);
      mkdirSync(zdotdir, {recursive: true});
      for (const name of ['zshenv', 'zprofile', 'zlogin']) writeFileSync(join(zdotdir, `.${name}`), mark(name));
      writeFileSync(join(zdotdir, '.zshrc'), `${PROMPT}${mark('zshrc')}`);
      const env = folder === '' ? {} : {ZDOTDIR: zdotdir};
      const screens: string[] = [];
      for (const integrated of [false, true]) {
        const user = new ShellUser({shell: 'zsh', sandbox, args, env, integrated});
        users.push(user);
        await user.waitForPrompt();
        await user.type('echo "<$STARTED>" $ZDOTDIR $0', 'export | grep -i zdotdir', `echo \${(t)ZDOTDIR}`);
        screens.push(user.screen());
      }
      expect(screens[1]).toBe(screens[0]);
    });

    test('also when .zshenv moves ZDOTDIR', async () => {
      mkdirSync(join(sandbox.home, 'dots'));
      writeFileSync(join(sandbox.home, '.zshenv'), 'export ZDOTDIR=$HOME/dots\n');
      writeFileSync(join(sandbox.home, 'dots', '.zshrc'), `${PROMPT}echo from dots\n`);
      const user = new ShellUser({shell: 'zsh', sandbox});
      users.push(user);
      await user.waitForPrompt();
      await user.type('echo $ZDOTDIR');
      expect(user.screen()).toContain('from dots');
      expect(lineOf(user)).toEqual([['echo $ZDOTDIR', '0']]);
    });
  });

  test('keeps its hooks when the user replaces them', async () => {
    const user = await start(PROMPT);
    await user.type('precmd_functions=()', 'echo lost', 'false');
    expect(lineOf(user).map(([line]) => line)).toEqual(['precmd_functions=()', 'echo lost', 'false']);
  });

  test('keeps marks out of a file that stdout goes to', async () => {
    const user = await start(PROMPT);
    await user.type('exec 5>&1 >out.txt', 'echo written', 'exec >&5');
    const written = readFileSync(join(sandbox.home, 'out.txt'), 'utf8');
    expect(written).toContain('written\n');
    expect(written).not.toContain('\x1b]');
    expect(user.commands()).toHaveLength(3);
  });

  test('leaves the history file as plain zsh does', async () => {
    const rc = `${PROMPT}HISTFILE=~/.zsh_history SAVEHIST=100 HISTSIZE=100\nsetopt hist_ignore_space hist_ignore_dups\n`;
    const histories: string[] = [];
    for (const integrated of [false, true]) {
      const user = await start(rc, {integrated});
      await user.type('echo one', ' echo hidden', 'echo one', 'echo "a\nb"');
      await user.leave();
      const file = join(sandbox.home, '.zsh_history');
      histories.push(readFileSync(file, 'utf8'));
      writeFileSync(file, '');
    }
    expect(histories[1]).toBe(histories[0]);
  });
});
