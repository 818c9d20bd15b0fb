import {parseShellMark} from '../../src/recorder/osc-marks.ts';

describe('parseShellMark', () => {
  test.each([
    [133, 'A', {kind: 'prompt-start'}],
    [133, 'A;k=s', {kind: 'prompt-start'}],
    [133, 'B', {kind: 'prompt-end'}],
    [133, 'C', {kind: 'output-start', text: null}],
    [133, 'C;cmdline_url=ls%20-l', {kind: 'output-start', text: 'ls -l'}],
    [133, 'C;cmdline_url=100%', {kind: 'output-start', text: '100%'}],
    [133, 'D', {kind: 'command-end', exitStatus: null}],
    [133, 'D;0', {kind: 'command-end', exitStatus: 0}],
    [133, 'D;130;aid=1', {kind: 'command-end', exitStatus: 130}],
    [133, 'D;nonsense', {kind: 'command-end', exitStatus: null}],
    [633, 'E;echo a\\x3b b\\\\n', {kind: 'command-line', text: 'echo a; b\\n'}],
    [633, 'E;for\\x0ado;nonce', {kind: 'command-line', text: 'for\ndo'}],
    [633, 'P;Cwd=/tmp/a\\x3bb', {kind: 'prompt-cwd', path: '/tmp/a;b'}],
    [7, 'file://host/home/m%C3%BCller', {kind: 'cwd', path: '/home/müller'}],
    [0, 'user@host: ~', {kind: 'title', text: 'user@host: ~'}],
    [1337, 'RemoteHost=u@h', {kind: 'iterm2', text: 'RemoteHost=u@h'}],
  ])('reads OSC %i;%s', (code, payload, mark) => {
    expect(parseShellMark(code, payload)).toEqual(mark);
  });

  test.each([
    [133, 'Z'],
    [633, 'P;IsWindows=True'],
    [8, ';https://example.org'],
  ])('says nothing about OSC %i;%s', (code, payload) => {
    expect(parseShellMark(code, payload)).toBeNull();
  });
});
