import fc from 'fast-check';
import {DdcotermError} from '../../src/errors.ts';
import {parseHello} from '../../src/protocol/messages.ts';
import {makeHello} from '../support/frame-host.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('parseHello', () => {
  test('returns what a host says', () => {
    const hello = makeHello();
    expect(parseHello(encode(hello))).toEqual(hello);
  });

  test.each(Object.keys(makeHello()).filter((field) => !['tty', 'pty', 'parent', 'parentSession'].includes(field)))(
    'throws FRAME_MALFORMED when "%s" is missing',
    (field) => {
      const hello: Record<string, unknown> = {...makeHello()};
      delete hello[field];
      expect(() => parseHello(encode(hello))).toThrow(DdcotermError);
    },
  );

  test.each(['../../etc/passwd', '', 'x', '01a20d05-2e61-77fd-b53b-4ced0fb19b3c/..'])(
    'throws FRAME_MALFORMED when the session is "%s", for it names files',
    (session) => {
      expect(() => parseHello(encode(makeHello({session})))).toThrow('field "session"');
    },
  );

  test('throws a DdcotermError that quotes nothing, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 200}), (bytes) => {
        expect(() => parseHello(bytes)).toThrow(DdcotermError);
      }),
    );
    expect(() => parseHello(Buffer.from('{"token": "not-a-real-secret'))).not.toThrow('not-a-real-secret');
  });
});
