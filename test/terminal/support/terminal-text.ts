/** Text as hostile as a terminal can get it: fragments of every kind of sequence, whole, cut and mixed. */
import * as fc from 'fast-check';

const fragments = [
  ...[
    '\x1b',
    '\x1b[',
    '\x1b]',
    '\x1bP',
    '\x1bX',
    '\x1b^',
    '\x1b_',
    '\x1b\\',
    '\x9b',
    '\x9d',
    '\x9c',
    '\x90',
    '\x84',
    '\x85',
  ],
  ...['\x07', '\x18', '\x1a', '\x7f', '\r', '\n', '\b', '\t', '\0', '\x0e', '\x0f'],
  ...['0', '1;2', ':', ';', '?', '>', '=', ' ', '!', '$', '"', '#', '(', '0;', '52;c;', '8;;'],
  ...['m', 'H', 'J', 'K', 'h', 'q', 'p', '@', 'ab', 'é', '漢', 'e\u0301', '😀', '\ud83d', '\ude00', '\udc80'],
];

export const terminalText = () =>
  fc
    .array(fc.oneof(fc.constantFrom(...fragments), fc.string({unit: 'binary', maxLength: 4})), {maxLength: 30})
    .map((parts) => parts.join(''));
