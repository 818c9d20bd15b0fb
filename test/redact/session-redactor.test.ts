import fc from 'fast-check';
import {knownFromStart} from '../../src/redact/known-from-start.ts';
import type {RedactedEvent} from '../../src/redact/redacted.ts';
import {BUILT_IN_RULES} from '../../src/redact/rules/index.ts';
import {type SessionInput, SessionRedactor} from '../../src/redact/session-redactor.ts';
import {TextRedactor} from '../../src/redact/text-redactor.ts';
import {encodeLossless} from '../../src/terminal/utf8.ts';
import {output, redactedText, redactFrames, runFrames} from './support/stream.ts';

const TOKEN = 'ghp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f';
const MASK = '*'.repeat(TOKEN.length);
const create = () => new SessionRedactor({rules: BUILT_IN_RULES, startOffset: 0});
const kinds = (events: readonly RedactedEvent[]) => events.map((event) => ('text' in event ? event.text : event.kind));
const input = (text: string, elapsedUs = 0): SessionInput => ({kind: 'input', elapsedUs, bytes: Buffer.from(text)});

describe('knownFromStart', () => {
  const shown = 'using Vq7Kq2mNvR4tYw8Z now\r\n';
  const masked = 'using **************** now\r\n';

  test.each<[string, string[], Record<string, string>]>([
    ['an argument', ['mysql', '--password=Vq7Kq2mNvR4tYw8Z'], {}],
    ['what a profile calls secret', ['acme', '-xVq7Kq2mNvR4tYw8Z'], {}],
    ['a variable', ['acme'], {ACME_TOKEN: 'Vq7Kq2mNvR4tYw8Z'}],
  ])('masks the secret of %s in the first output', (_name, argv, env) => {
    const start = {argv, secretFlags: [{flag: '-x', form: 'attached' as const}], variables: env};
    const values = knownFromStart(BUILT_IN_RULES, start);
    const redactor = new SessionRedactor({rules: BUILT_IN_RULES, startOffset: 0, values});
    redactor.push(output(shown, 0), 10);
    expect(kinds(redactor.finish().events)).toEqual([masked]);
  });
});

test('keys are masked whatever they look like, in output and in texts', () => {
  const key = 'abcdef0123456789abcdef0123456789';
  const values = knownFromStart(BUILT_IN_RULES, {argv: ['echo'], keys: {values: [key], ruleId: 'datadog-key'}});
  const redactor = new SessionRedactor({rules: BUILT_IN_RULES, startOffset: 0, values});
  redactor.push(output(`it is ${key} here\r\n`), 10);
  expect(kinds(redactor.finish().events)).toEqual([`it is ${'*'.repeat(32)} here\r\n`]);
  const texts = new TextRedactor(BUILT_IN_RULES, values);
  expect(texts.redactText(`t ${key}`)).toEqual({text: `t ${'*'.repeat(32)}`, ruleIds: ['datadog-key']});
});

describe('SessionRedactor › release', () => {
  test.each([
    '$ ',
    'joe@build:~/src$ ',
    '\x1b[1;32mjoe\x1b[m % ',
    '\x1b]0;title\x07> ',
    'Password: ',
    '[sudo] password for joe: ',
    'passphrase for key: ',
  ])('lets the prompt %j go at once', (prompt) => {
    expect(redactedText(runFrames([`out\r\n${prompt}`]).slice(0, 1))).toBe(`out\r\n${prompt}`);
  });

  test('holds an unfinished token back, and everything behind it, until it is known', () => {
    const redactor = create();
    redactor.push(output('first\r\n', 1), 10);
    redactor.push(output(`x ${TOKEN.slice(0, 20)}`, 2), 20);
    redactor.push({kind: 'suspend', elapsedUs: 3}, 30);
    const early = redactor.release(3);
    expect([kinds(early.events), early.safeOffset]).toEqual([['first\r\n'], 10]);
    redactor.push(output(`${TOKEN.slice(20)}\r\n`, 4), 40);
    const late = redactor.release(4);
    const masked = [`x ${'*'.repeat(20)}`, 'suspend', `${'*'.repeat(20)}\r\n`];
    expect([kinds(late.events), late.safeOffset]).toEqual([masked, 40]);
    expect(late.events.map(({elapsedUs}) => elapsedUs)).toEqual([2, 3, 4]);
    expect(late.redactions).toEqual([{ruleId: 'github-token', elapsedUs: 2, place: 'output'}]);
  });

  test('lets the beginning of a keyword go after a moment', () => {
    const redactor = create();
    redactor.push(output('my tok', 0), 6);
    expect(redactor.release(0).events).toEqual([]);
    expect(kinds(redactor.release(600_000).events)).toEqual(['my tok']);
  });

  test('lets a full-screen program be seen within a second', () => {
    const redactor = create();
    redactor.push(output('\x1b[?1049h\x1b[H\x1b[2Jtop\x1b[5;1Hrows', 0), 6);
    expect(redactor.release(0).events).toEqual([]);
    expect(redactor.release(600_000).events).toHaveLength(1);
  });

  test('keeps a frame that ends within a character with the next one', () => {
    const redactor = create();
    const bytes = Buffer.from('ä€😀');
    for (const [at, byte] of bytes.entries()) {
      redactor.push({kind: 'output', elapsedUs: at, bytes: Uint8Array.of(byte)}, at + 1);
    }
    const {events, safeOffset} = redactor.release(10);
    expect([kinds(events).join(''), safeOffset]).toEqual(['ä€😀', bytes.length]);
  });

  test('lets half a character go as bytes when the rest does not come', () => {
    const redactor = create();
    redactor.push({kind: 'output', elapsedUs: 0, bytes: Buffer.from('é').subarray(0, 1)}, 1);
    expect(redactor.release(0)).toEqual({events: [], redactions: [], safeOffset: 0});
    expect(kinds(redactor.release(1_000_000).events)).toEqual(['\udcc3']);
  });

  test('begins where a resumed session goes on', () => {
    const redactor = new SessionRedactor({rules: BUILT_IN_RULES, startOffset: 4000});
    expect(redactor.release(0).safeOffset).toBe(4000);
    redactor.push(output('go on\r\n'), 4020);
    expect(redactor.release(0).safeOffset).toBe(4020);
  });

  test('bounds what it holds back: beyond that it goes, masked', () => {
    const value = 'q7'.repeat(200_000);
    const redactor = create();
    let offset = 0;
    let text = '';
    for (let at = 0; at < value.length; at += 10_000) {
      offset += 10_000;
      redactor.push(output(`${at === 0 ? 'TOKEN=' : ''}${value.slice(at, at + 10_000)}`, at), offset);
      text += redactedText([redactor.release(at)]);
    }
    expect(text.length).toBeGreaterThan(100_000);
    expect(text + redactedText([redactor.finish()])).toBe(`TOKEN=${'*'.repeat(value.length)}`);
  });

  test('masks a key whose end never comes, until something that is no key', () => {
    const body = Array.from(
      {length: 4000},
      () => 'MIIEowIBAAKCAQEAx7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nP6rT8v\r\n',
    ).join('');
    const header = '-----BEGIN RSA PRIVATE KEY-----\r\n';
    const frames = (header + body).match(/[\s\S]{1,5000}/g)!;
    const text = redactFrames(frames);
    expect(text.slice(0, header.length + 6)).toBe(`${header}******`);
    expect(text.slice(0, 120_000)).not.toMatch(/MIIE/);
    expect(redactFrames([`${header}MIIEowIBAAKCAQEAx7Kq\r\n$ ls\r\nREADME\r\n`])).toBe(
      `${header}${'*'.repeat(20)}\r\n$ ls\r\nREADME\r\n`,
    );
  });
});

describe('SessionRedactor › push', () => {
  test('keeps streams apart', () => {
    const redactor = create();
    redactor.push({kind: 'capture', elapsedUs: 0, descriptor: 1, bytes: Buffer.from(TOKEN.slice(0, 20))}, 1);
    redactor.push({kind: 'capture', elapsedUs: 1, descriptor: 2, bytes: Buffer.from('warning\n')}, 2);
    redactor.push({kind: 'capture', elapsedUs: 2, descriptor: 1, bytes: Buffer.from(`${TOKEN.slice(20)}\n`)}, 3);
    const {events, redactions} = redactor.release(2);
    expect(kinds(events)).toEqual(['*'.repeat(20), 'warning\n', `${'*'.repeat(20)}\n`]);
    expect(redactions).toEqual([{ruleId: 'github-token', elapsedUs: 0, place: 'capture'}]);
  });

  test('masks what a process was started with', () => {
    const redactor = create();
    const ids = {pid: 1, parentPid: 0, uid: 0, effectiveUid: 0, elapsedUs: 5};
    const argv = ['curl', '-H', `Authorization: Bearer ${TOKEN}`, 'https://joe:q7Kq2mNvR4@example.com'];
    redactor.push({kind: 'process-started', ...ids, executable: '/usr/bin/curl', argv, cwd: `/srv/${TOKEN}`}, 1);
    const {events, redactions} = redactor.release(5);
    expect(events).toEqual([
      {
        kind: 'process-started',
        ...ids,
        executable: '/usr/bin/curl',
        argv: ['curl', '-H', `Authorization: Bearer ${MASK}`, 'https://joe:**********@example.com'],
        cwd: `/srv/${MASK}`,
      },
    ]);
    expect(redactions.map(({place}) => place)).toContain('cwd');
  });

  test('masks details of notes', () => {
    const redactor = create();
    redactor.push({kind: 'note', elapsedUs: 0, code: 'agent-lost', detail: `token ${TOKEN}`}, 1);
    expect(redactor.release(0).events).toEqual([
      {kind: 'note', elapsedUs: 0, code: 'agent-lost', detail: `token ${MASK}`},
    ]);
  });

  test('drops input while the terminal does not echo, and acknowledges it', () => {
    const redactor = create();
    redactor.push({kind: 'echo', elapsedUs: 0, on: false}, 1);
    redactor.push(input('hunter2\r'), 2);
    redactor.push({kind: 'echo', elapsedUs: 0, on: true}, 3);
    redactor.push(input('ls\r'), 4);
    redactor.push(output('ls\r\n'), 5);
    const {events, safeOffset} = redactor.release(0);
    expect([kinds(events), safeOffset]).toEqual([['echo', 'echo', 'ls\r', 'ls\r\n'], 5]);
  });
});

describe('SessionRedactor on typed keys', () => {
  /** What is kept of keys that a terminal echoes. */
  function keys(text: string): string {
    const redactor = create();
    const kept: RedactedEvent[] = [];
    for (const [at, key] of [...text].entries()) {
      redactor.push(input(key, at), at);
      redactor.push(output(key.replace('\r', '\r\n').replace(/[\x1b\x7f]/, ''), at), at);
      kept.push(...redactor.release(at).events);
    }
    return [...kept, ...redactor.finish().events].map((event) => (event.kind === 'input' ? event.text : '')).join('');
  }

  test('masks a secret among them and leaves the rest', () => {
    expect(keys(`export HUB=${TOKEN}\rls\r`)).toBe(`export HUB=ghp${MASK.slice(3)}\rls\r`);
  });

  test('masks a value that was corrected, with what was taken back', () => {
    const masked = keys('API_TOKEN=q7Kq2xx\x7f\x7fmNvR4\r');
    expect(masked).toMatch(/^API_TOKEN=\*{5}(?:\*\*|xx)\x7f\x7f\*{5}\r$/);
  });

  test('sees arrow keys and pastes', () => {
    expect(keys('\x1b[200~DB_PASSWORD=q7Kq2mNvR4\x1b[201~\r')).toBe('\x1b[200~DB_PASSWORD=**********\x1b[201~\r');
    expect(keys('DB_PASSWORD=q7Kqmm\x1b[D2\r')).toBe('DB_PASSWORD=******\x1b[D*\r');
  });

  test('knows the question that is answered', () => {
    const redactor = create();
    redactor.push(output('Enter API key: '), 1);
    redactor.push(input('q7Kq2mNvR4\r'), 2);
    redactor.push(output('q7Kq2mNvR4\r\n'), 3);
    expect(kinds(redactor.finish().events)).toEqual(['Enter API key: ', '**********\r', '**********\r\n']);
  });

  test('drops what a program draws stars for, or nothing', () => {
    const redactor = create();
    redactor.push(output('Pass word: ', 0), 1);
    for (const [at, key] of [...'swordfish'].entries()) {
      redactor.push(input(key, 1_000_000 + at), 2);
      redactor.push(output('*', 1_000_000 + at), 3);
    }
    redactor.push(input('\r', 1_100_000), 4);
    redactor.push(output('\r\nwelcome, swindler of words: richard is fishing\r\n', 1_100_000), 5);
    const {events, redactions} = redactor.finish();
    const typed = events.map((event) => (event.kind === 'input' ? event.text : '')).join('');
    expect([typed, redactions[0]]).toEqual([
      `${'*'.repeat(9)}\r`,
      {ruleId: 'input-without-echo', elapsedUs: 1_000_000, place: 'input'},
    ]);
  });

  test('knows all of what was typed for stars, one key a second', () => {
    const redactor = create();
    const password = 'q7Kq2mNvR4';
    let seconds = 0;
    const batches = [...password].map((key) => {
      const elapsedUs = ++seconds * 1_000_000;
      redactor.push(input(key, elapsedUs), 2 * seconds);
      redactor.push(output('*', elapsedUs), 2 * seconds + 1);
      return redactor.release(elapsedUs + 900_000);
    });
    redactor.push(input('\r', 20_000_000), 100);
    redactor.push(output(`\r\n${password}\r\n`, 20_000_000), 101);
    const events = [...batches, redactor.finish()].flatMap((batch) => batch.events);
    expect(kinds(events).join('')).toBe(`${'**'.repeat(password.length)}\r\r\n${'*'.repeat(password.length)}\r\n`);
  });

  test('keeps what was typed ahead and is echoed by the next prompt', () => {
    const redactor = create();
    redactor.push(input('sleep 1\rpwd\r'), 1);
    redactor.push(output('sleep 1\r\nfirst\r\nsecond\r\n$ pwd\r\n'), 2);
    expect(kinds(redactor.release(0).events)[0]).toBe('sleep 1\rpwd\r');
  });
});

describe('SessionRedactor on text without secrets', () => {
  const innocent = fc
    .array(
      fc.oneof(
        fc.string({unit: 'binary'}),
        fc.constantFrom('\r\n', '\n', '\x1b[31m', '\x1b[K', '\b', '\t', 'ls -l', '日本'),
      ),
    )
    .map((parts) => parts.join('').replaceAll(/[a-z]{2}/gi, 'x'));

  test('gives out exactly the bytes that came in, whatever they are and however they are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 400}), fc.array(fc.integer({min: 1, max: 40})), (bytes, cuts) => {
        const frames: Uint8Array[] = [];
        let at = 0;
        for (const cut of cuts) {
          frames.push(bytes.subarray(at, at + cut));
          at += cut;
        }
        frames.push(bytes.subarray(at));
        expect(Buffer.from(encodeLossless(redactFrames(frames)))).toEqual(Buffer.from(bytes));
      }),
      {numRuns: 300},
    );
  });

  test('gives out escape sequences and controls unchanged', () => {
    fc.assert(
      fc.property(fc.array(innocent), (frames) => {
        const bytes = Buffer.concat(frames.map(encodeLossless));
        expect(Buffer.from(encodeLossless(redactFrames(frames)))).toEqual(bytes);
      }),
    );
  });

  test('lets plain lines go at once', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-f0-9 .,/-]{0,60}$/)), (lines) => {
        const text = lines.map((line) => `${line}\r\n`).join('');
        expect(redactedText(runFrames([text]).slice(0, 1))).toBe(text);
      }),
    );
  });
});
