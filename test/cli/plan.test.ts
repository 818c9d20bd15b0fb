import fc from 'fast-check';
import {planCommandLine} from '../../src/cli/plan.ts';

const WORDS = new Set(['ls', 'show', 'rm', 'shim', 'config', 'help', 'record']);
const plan = (line: string) => planCommandLine(line === '' ? [] : line.split(' '), WORDS);

describe('planCommandLine', () => {
  test.each([
    ['', 'record'],
    ['--quiet', 'record --quiet'],
    ['-- psql -h db', 'record -- psql -h db'],
    ['-- ls --help', 'record -- ls --help'],
    ['--title ls --tag help:me -- ls', 'record --title ls --tag help:me -- ls'],
    ['--title=x -- foo -- bar', 'record --title=x -- foo -- bar'],
    ['--version', '--version'],
    ['-v', '--version'],
    ['-h', 'help'],
    ['--quiet --help', 'help'],
    ['ls --since 1h', 'ls --since 1h'],
    ['ls --help', 'help ls'],
    ['shim add -h', 'help shim add'],
    ['show -1', 'show -- -1'],
    ['show -12 --json', 'show --json -- -12'],
    ['rm -1 -2 --yes', 'rm --yes -- -1 -2'],
    ['rm -- -1', 'rm -- -1'],
    ['show --session -2 x', 'show --session=-2 x'],
    ['config set a.b -- --x', 'config set a.b -- --x'],
  ])('reads %j as %j', (line, args) => expect(plan(line)).toEqual({kind: 'command', args: args.split(' ')}));

  test.each(['foo', 'foo --help', 'foo -- bar', 'lss', 'psql -h db'])('takes %j for a plugin', (line) =>
    expect(plan(line)).toEqual({kind: 'plugin', args: line.split(' ')}),
  );

  test.each([
    ['--quiet ls', 'ls'],
    ['--title x psql', 'psql'],
  ])('tells the misplaced word of %j', (line, word) => expect(plan(line)).toEqual({kind: 'misplaced', word}));

  test('hands on what is behind "--" as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), {minLength: 1}), (words) => {
        expect(planCommandLine(['--', ...words], WORDS)).toEqual({kind: 'command', args: ['record', '--', ...words]});
      }),
    );
  });
});
