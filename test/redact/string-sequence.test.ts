import {BUILT_IN_RULES} from '../../src/redact/rules/index.ts';
import {SessionRedactor} from '../../src/redact/session-redactor.ts';
import {output, redactFrames} from './support/stream.ts';

const TOKEN = 'ghp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f';
const MASK = '*'.repeat(TOKEN.length);
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('SessionRedactor on string sequences', () => {
  test.each([
    ['a title', 'title', `\x1b]0;export HUB=${TOKEN}\x07`, `\x1b]0;export HUB=${MASK}\x07`],
    ['an icon name', 'title', `\x1b]1;${TOKEN}\x1b\\`, `\x1b]1;${MASK}\x1b\\`],
    ['a title of C1 controls', 'title', `\x9d2;${TOKEN}\x9c`, `\x9d2;${MASK}\x9c`],
    ['a working directory', 'cwd', `\x1b]7;file://host/srv/${TOKEN}\x07`, `\x1b]7;file://host/srv/${MASK}\x07`],
    [
      'a link',
      'link',
      '\x1b]8;;https://joe:q7Kq2mNvR4@x.org/\x1b\\x\x1b]8;;\x1b\\',
      '\x1b]8;;https://joe:**********@x.org/\x1b\\x\x1b]8;;\x1b\\',
    ],
    [
      'a link with escapes',
      'link',
      '\x1b]8;;https://x.org/?next=%3Ftoken%3Dq7Kq2mNvR4\x07',
      '\x1b]8;;https://x.org/?next=%3Ftoken%3D**********\x07',
    ],
    [
      'the clipboard',
      'clipboard',
      `\x1b]52;c;${base64(`key ${TOKEN}\n`)}\x07`,
      `\x1b]52;c;${base64(`key ${MASK}\n`)}\x07`,
    ],
    [
      'a command line of VS Code',
      'output',
      '\x1b]633;E;DB_PASSWORD="a\\x3bb\\x20c" psql;nonce\x07',
      '\x1b]633;E;DB_PASSWORD="*****" psql;nonce\x07',
    ],
    [
      'a command line of kitty',
      'output',
      '\x1b]133;C;cmdline_url=gh%20--token%20q7Kq2mNvR4\x07',
      '\x1b]133;C;cmdline_url=gh%20--token%20**********\x07',
    ],
    [
      'a variable of iTerm2',
      'output',
      `\x1b]1337;SetUserVar=x=${base64(`TOKEN=${TOKEN}`)}\x07`,
      `\x1b]1337;SetUserVar=x=${base64(`TOKEN=${MASK}`)}\x07`,
    ],
    [
      'a title with a control in the token',
      'title',
      `\x1b]0;${TOKEN.slice(0, 9)}\n${TOKEN.slice(9)}\x07`,
      `\x1b]0;${MASK}\x07`,
    ],
  ])('masks %s', (_what, place, stream, masked) => {
    expect(redactFrames([stream])).toBe(masked);
    expect(redactFrames([...stream])).toBe(masked);
    const redactor = new SessionRedactor({rules: BUILT_IN_RULES, startOffset: 0});
    redactor.push(output(stream), stream.length);
    expect(redactor.finish().redactions.map((redaction) => redaction.place)).toContain(place);
  });

  test('masks a piece of a known secret in a title that was cut', () => {
    const stream = `$ HUB=${TOKEN}\r\n\x1b]0;HUB=${TOKEN.slice(0, 9)}…\x07`;
    expect(redactFrames([stream])).toBe(`$ HUB=${MASK}\r\n\x1b]0;HUB=${'*'.repeat(9)}…\x07`);
  });

  test('leaves others as they are', () => {
    const stream = `\x1b]0;vim\x07\x1b]52;c;${base64('no secret')}\x07\x1b]633;E;ls \\x3b pwd\x07\x1bPq#0;2;0;0;0\x1b\\`;
    expect(redactFrames([stream])).toBe(stream);
  });

  test('masks in a title whose end never comes', () => {
    expect(redactFrames([`\x1b]0;HUB=${TOKEN}`])).toBe(`\x1b]0;HUB=${MASK}`);
  });
});
