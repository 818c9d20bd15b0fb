/** The agent dies at any moment: the host sends again what was not acknowledged, and another redactor goes on. */
import fc from 'fast-check';
import {BUILT_IN_RULES} from '../../src/redact/rules/index.ts';
import {SessionRedactor} from '../../src/redact/session-redactor.ts';
import {TextRedactor} from '../../src/redact/text-redactor.ts';
import {redactedText} from './support/stream.ts';

const texts = new TextRedactor(BUILT_IN_RULES);
const SECRETS = ['ghp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f', 'plainpassword', 'MIIEowIBAAKCAQEAx7Kq2mNvR4tYw8Zp'];
const STREAM = [
  'grün ✓ 日本\r\n',
  `\x1b[32mhub\x1b[m ${SECRETS[0]} ok\r\n`,
  `db_password: "${SECRETS[1]}"\r\n`,
  `\x1b]0;token=${SECRETS[1]}\x07title\r\n`,
  `-----BEGIN RSA PRIVATE KEY-----\r\n${SECRETS[2]}\r\n${SECRETS[2]}\r\n-----END RSA PRIVATE KEY-----\r\n`,
  '$ done\r\n',
].join('');
const BYTES = Buffer.from(STREAM);

/** Frames of so many bytes; after `deaths` frames each, what was not acknowledged is sent to a new redactor. */
function runWithDeaths(frameBytes: number, framesBetweenDeaths: number): string {
  let offset = 0;
  let text = '';
  while (offset < BYTES.length) {
    const unfinishedLine = text.slice(text.lastIndexOf('\n') + 1);
    const redactor = new SessionRedactor({rules: BUILT_IN_RULES, startOffset: offset, unfinishedLine});
    const before = offset;
    let sent = offset;
    for (let frame = 0; frame < framesBetweenDeaths || offset === before; frame++) {
      if (sent >= BYTES.length) return text + redactedText([redactor.finish()]);
      const bytes = BYTES.subarray(sent, sent + frameBytes);
      sent += bytes.length;
      redactor.push({kind: 'output', elapsedUs: sent, bytes}, sent);
      const batch = redactor.release(sent);
      text += redactedText([batch]);
      offset = batch.safeOffset;
    }
  }
  return text;
}

describe('SessionRedactor after the death of another', () => {
  test('neither loses nor doubles a character, and leaks none', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 60}), fc.integer({min: 1, max: 60}), (frameBytes, framesBetweenDeaths) => {
        const text = runWithDeaths(frameBytes, framesBetweenDeaths);
        expect(text).toHaveLength(STREAM.length);
        expect(SECRETS.filter((secret) => text.includes(secret.slice(0, 8)))).toEqual([]);
        expect([...text].filter((character, at) => character !== '*' && character !== [...STREAM][at])).toEqual([]);
      }),
      {numRuns: 300},
    );
    expect(runWithDeaths(1000, 1)).toContain(texts.redactText(STREAM.slice(0, 90)).text.slice(0, 80));
  });
});
