import {shapeOf} from '../../src/cli/command-shape.ts';
import {COMMANDS} from '../../src/cli/commands.ts';
import {renderHelp} from '../../src/cli/help.ts';
import {runCli} from '../support/run-cli.ts';
import {createSandbox} from '../support/sandbox.ts';

// Those without a usage are for scripts.
const shapes = COMMANDS.filter(({usage}) => usage !== undefined).map(shapeOf);
const named = shapes.map((shape) => [shape.paths[0]?.join(' ') || 'ddcoterm', shape] as const);

describe('every command', () => {
  test.each(named)('%s says what it is for, its exit statuses, and shows examples', (_, shape) => {
    expect(shape.category).toMatch(/^(Record|Review|Upload|Policy|Shims|Set-up|General)$/);
    expect(shape.description).toMatch(/^[A-Z].*\.$/);
    expect(shape.details.replace(/\s+/g, ' ')).toMatch(/Exit status(es)?: /);
    expect(shape.examples.length).toBeGreaterThan(0);
    for (const [label, line] of shape.examples) {
      expect(label).not.toBe('');
      expect(line).toContain('$0');
    }
  });

  test.each(named)('%s describes each option', (_, shape) => {
    for (const option of shape.options)
      expect({option: option.names, about: option.description}).not.toMatchObject({about: ''});
  });

  test.each(named)('%s takes --json where it lists', (name, shape) => {
    const lists = /(^|\s)(ls|list|events|logs|stats|status|doctor|show)$/.test(name);
    if (lists) expect(shape.options.flatMap(({names}) => names)).toContain('--json');
  });

  test('has paths of its own', () => {
    const paths = shapes.flatMap((shape) => shape.paths.map((path) => path.join(' ')));
    expect(new Set(paths).size).toBe(paths.length);
  });

  test.each(named.filter(([name]) => !name.startsWith('-')))('%s has --help', async (name, shape) => {
    const sandbox = createSandbox('help');
    const words = name === 'ddcoterm' ? ['record'] : name.split(' ');
    const {exitCode, stdout, stderr} = await runCli([...words, '--help'], {env: sandbox.env});
    sandbox.remove();
    expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
    expect(stdout).toContain(shape.description);
    expect(stdout).toContain('Examples');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(160);
  });
});

describe('renderHelp', () => {
  test('names every command in the overview', () => {
    const text = renderHelp(COMMANDS, [], {color: false, version: '1.2.3'}) ?? '';
    for (const {paths} of shapes) {
      const name = paths[0]?.join(' ') ?? '';
      expect(text).toContain(name === '' ? 'ddcoterm [-- COMMAND …]' : `ddcoterm ${name}`);
    }
  });

  test('shows a group', () => {
    const text = renderHelp(COMMANDS, ['config'], {color: false, version: '1.2.3'});
    expect(text).toMatch(/^Commands of "ddcoterm config"\n {2}ddcoterm config get \[KEY\] /);
  });

  test('gives null for a word that is nothing of ours', () => {
    expect(renderHelp(COMMANDS, ['nothing'], {color: false, version: '1.2.3'})).toBeNull();
  });
});
