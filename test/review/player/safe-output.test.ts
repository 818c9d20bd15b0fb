import fc from 'fast-check';
import {SafeOutput} from '../../../src/review/player/safe-output.ts';
import {Screen} from '../../../src/terminal/screen.ts';
import {Tokenizer} from '../../../src/terminal/tokens.ts';

const safe = (text: string): string => new SafeOutput().push(text);

describe('SafeOutput', () => {
  test.each([
    ['text and line ends', 'plain ünï\r\n\tnext\b'],
    ['colours', '\x1b[31;1mred\x1b[38;5;200m\x1b[38:2::1:2:3m\x1b[4:3m\x1b[m'],
    ['movement and erasing', '\x1b[2;3H\x1b[A\x1b[2K\x1b[J\x1b[3P\x1b[5X\x1b[2;10r'],
    ['the alternate screen and the cursor', '\x1b[?1049h\x1b[?25l\x1b[?7l'],
    ['line drawing', '\x1b(0lqk\x1b(B\x0e\x0f'],
  ])('passes %s', (_, text) => {
    const [expected, actual] = [new Screen(40, 10), new Screen(40, 10)];
    expected.write(text);
    actual.write(safe(text));
    expect(actual.serialize()).toBe(expected.serialize());
  });

  test.each([
    ['title', '\x1b]0;x\x07'],
    ['clipboard', '\x1b]52;c;eA==\x1b\\'],
    ['palette', '\x1b]4;1;red\x07\x1b]104\x07\x1b]10;?\x07'],
    ['folder, notification, iTerm2', '\x1b]7;file:///\x07\x1b]9;hi\x07\x1b]777;notify;a;b\x07\x1b]1337;x\x07'],
    ['DCS, APC, PM, SOS', '\x1bP$qm\x1b\\\x1b_Gx\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\'],
    ['questions', '\x1b[c\x1b[>c\x1b[6n\x1b[?6n\x1b[>q\x1b[18t\x1b[?1$p\x1bZ\x05'],
    ['window changes', '\x1b[8;10;10t\x1b[2t'],
    [
      'mouse, focus, paste, keys',
      '\x1b[?1000h\x1b[?1006h\x1b[?1004h\x1b[?2004h\x1b[?1h\x1b=\x1b[>1u\x1b[=1u\x1b[>4;2m',
    ],
    ['the scrollback', '\x1b[3J'],
    ['the bell', '\x07'],
    ['C1 controls', '\x9d0;x\x9c\x9bc\x90q\x9c\x84'.slice(0, -1)],
    ['line feed mode', '\x1b[20h'],
  ])('leaves out %s', (_, text) => {
    expect(safe(text)).toBe('');
  });

  test('takes from a list of modes those that are harmless', () => {
    expect(safe('\x1b[?1049;1000;25h')).toBe('\x1b[?1049;25h');
  });

  test('ends as it began: with colours off, the cursor shown, the main screen on', () => {
    const output = new SafeOutput();
    output.push('\x1b[31m\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2;3r');
    expect(output.end()).toBe('\x1b[?1049l\x1b[!p\x1b[?7h\x1b[?25h\x1b[m\x0f');
    output.push('\x1b[?1049l');
    expect(output.end()).not.toContain('1049');
    expect(new SafeOutput().end()).toBe('');
  });

  test('executes controls that stand inside a sequence', () => {
    expect(safe('\x1b[3\r1m')).toBe('\r\x1b[31m');
    expect(safe('\x1b[\x071m')).toBe('\x1b[1m');
  });

  test('gives the same wherever the stream is cut', () => {
    const text = 'a\x1b[31mb\x1b]0;title\x07c\x1b[?1000;25hd\x1b(0e\u{1f680}';
    for (let cut = 0; cut <= text.length; cut++) {
      const output = new SafeOutput();
      expect(output.push(text.slice(0, cut)) + output.push(text.slice(cut))).toBe(safe(text));
    }
  });

  test('gives out nothing but text, harmless controls, CSI and short escapes, whatever comes in', () => {
    const part = fc.constantFrom(
      '\x1b',
      '[',
      ']',
      'P',
      '?',
      '>',
      ';',
      '0',
      '1',
      '5',
      '2',
      'h',
      'c',
      'n',
      'q',
      't',
      '\x07',
      '\x9b',
      'm',
    );
    fc.assert(
      fc.property(fc.array(part, {maxLength: 30}), (parts) => {
        for (const token of new Tokenizer().push(safe(parts.join('')))) {
          expect(['text', 'control', 'csi', 'esc']).toContain(token.kind);
          if (token.kind === 'csi') expect(token.raw).toMatch(/^\x1b\[(?:\?[\d;]*[hl]|!p|[\d;:]*[@-Z`abdefgmrsuhl])$/);
          if (token.kind === 'csi') expect(token.raw).not.toMatch(/[cntq]$/);
        }
      }),
      {numRuns: 2000},
    );
  });
});
