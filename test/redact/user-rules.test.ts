import fc from 'fast-check';
import {Detector} from '../../src/redact/detector.ts';
import {TextRedactor} from '../../src/redact/text-redactor.ts';
import {compileRules} from '../../src/redact/user-rules/compile.ts';
import {MAX_PROGRAM_STEPS, Re2Pattern} from '../../src/redact/user-rules/re2-pattern.ts';
import {requiredOpenings} from '../../src/redact/user-rules/required-text.ts';
import {NO_REDACT_SETTINGS, type RedactSettings, type UserRule} from '../../src/redact/user-rules/settings.ts';

const compile = (settings: Partial<RedactSettings>) => compileRules({...NO_REDACT_SETTINGS, ...settings});
const redact = (settings: Partial<RedactSettings>, text: string) => {
  const {rules, problems} = compile(settings);
  expect(problems).toEqual([]);
  return new TextRedactor(rules).redactText(text);
};
const own = (rule: Omit<UserRule, 'id'>): Partial<RedactSettings> => ({rules: [{id: 'mine', ...rule}]});

describe('compileRules › rules', () => {
  test.each([
    [{regex: 'acme_[a-z0-9]{8}'}, 'use acme_q7kq2mnv now', 'use ************* now'],
    [{regex: 'acme_([a-z0-9]{8})'}, 'use acme_q7kq2mnv now', 'use acme_******** now'],
    [{regex: '(\\d{3})-([A-Z]{4})', secret: 2}, 'ref 123-QXPL', 'ref 123-****'],
    [{regex: '(?i)cust-\\d{6}'}, 'CUST-123456 and cust-654321', '*********** and ***********'],
    [{regex: 'emp\\d{5}|ext\\d{5}'}, 'emp12345 ext54321', '******** ********'],
    [{regex: '\\bK[0-9]{7}\\b'}, 'K1234567 K12345678', '******** K12345678'],
    [{keyword: ['vault-pin'], shape: '\\d{4}'}, 'Vault-Pin: 4711', 'Vault-Pin: ****'],
    [{keyword: ['pin', 'puk'], shape: '\\d{4,8}'}, '"puk": "12345678"', '"puk": "********"'],
    [{regex: '\\d+ bottles', keyword: ['bottles']}, 'drink 99 bottles', 'drink **********'],
    [{regex: 'secret:\\s*(\\S+)'}, 'secret: yes!', 'secret: ****'],
    [{regex: 'id\\t(\\d+)\\tcard'}, 'id\t4711\tcard', 'id\t****\tcard'],
  ])('%j masks in %j', (rule, text, masked) => {
    const result = redact(own(rule), text);
    expect(result.text).toBe(masked);
    expect(result.ruleIds).toEqual(['mine']);
  });

  test.each([
    [{regex: '(a'}, 'regex', 'missing closing'],
    [{regex: 'a(?=b)c'}, 'regex', 'invalid or unsupported Perl syntax'],
    [{regex: '(a)\\1'}, 'regex', 'invalid escape sequence'],
    [{regex: 'x*'}, 'regex', 'a text of no length'],
    [{regex: '\\w+'}, 'regex', 'no two characters in a row are certain'],
    [{regex: 'id-[0-9]{1,900}'}, 'regex', `the limit is ${MAX_PROGRAM_STEPS}`],
    [{keyword: ['pin'], shape: '['}, 'shape', 'missing closing ]'],
    [{regex: 'acme_x', secret: 1}, 'secret', 'the expression has 0 groups'],
  ])('tells what is wrong with %j', (rule, key, state) => {
    const {rules, problems} = compile(own(rule));
    expect(problems).toEqual([expect.objectContaining({severity: 'error', path: ['rules', 0, key]})]);
    expect(problems[0]!.message).toContain('Cannot use rule "mine": ');
    expect(problems[0]!.message).toContain(state);
    expect(rules.map(({id}) => id)).not.toContain('mine');
  });

  test('refuses an id that is taken', () => {
    expect(compile({rules: [{id: 'jwt', regex: 'abc'}]}).problems[0]!.message).toContain('of this name already');
  });
});

describe('compileRules › allow', () => {
  const allow = (entry: RedactSettings['allow'][number], text: string) => redact({allow: [entry]}, text).text;

  test('never masks a text of the list, nor a part of it', () => {
    expect(allow('example-pw1', 'DB_PASSWORD=example-pw1')).toBe('DB_PASSWORD=example-pw1');
    expect(allow('DB_PASSWORD=example-pw1', 'DB_PASSWORD=example-pw1')).toBe('DB_PASSWORD=example-pw1');
    expect(allow('4111 1111 1111 1111', 'pay 4111 1111 1111 1111')).toBe('pay 4111 1111 1111 1111');
  });

  test('masks what only begins or ends like it', () => {
    expect(allow('example', 'DB_PASSWORD=example-pw1')).toBe('DB_PASSWORD=***********');
  });

  test('takes expressions', () => {
    expect(allow({regex: 'test_[a-z]+'}, 'API_TOKEN=test_abc')).toBe('API_TOKEN=test_abc');
    expect(allow({regex: 'test_[a-z]+'}, 'API_TOKEN=live_abc')).toBe('API_TOKEN=********');
  });

  test('holds for arguments, too', () => {
    const {rules} = compile({allow: ['not-secret']});
    expect(new TextRedactor(rules).redactArgv(['x', '--password', 'not-secret']).argv[2]).toBe('not-secret');
  });
});

describe('compileRules › disable and groups', () => {
  test('switches rules off', () => {
    expect(redact({disable: ['secret-assignment', 'secret-flag']}, 'DB_PASSWORD=q7Kq2mNv').text).toContain('q7Kq2mNv');
    const {rules} = compile({disable: ['secret-flag', 'secret-assignment']});
    expect(new TextRedactor(rules).redactArgv(['x', '--password', 'q7Kq2mNv']).argv[2]).toBe('q7Kq2mNv');
  });

  test('warns of an unknown id', () => {
    expect(compile({disable: ['jot']}).problems).toEqual([
      expect.objectContaining({severity: 'warning', path: ['disable', 0]}),
    ]);
  });

  test('switches personal data on and off', () => {
    expect(redact({}, 'joe@example.com 4111 1111 1111 1111').text).toBe('joe@example.com *******************');
    expect(redact({groups: {email: true, card: false}}, 'joe@example.com 4111 1111 1111 1111').text).toBe(
      '*************** 4111 1111 1111 1111',
    );
  });
});

describe('requiredOpenings', () => {
  const cases: [string, string[] | null][] = [
    ['acme_[a-z]{8}', ['acme_']],
    ['foo|bar', ['foo', 'bar']],
    ['(?:foo|bar)-\\d{4}', ['foo-0000', 'bar-9999']],
    ['x?[0-9a-f]{8}', ['0a1b2c']],
    ['.*', null],
    ['[a-z]+', null],
    ['(?i)ab', ['aB']],
  ];

  test.each(cases)('of %j finds %j', (source, texts) => {
    const openings = requiredOpenings(source);
    if (texts === null) {
      expect(openings).toBeNull();
      return;
    }
    for (const text of texts) {
      const rule = {id: 'x', about: '', source: '', keywords: [], openings: openings!, pattern: /x/dg, secret: 0};
      const detector = Detector.for([{...rule, maxSpanChars: 1, hits: [], misses: []}]);
      expect({text, found: detector.candidates(text).size}).toEqual({text, found: 1});
    }
  });

  test('never lets a text pass that the expression matches', () => {
    const sources = [
      'ab[cd]{2,4}e?f',
      '(?:ab|c[0-9]{3}x)+y\\d\\d',
      'pk(?:ey)?=[^;]{3}',
      '\\d{2}:\\d{2}',
      '(?i:To)ken[.-]x',
    ];
    for (const source of sources) {
      const openings = requiredOpenings(source)!;
      const rule = {id: 'x', about: '', source: '', keywords: [], openings, pattern: /x/dg, secret: 0, maxSpanChars: 1};
      const detector = Detector.for([{...rule, hits: [], misses: []}]);
      fc.assert(
        fc.property(fc.stringMatching(new RegExp(`^(?:${source.replace('(?i:To)', '[Tt][oO]')})$`)), (text) => {
          expect(detector.candidates(text).size).toBe(1);
        }),
        {numRuns: 100},
      );
    }
  });
});

describe('Re2Pattern', () => {
  test('masks the rest of a line that has cost too much, instead of hanging', () => {
    const pattern = Re2Pattern.compile('a(?:[ab]*z)?');
    const line = 'ab'.repeat(32 * 1024);
    const startedMs = performance.now();
    pattern.lastIndex = 0;
    let last: RegExpExecArray | null = null;
    for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
      last = match;
      pattern.lastIndex = match.index + match[0].length;
    }
    expect(last!.index + last![0].length).toBe(line.length);
    // A backtracking engine, or one that is linear for each match only, takes minutes.
    expect(performance.now() - startedMs).toBeLessThan(20_000);
  });
});
