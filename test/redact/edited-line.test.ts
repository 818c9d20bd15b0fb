import {EditedLine} from '../../src/redact/edited-line.ts';
import {BUILT_IN_RULES} from '../../src/redact/rules/index.ts';
import {SessionRedactor} from '../../src/redact/session-redactor.ts';
import {output, runFrames} from './support/stream.ts';

const PROMPT = 'joe@host:~$ ';
const OPEN = '\x1b[?2004h';
const CLOSED = '\x1b[?2004l';

describe('EditedLine', () => {
  const at = (...pieces: string[]) => {
    const line = new EditedLine();
    for (const piece of pieces) line.follow(piece);
    return line;
  };

  test.each([
    ['marks around pastes', [OPEN + PROMPT], true],
    ['marks that are cut', [`${PROMPT}\x1b[?20`, '04h'], true],
    ['marks that are switched off', [OPEN + PROMPT, `${CLOSED}\r\n`], false],
    ['a cursor that is put into its column', [`${PROMPT}\x1b[K\r\x1b[12C`], true],
    ['a line that goes on in the next row', [`${PROMPT}\r\x1b[12C`, 'x\r\r\n', 'y\x1b[A\r\r\n\x1b[C'], true],
    ['the output behind it', [`${PROMPT}\r\x1b[12C`, '\r\nout\r\n'], false],
    ['lines', ['one\r\ntwo\r\n'], false],
  ])('tells by %s whether a line is edited', (_name, pieces, isOpen) => {
    expect(at(...pieces).isOpen).toBe(isOpen);
  });

  test.each([
    ['ls -la /var/log', -1],
    ['kubectl describe deployment/web', -1],
    ['hp_x7K', 0],
    ['echo q7Kq2m', 5],
    ['echo 4111 11', -1],
    ['curl "Vq7Kq2mN', 6],
  ])('lets %j wait from %d on', (typed, from) => {
    const line = at(OPEN + PROMPT);
    expect(line.suspectFrom(PROMPT)).toBe(-1);
    expect(line.suspectFrom(PROMPT + typed)).toBe(from === -1 ? -1 : PROMPT.length + from);
  });

  test('never lets the prompt wait', () => {
    const prompt = 'gke_Proj-1234_eu> ';
    const line = at(OPEN + prompt);
    expect([prompt, `${prompt}ls`].map((text) => line.suspectFrom(text))).toEqual([-1, -1]);
  });
});

describe('SessionRedactor at a prompt', () => {
  const SECRET = 'hp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f';
  /** The token's first character is typed last. */
  const keys = [OPEN + PROMPT, ...SECRET, `${'\b'.repeat(SECRET.length)}`, `g${SECRET}${'\b'.repeat(SECRET.length)}`];
  const end = `\x1b[${SECRET.length}C${CLOSED}\r\n`;

  test('holds back what is typed until its beginning is', () => {
    const texts = runFrames([...keys, end], {paceUs: 700_000}).flatMap(({events}) =>
      events.flatMap((event) => ('text' in event ? [event.text] : [])),
    );
    expect(texts.join('').replace(/[^\w]/g, '')).not.toContain(SECRET.slice(8, 16));
    expect(texts.slice(1, 5)).toEqual([...SECRET.slice(0, 4)]);
  });

  test('does not hold it for ever', () => {
    const redactor = new SessionRedactor({rules: BUILT_IN_RULES, startOffset: 0});
    redactor.push(output(OPEN + PROMPT), 1);
    redactor.release(0);
    redactor.push(output('ls Build-77'), 2);
    expect(redactor.release(29_000_000).events).toHaveLength(0);
    expect(redactor.release(31_000_000).events).toHaveLength(1);
  });
});
