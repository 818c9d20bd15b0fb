/** What real programs write in a real PTY: the screen shows what xterm.js shows, and its keyframes draw the same. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Screen} from '../../src/terminal/screen.ts';
import {Tokenizer} from '../../src/terminal/tokens.ts';
import {Utf8Decoder} from '../../src/terminal/utf8.ts';
import {describeWith} from '../support/programs.ts';
import {PtySession} from '../support/pty.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';
import {createOracle, oracleCells, oracleCursor, oracleRows, writeOracle} from './support/oracle.ts';

const SIZE = {columns: 90, rows: 24};
/** How often on its way a program's output is compared. */
const STOPS = 12;

let sandbox: Sandbox;
let session: PtySession | null = null;

beforeEach(() => {
  sandbox = createSandbox('screen');
});

afterEach(async () => {
  await session?.close();
  session = null;
  sandbox.remove();
});

function start(file: string, args: string[]): PtySession {
  session = new PtySession(file, args, {...SIZE, env: sandbox.env, cwd: sandbox.home});
  return session;
}

/** Plays the bytes to both, in pieces, and compares rows, cursor and, through a keyframe, every cell after each. */
async function expectSameAsOracle(bytes: Buffer): Promise<void> {
  const screen = new Screen(SIZE.columns, SIZE.rows);
  const decoder = new Utf8Decoder();
  const oracle = createOracle(SIZE);
  const pieceBytes = Math.ceil(bytes.length / STOPS);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    // A cut inside a sequence: the screen waits with it as xterm.js does.
    const piece = bytes.subarray(at, at + pieceBytes);
    screen.write(decoder.push(piece));
    await new Promise<void>((resolve) => oracle.write(piece, resolve));
    const rows = Array.from({length: SIZE.rows}, (_, row) => screen.rowText(row));
    expect(rows).toEqual(oracleRows(oracle));
    expect({row: screen.cursorRow, column: screen.cursorColumn}).toEqual(oracleCursor(oracle));
    const copy = createOracle(SIZE);
    await writeOracle(copy, screen.serialize());
    expect(oracleCells(copy)).toEqual(oracleCells(oracle));
    expect(oracleCursor(copy)).toEqual(oracleCursor(oracle));
    copy.dispose();
  }
  oracle.dispose();
}

function expectTokensToBeWhole(bytes: Buffer): void {
  const text = bytes.toString('utf8');
  const tokenizer = new Tokenizer();
  const tokens = tokenizer.push(text);
  expect(tokens.map(({raw}) => raw).join('') + tokenizer.pending).toBe(text);
  expect(tokens.filter(({kind}) => kind === 'malformed')).toEqual([]);
}

async function check({bytes}: PtySession): Promise<void> {
  expect(bytes.length).toBeGreaterThan(0);
  await expectSameAsOracle(bytes);
  expectTokensToBeWhole(bytes);
}

function writeSource(): string {
  const path = join(sandbox.home, 'source.c');
  const lines = Array.from(
    {length: 200},
    (_, n) => `  printf("line ${n}: %d, café 漢字\\n", ${n}); /* ${'x'.repeat(n % 90)} */`,
  );
  writeFileSync(path, `int main(void) {\n${lines.join('\n')}\n}\n`);
  return path;
}

describeWith(['vim'], 'vim', () => {
  test('is shown as in xterm.js: scrolling, a split, editing, leaving', async () => {
    const vim = start('vim', ['-u', 'NONE', '-N', '-i', 'NONE', '-c', 'syntax on', writeSource()]);
    await vim.waitFor((_, screen) => screen.includes('int main'));
    vim.write('\x06\x06:split\r');
    await vim.waitFor((_, screen) => screen.split('source.c').length > 2);
    vim.write('ggOhello 漢字 \x1b:set number\r');
    await vim.waitFor((_, screen) => screen.includes('1 hello 漢字'));
    vim.write('yy5p:set hlsearch\r/printf\r:echo "searched"\r');
    await vim.waitFor((_, screen) => screen.includes('\nsearched'));
    vim.write(':qa!\r');
    await vim.waitForExit();
    await check(vim);
  });
});

describeWith(['less'], 'less', () => {
  test('is shown as in xterm.js: paging, searching, going back', async () => {
    const less = start('less', ['-R', writeSource()]);
    await less.waitFor((_, screen) => screen.includes('int main'));
    less.write('  b/line 100\r');
    await less.waitFor((_, screen) => screen.includes('line 100'));
    less.write('gkkG');
    await less.waitFor((_, screen) => screen.includes('(END)'));
    less.write('q');
    await less.waitForExit();
    await check(less);
  });
});

describeWith(['top'], 'top', () => {
  test('is shown as in xterm.js over several refreshes', async () => {
    const top = start('top', ['-d', '0.3']);
    await top.waitFor((text) => text.split('Tasks').length > 4);
    top.write('z');
    await top.waitFor((text) => text.split('Tasks').length > 6);
    top.write('q');
    await top.waitForExit();
    await check(top);
  });
});

describeWith(['git', 'ls'], 'programs that write lines', () => {
  test('are shown as in xterm.js with their colours', async () => {
    const script = [
      'git init -q . && git config user.email a@b.c && git config user.name N',
      'for n in 1 2 3 4 5 6 7 8; do echo $n > file$n; git add . ; git commit -q -m "commit number $n"; done',
      'git --no-pager log --color --graph --stat',
      'git --no-pager log --color -p',
      'mkdir -p folder && ln -s file1 link && ls -la --color=always && ls --color=always -C /usr/bin | head -60',
      'printf "a\\tb\\tcolumn\\n"; seq 1 60 | tr "\\n" " "',
    ];
    const shell = start('sh', ['-c', script.join('; ')]);
    await shell.waitForExit();
    await check(shell);
  });
});

describeWith(['bash'], 'bash', () => {
  test('is shown as in xterm.js while a long line is edited over the wrap', async () => {
    sandbox.env.PS1 = '$ ';
    const bash = start('bash', ['--norc', '-i']);
    await bash.waitFor('$ ');
    bash.write(`echo ${'word '.repeat(30)}\x01\x1b[C\x1b[Cinserted \x05\x17\x17\x17 done\r`);
    await bash.waitFor((_, screen) => screen.split('inserted').length + screen.split('done').length > 4);
    bash.write('clear\recho again\x12wo\x07\x15exit\r');
    await bash.waitForExit();
    await check(bash);
  });
});

describeWith(['zsh'], 'zsh', () => {
  test('is shown as in xterm.js: prompt on the right, completion list, clearing', async () => {
    writeFileSync(
      join(sandbox.home, '.zshrc'),
      "PROMPT='%F{green}%~%f %# '\nRPROMPT='%F{blue}right%f'\nautoload -U compinit; compinit -u\n",
    );
    const zsh = start('zsh', ['-i']);
    for (const name of ['source1', 'source2', 'source3']) writeFileSync(join(sandbox.home, name), '');
    await zsh.waitFor((_, screen) => screen.includes('right'));
    zsh.write('ls so\t\t');
    await zsh.waitFor((_, screen) => /\nsource1 +source2 +source3/.test(screen));
    zsh.write('\x15print -P "%F{red}red%f"\r');
    await zsh.waitFor((_, screen) => screen.includes('\nred'));
    zsh.write('\x0cexit\r');
    await zsh.waitForExit();
    await check(zsh);
  });
});

describeWith(['fish'], 'fish', () => {
  test('is shown as in xterm.js: highlighting, suggestions, the pager', async () => {
    const fish = start('fish', ['--no-config', '-i']);
    await fish.waitFor((_, screen) => /[>#]/.test(screen));
    fish.write('echo one two\r');
    await fish.waitFor((_, screen) => screen.includes('\none two'));
    fish.write('ec');
    await fish.waitFor((_, screen) => /[>#] echo one two\s*$/.test(screen));
    fish.write('\x15exit\r');
    await fish.waitForExit();
    await check(fish);
  });
});

describeWith(['tmux'], 'tmux', () => {
  test('is shown as in xterm.js with two panes', async () => {
    const tmux = start('tmux', ['-L', `screen-${process.pid}`, '-f', '/dev/null', 'new', 'sh']);
    await tmux.waitFor((_, screen) => screen.includes('[0]'));
    tmux.write('\x02%');
    await tmux.waitFor((_, screen) => screen.includes('│'));
    tmux.write('seq 1 50; echo "✓ done"\r');
    await tmux.waitFor((_, screen) => /✓ done/.test(screen) && screen.includes('50'));
    tmux.write('exit\r');
    await tmux.waitFor((_, screen) => !screen.includes('│'));
    tmux.write('exit\r');
    await tmux.waitForExit();
    await check(tmux);
  });
});
