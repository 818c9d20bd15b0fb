/** Text as programs send it: printable runs and well-formed sequences in any order, so that the oracle's answer counts. */
import * as fc from 'fast-check';

const number = fc.oneof(fc.nat(12), fc.constantFrom(0, 1, 2, 40, 9_999));
const csi = (finals: string) =>
  fc
    .tuple(fc.array(number, {maxLength: 2}), fc.constantFrom(...finals))
    .map(([params, final]) => `\x1b[${params.join(';')}${final}`);

/** Only characters about whose width Unicode 6 (xterm.js) and today's agree. */
const words = fc.oneof(
  fc.string({minLength: 1, maxLength: 12}).map((text) => text.replace(/[^ -~]/g, '.')),
  fc.constantFrom(
    '日本語',
    '漢',
    'e\u0301',
    '漢\u0301x',
    'é─│✓',
    'ﬀ\u{10330}',
    'a\u0300\u0301b',
    '한글 text',
    '\u00a0',
  ),
);

// Colours of underlines are left out: DECRC in xterm.js leaves them and their kind as they are, without the underline.
const attributes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 21, 22, 23, 24, 25, 27, 28, 29, 31, 37, 39, 42, 49, 53, 55, 93, 104];
const sgr = fc.oneof(
  fc.array(fc.constantFrom(...attributes), {maxLength: 3}).map((codes) => `\x1b[${codes.join(';')}m`),
  fc
    .constantFrom('38;5;201', '48;5;9', '38;2;1;2;3', '48:2::9:8:7', '38:5:7;1', '38;5', '4:0', '38;2;1')
    .map((body) => `\x1b[${body}m`),
);

const controls = fc.constantFrom('\r', '\n', '\r\n', '\b', '\t', '\v', '\f', '\x84', '\x85', '\x07', '\0', '\x7f');
const moves = fc.oneof(
  csi('ABCDEFGHaedf`IZ'),
  fc.constantFrom('\x1b[H', '\x1bM', '\x1bD', '\x1bE', '\x1b7', '\x1b8', '\x1b[s', '\x1b[u'),
);
const edits = fc.oneof(
  csi('JKX@PLMST'),
  fc.constantFrom('\x1b[J', '\x1b[2J', '\x1b[K', '\x1b[1K', '\x1b[2 @', '\x1b[3 A', '\x1b[4hins\x1b[4l'),
);
const regions = fc.oneof(csi('r'), fc.constant('\x1b[r'));
// Without wrapping xterm.js leaves halves of wide characters at the last column, depending on how the text is cut.
const modes = fc.constantFrom(
  '\r\x1b[?7l0123456789abcdefghijklmnopqrstuvwxyz\x1b[?7h',
  '\x1b[?45h',
  '\x1b[?45l',
  '\x1b[20hab\ncd\x1b[20l',
  '\x1b[!p',
  '\x1bc',
  '\x1b#8',
);
const screens = fc.constantFrom(
  '\x1b[?1049h',
  '\x1b[?1049l',
  '\x1b[?47h',
  '\x1b[?47l',
  '\x1b[?1047h',
  '\x1b[?1047l',
  '\x1b[?1048h',
  '\x1b[?1048l',
);
const charsets = fc.constantFrom('\x1b(0lqk`~\x1b(B', '\x1b)0\x0exx\x0f\x1b)B', '\x1b(A#\x1b(B');
const strings = fc.constantFrom(
  '\x1b]0;title\x07',
  '\x1b]8;;http://h/\x1b\\link\x1b]8;;\x1b\\',
  '\x1bP1$r\x1b\\',
  '\x1b_apc\x1b\\',
  '\x1b[>c',
  '\x1b[6n',
);
const repeats = fc
  .tuple(fc.constantFrom('a', '漢', 'e\u0301'), fc.nat(9))
  .map(([text, count]) => `${text}\x1b[${count}b`);
const protection = fc.constantFrom('\x1b[1"q', '\x1b[0"q', '\x1b[?J', '\x1b[?2J', '\x1b[?K', '\x1b[?1K');

export const sessionText = () =>
  fc
    .array(
      fc.oneof(
        {weight: 8, arbitrary: words},
        {weight: 4, arbitrary: sgr},
        {weight: 5, arbitrary: controls},
        {weight: 5, arbitrary: moves},
        {weight: 4, arbitrary: edits},
        {weight: 1, arbitrary: regions},
        {weight: 1, arbitrary: modes},
        {weight: 1, arbitrary: screens},
        {weight: 1, arbitrary: charsets},
        {weight: 1, arbitrary: strings},
        {weight: 1, arbitrary: repeats},
        {weight: 1, arbitrary: protection},
      ),
      {maxLength: 40},
    )
    .map((parts) => parts.join(''));

export const screenSize = () => fc.record({columns: fc.integer({min: 2, max: 30}), rows: fc.integer({min: 1, max: 8})});
