/** As bash.test.ts, for fish: its events carry the marks, and fish_prompt stays the user's. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describeWith} from '../../support/programs.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {ShellUser, type ShellUserOptions} from './shell-user.ts';

const PROMPT = `function fish_greeting; end
function fish_prompt
    set -l told $status
    echo "[$told] ready> "
end
`;

describeWith(['fish'], 'shell integration of fish', () => {
  let sandbox: Sandbox;
  const users: ShellUser[] = [];

  beforeEach(() => {
    sandbox = createSandbox('fish');
    mkdirSync(join(sandbox.home, '.config', 'fish'), {recursive: true});
  });
  afterEach(async () => {
    await Promise.all(users.splice(0).map((user) => user.close()));
    sandbox.remove();
  });

  async function start(config: string, options: Partial<ShellUserOptions> = {}): Promise<ShellUser> {
    writeFileSync(join(sandbox.home, '.config', 'fish', 'config.fish'), config);
    const user = new ShellUser({shell: 'fish', sandbox, ...options});
    users.push(user);
    await user.waitForPrompt();
    return user;
  }

  const lineOf = (user: ShellUser) => user.commands().map(({line, status}) => [line, status]);

  test('tells each line as typed, with its status', async () => {
    const user = await start(`${PROMPT}alias ll='echo aliased'\n`);
    const typed: [string, string][] = [
      ['echo hi', '0'],
      ['echo hi', '0'],
      ['false', '1'],
      ['ll a; set b "x\\y;ü" ; echo "$b"', '0'],
      ['true; and false; or sh -c "exit 7"', '7'],
      ['for i in 1 2 3; echo $i; end', '0'],
      ['nosuchcommand 2>/dev/null', '127'],
      ['echo "日本語 🎉" # comment', '0'],
      ['echo "a\nb\\c;"', '0'],
      ['cd /', '0'],
    ];
    for (const [line] of typed) await user.type(line);
    expect(lineOf(user)).toEqual(typed);
    expect(await user.lettersAtPrompt()).toBe(`PAB${'ECDPAB'.repeat(typed.length)}`);
  });

  test('tells output and folder, also with characters that marks escape', async () => {
    const user = await start(PROMPT);
    const folder = join(sandbox.home, 'a;b\\c\té');
    mkdirSync(folder);
    await user.type('printf "two\\nthree\\n"', 'cd a\\;b\\\\c\\té', 'true');
    expect(user.commands()[0]!.output).toContain('two\nthree\n');
    expect(user.folders().at(-1)).toBe(folder);
  });

  test('sends E, C and D only for lines that run', async () => {
    const user = await start(PROMPT);
    await user.type('true', '', 'false');
    expect(await user.lettersAtPrompt()).toBe('PAB' + 'ECDPAB' + 'PAB' + 'ECDPAB');
  });

  test.each<[string, string]>([
    ['a plain prompt', PROMPT],
    ['events of the user', `${PROMPT}function p --on-event fish_postexec; echo "post $status $argv"; end\n`],
    [
      'a prompt of two lines with colours',
      `function fish_prompt; set_color green; pwd; set_color normal; echo "ready> "; end\n`,
    ],
    ['a prompt without a newline', `function fish_prompt; echo -n "ready> "; end\n`],
    [
      'prompts on the right and of the mode',
      `${PROMPT}function fish_right_prompt; echo right; end\nfish_vi_key_bindings\n`,
    ],
  ])('shows what plain fish shows, with %s', async (_name, config) => {
    const screens: string[] = [];
    for (const integrated of [false, true]) {
      const user = await start(`function fish_greeting; end\n${config}`, {
        integrated,
        prompt: /^.*ready> (?:\s+right)?/,
      });
      for (const line of ['echo hi', 'false', 'echo $status', 'functions --query fish_prompt', '', 'status is-login']) {
        await user.type(line);
      }
      screens.push(user.screen());
      expect(user.letters() !== '').toBe(integrated);
    }
    expect(screens[1]).toBe(screens[0]);
  });

  test('takes a prompt that is defined later', async () => {
    const user = await start(PROMPT);
    await user.type('function fish_prompt; echo "new ready> "; end', 'false', 'true');
    expect(await user.lettersAtPrompt()).toBe(`PAB${'ECDPAB'.repeat(3)}`);
    expect(user.screen().split('\n').at(-1)).toBe('new ready>');
  });

  test('runs the commands of --init-command, login or not', async () => {
    const user = await start(PROMPT, {args: ['-l', '-C', 'set -g given yes', '--init-command=set -g more yes']});
    await user.type('echo $given $more; status is-login; and echo login');
    expect(user.screen()).toContain('yes yes\nlogin');
    expect(user.commands()).toHaveLength(1);
  });

  test('leaves the history as plain fish does', async () => {
    const user = await start(PROMPT);
    await user.type('echo one', ' echo hidden', 'echo "a;b"');
    await user.leave();
    const history = readFileSync(join(sandbox.home, '.local', 'share', 'fish', 'fish_history'), 'utf8');
    const commands = history.split('\n').filter((line) => line.startsWith('- cmd'));
    expect(commands).toEqual(['- cmd: echo one', '- cmd: echo "a;b"', '- cmd: exit']);
  });
});
