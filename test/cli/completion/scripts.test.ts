import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {COMMANDS} from '../../../src/cli/commands.ts';
import {completionNodes} from '../../../src/cli/completion/model.ts';
import {quoteFish, quoteSh} from '../../../src/cli/completion/quote.ts';
import {renderCompletion} from '../../../src/cli/completion/render.ts';
import {describeWith} from '../../support/programs.ts';
import {runCli} from '../../support/run-cli.ts';
import {createSandbox} from '../../support/sandbox.ts';

const FILES = [
  ['bash', 'ddcoterm.bash'],
  ['zsh', '_ddcoterm'],
  ['fish', 'ddcoterm.fish'],
] as const;
const nodes = completionNodes(COMMANDS);

describe('completions/', () => {
  test.each(FILES)('holds what the declarations give for %s; else run "npm run completions"', (shell, file) => {
    const kept = readFileSync(join(__dirname, '../../../completions', file), 'utf8');
    expect(kept).toBe(renderCompletion(shell, nodes));
  });

  test.each(FILES)('names every command and option for %s', (shell) => {
    const script = renderCompletion(shell, nodes);
    for (const {path, options} of nodes) {
      expect(script).toContain(path.join(' '));
      for (const name of options.flatMap(({names}) => names)) {
        expect(script).toContain(shell === 'fish' ? name.replace(/^-+/, '') : name);
      }
    }
    expect(script).not.toContain('undefined');
  });
});

describe('completion', () => {
  test.each(FILES)('prints the script of %s', async (shell) => {
    const sandbox = createSandbox('completion');
    const {exitCode, stdout} = await runCli(['completion', shell], {env: sandbox.env});
    sandbox.remove();
    expect(exitCode).toBe(0);
    expect(stdout).toBe(renderCompletion(shell, nodes));
  });

  test('refuses another shell with status 2', async () => {
    const sandbox = createSandbox('completion');
    const {exitCode, stderr} = await runCli(['completion', 'tcsh'], {env: sandbox.env});
    sandbox.remove();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('only bash, zsh and fish');
  });
});

const TEXTS = ["it's", 'a\\b', "\\'", '$HOME `id` "x"', '', 'a\nb', '*?[]'];

describeWith(['shellcheck', 'bash'], 'the script for bash', () => {
  test('has nothing that shellcheck minds', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-completion-'));
    writeFileSync(join(folder, 'script'), renderCompletion('bash', nodes));
    try {
      execFileSync('shellcheck', ['-s', 'bash', join(folder, 'script')], {encoding: 'utf8'});
    } finally {
      rmSync(folder, {recursive: true});
    }
  });

  test.each(TEXTS)('quoteSh keeps %j', (text) => {
    expect(execFileSync('bash', ['-c', `printf %s ${quoteSh(text)}`], {encoding: 'utf8'})).toBe(text);
  });
});

describeWith(['fish'], 'quoteFish', () => {
  test.each(TEXTS)('keeps %j', (text) => {
    expect(execFileSync('fish', ['-c', `printf %s ${quoteFish(text)}`], {encoding: 'utf8'})).toBe(text);
  });
});
