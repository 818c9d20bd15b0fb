import * as fc from 'fast-check';
import {MAX_SEQUENCE_CHARS, MAX_STRING_CHARS} from '../../src/terminal/sequence-parser.ts';
import {type Token, Tokenizer} from '../../src/terminal/tokens.ts';
import {terminalText} from './support/terminal-text.ts';

const tokensOf = (text: string) => new Tokenizer().push(text);
const kinds = (tokens: Token[]) => tokens.map(({kind}) => kind);

function pushCut(text: string, cuts: number[]): {tokens: Token[]; pending: string} {
  const tokenizer = new Tokenizer();
  const ends = [...cuts.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b);
  const tokens: Token[] = [];
  let start = 0;
  for (const end of ends) {
    tokens.push(...tokenizer.push(text.slice(start, end)));
    start = end;
  }
  return {tokens: mergeText(tokens), pending: tokenizer.pending};
}

/** Cuts divide runs of text, and nothing else. */
function mergeText(tokens: Token[]): Token[] {
  const merged: Token[] = [];
  for (const token of tokens) {
    const last = merged.at(-1);
    if (token.kind === 'text' && last?.kind === 'text')
      merged[merged.length - 1] = {...last, raw: last.raw + token.raw};
    else merged.push(token);
  }
  return merged;
}

describe('Tokenizer', () => {
  test('gives the same tokens wherever the text is cut', () => {
    fc.assert(
      fc.property(terminalText(), fc.array(fc.nat(), {maxLength: 20}), (text, cuts) => {
        expect(pushCut(text, cuts)).toEqual(pushCut(text, []));
      }),
      {numRuns: 3_000},
    );
  });

  test('gives the same tokens one character at a time', () => {
    fc.assert(
      fc.property(terminalText(), (text) => {
        expect(pushCut(text, [...Array(text.length).keys()])).toEqual(pushCut(text, []));
      }),
      {numRuns: 500},
    );
  });

  test('loses nothing: raw of all tokens and pending are the input', () => {
    fc.assert(
      fc.property(terminalText(), (text) => {
        const {tokens, pending} = pushCut(text, []);
        expect(tokens.map(({raw}) => raw).join('') + pending).toBe(text);
      }),
      {numRuns: 3_000},
    );
  });

  test('reads text, controls, CSI and ESC', () => {
    expect(tokensOf('ab\r\x1b[?1;22h\x1b(0\x1b[4:3m')).toEqual([
      {kind: 'text', raw: 'ab'},
      {kind: 'control', raw: '\r', code: 13},
      {kind: 'csi', raw: '\x1b[?1;22h', prefix: '?', params: [1, 22], intermediates: '', final: 'h', controls: ''},
      {kind: 'esc', raw: '\x1b(0', intermediates: '(', final: '0', controls: ''},
      {kind: 'csi', raw: '\x1b[4:3m', prefix: '', params: [4], intermediates: '', final: 'm', controls: ''},
    ]);
  });

  test.each([
    ['BEL', '\x07'],
    ['ST', '\x1b\\'],
    ['the C1 control ST', '\x9c'],
  ])('reads an OSC ended by %s', (_, terminator) => {
    const raw = `\x1b]8;;http://host/${terminator}`;
    expect(tokensOf(raw)).toEqual([
      {kind: 'osc', raw, code: 8, payload: ';http://host/', terminator, isComplete: true, part: 'whole', controls: ''},
    ]);
  });

  test.each(['P', 'X', '^', '_'])('reads the string that ESC %s begins, BEL included', (introducer) => {
    const raw = `\x1b${introducer}q\x07é\x1b\\`;
    expect(tokensOf(raw)).toMatchObject([{raw, payload: 'q\x07é', terminator: '\x1b\\', isComplete: true}]);
  });

  test('ends a string at any ESC, which begins the next sequence', () => {
    expect(tokensOf('\x1b]0;title\x1b[31m')).toMatchObject([
      {kind: 'osc', raw: '\x1b]0;title', payload: 'title', terminator: '', isComplete: true},
      {kind: 'csi', raw: '\x1b[31m'},
    ]);
  });

  test.each(['\x18', '\x1a', '\x84'])('cancels a string and a sequence at %j', (cancel) => {
    expect(tokensOf(`\x1b]0;t${cancel}x`)).toMatchObject([
      {kind: 'osc', raw: '\x1b]0;t', isComplete: false},
      {kind: 'control', raw: cancel},
      {kind: 'text', raw: 'x'},
    ]);
    expect(kinds(tokensOf(`\x1b[12${cancel}m`))).toEqual(['malformed', 'control', 'text']);
  });

  test('keeps controls inside a sequence, which a terminal executes first', () => {
    expect(tokensOf('\x1b[3\r\n1m')).toMatchObject([{kind: 'csi', params: [31], controls: '\r\n'}]);
  });

  test('takes C0 controls, which a terminal ignores, out of an OSC', () => {
    expect(tokensOf('\x1b]0;se\x01cr\net\x07')).toMatchObject([{kind: 'osc', code: 0, payload: 'secret'}]);
  });

  test('reads C1 controls as their 7-bit forms', () => {
    expect(tokensOf('\x9b1m\x9d0;t\x9c')).toMatchObject([
      {kind: 'csi', params: [1], final: 'm'},
      {kind: 'osc', code: 0, payload: 't'},
    ]);
  });

  test('swallows a character beyond ASCII that breaks a sequence', () => {
    expect(tokensOf('\x1b[1😀m')).toMatchObject([
      {kind: 'malformed', raw: '\x1b[1😀'},
      {kind: 'text', raw: 'm'},
    ]);
  });

  test('keeps an unfinished sequence pending', () => {
    const tokenizer = new Tokenizer();
    expect(tokenizer.push('a\x1b]0;ti')).toMatchObject([{raw: 'a'}]);
    expect(tokenizer.pending).toBe('\x1b]0;ti');
    expect(tokenizer.push('\x1b')).toEqual([]);
    expect(tokenizer.pending).toBe('\x1b]0;ti\x1b');
    expect(tokenizer.push('\\')).toMatchObject([{kind: 'osc', payload: 'ti'}]);
    expect(tokenizer.pending).toBe('');
  });

  test('gives a string beyond the limit out in pieces', () => {
    const tokenizer = new Tokenizer();
    const body = 'A'.repeat(2 * MAX_STRING_CHARS);
    const tokens = tokenizer.push(`\x1b]52;c;${body}`);
    expect(tokens).toMatchObject([
      {part: 'first', code: 52, isComplete: false},
      {part: 'middle', code: -1},
    ]);
    expect(tokenizer.pending.length).toBeLessThan(MAX_STRING_CHARS);
    const last = tokenizer.push('\x07x');
    expect(last).toMatchObject([{kind: 'osc', part: 'last', isComplete: true}, {raw: 'x'}]);
    expect([...tokens, ...last].map(({raw}) => raw).join('')).toBe(`\x1b]52;c;${body}\x07x`);
  });

  test('gives up on a sequence beyond the limit, wherever it is cut', () => {
    const text = `\x1b[${'1'.repeat(MAX_SEQUENCE_CHARS)}m`;
    expect(kinds(tokensOf(text))).toEqual(['malformed', 'text']);
    expect(pushCut(text, [7, 4_000])).toEqual(pushCut(text, []));
  });

  test('takes time in proportion to the text when a string comes one character at a time', () => {
    const tokenizer = new Tokenizer();
    tokenizer.push('\x1b]52;');
    for (let k = 0; k < 500_000; k++) tokenizer.push('A');
    expect(tokenizer.push('\x07')).toHaveLength(1);
  });
});
