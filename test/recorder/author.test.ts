import {PROFILES} from '../../shims/index.ts';
import {FORWARDED_VARIABLES} from '../../src/protocol/environment.ts';
import {detectAuthor} from '../../src/recorder/author.ts';
import {CI_SYSTEMS, CODING_AGENTS, NAMING_VARIABLES} from '../../src/recorder/author-table.ts';
import {makeHello} from '../support/frame-host.ts';

const AT_PROMPT = makeHello({parent: {pid: 2, name: 'bash'}});

describe('detectAuthor', () => {
  test.each(['bash', '-zsh', 'fish', 'tmux: server', 'sudo'])('takes a command typed in %s for a person', (name) => {
    expect(detectAuthor({...AT_PROMPT, parent: {pid: 2, name}}, [])).toEqual({kind: 'person', name: null});
  });

  test.each(['make', 'python3', 'perl', 'ansible'])('takes a command that %s runs for a script', (name) => {
    expect(detectAuthor({...AT_PROMPT, parent: {pid: 2, name}}, [])).toEqual({kind: 'script', name});
  });

  test('takes an invocation without a terminal for a script', () => {
    const hello = {...AT_PROMPT, tty: null, streams: ['pipe', 'pipe', 'pipe'] as const};
    expect(detectAuthor({...hello, streams: [...hello.streams]}, [])).toEqual({kind: 'script', name: 'bash'});
  });

  test('takes a command at the end of a typed pipeline for a person', () => {
    expect(detectAuthor({...AT_PROMPT, streams: ['pipe', 'tty', 'tty']}, [])).toEqual({kind: 'person', name: null});
  });

  test.each(['CRON', 'cron', 'sshd', 'pre-commit', 'systemd'])(
    'takes what %s runs without a terminal for its script',
    (name) => {
      const hello = makeHello({tty: null, streams: ['pipe', 'pipe', 'pipe'], parent: {pid: 2, name}});
      expect(detectAuthor(hello, [])).toEqual({kind: 'script', name});
    },
  );

  test('tells a program in Node from ddcoterm itself', () => {
    const hello = makeHello({parent: {pid: 2, name: 'node'}});
    expect(detectAuthor({...hello, origin: 'shim'}, [])).toEqual({kind: 'script', name: 'node'});
    expect(detectAuthor({...hello, origin: 'command'}, [])).toEqual({kind: 'person', name: null});
  });

  test.each([
    ['1', {kind: 'agent', name: 'unknown'}],
    ['Amp', {kind: 'agent', name: 'amp'}],
    ['0', {kind: 'person', name: null}],
    ['rm -rf "$HOME"; a sentence', {kind: 'person', name: null}],
  ])('reads AGENT=%s', (value, author) => {
    expect(detectAuthor({...AT_PROMPT, env: {AGENT: value}}, [])).toEqual(author);
  });

  test.each(CODING_AGENTS)('knows $name by $variable', ({variable, name}) => {
    expect(detectAuthor({...AT_PROMPT, env: {[variable]: '1'}}, [])).toEqual({kind: 'agent', name});
  });

  test.each(NAMING_VARIABLES)('takes the name that %s gives', (variable) => {
    expect(detectAuthor({...AT_PROMPT, env: {[variable]: 'goose'}}, [])).toEqual({kind: 'agent', name: 'goose'});
  });

  test.each(CI_SYSTEMS)('knows $name by $variable', ({variable, name}) => {
    expect(detectAuthor({...AT_PROMPT, env: {[variable]: 'true'}}, [])).toEqual({kind: 'script', name});
  });

  test('believes the user about agents that the table does not know', () => {
    const env = {MY_BOT: 'yes', CI: 'true'};
    expect(detectAuthor({...AT_PROMPT, env}, [{name: 'my-bot', variable: 'MY_BOT'}])).toEqual({
      kind: 'agent',
      name: 'my-bot',
    });
  });

  test.each(['', '0', 'false'])('is not impressed by CI=%s', (value) => {
    expect(detectAuthor({...AT_PROMPT, env: {CI: value}}, []).kind).toBe('person');
  });
});

describe('FORWARDED_VARIABLES', () => {
  test('holds every variable that tells the author', () => {
    const wanted = [...CODING_AGENTS, ...CI_SYSTEMS].map(({variable}) => variable).concat(NAMING_VARIABLES);
    expect(wanted.filter((variable) => !FORWARDED_VARIABLES.includes(variable))).toEqual([]);
  });

  test('holds every variable that a built-in profile reads tags from', () => {
    const read = PROFILES.flatMap((profile) => Object.values(profile.tags).flat()).flatMap((source) =>
      'variable' in source ? [source.variable] : [],
    );
    expect(read.filter((variable) => !FORWARDED_VARIABLES.includes(variable))).toEqual([]);
  });
});
