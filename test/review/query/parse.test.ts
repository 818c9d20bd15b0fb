import fc from 'fast-check';
import {QuerySyntaxError} from '../../../src/review/query/errors.ts';
import {parseQuery} from '../../../src/review/query/parse.ts';
import {printQuery} from '../../../src/review/query/print.ts';
import {renderQueryError} from '../../../src/review/query/render-error.ts';
import type {QueryNode} from '../../../src/store/query.ts';
import {query} from '../../support/query-arbitrary.ts';

const word = (value: string): QueryNode => ({type: 'text', value, quoted: false});
const phrase = (value: string): QueryNode => ({type: 'text', value, quoted: true});
const match = (key: string, value: string, quoted = false): QueryNode => ({
  type: 'match',
  key,
  attribute: false,
  value,
  quoted,
});
const attribute = (key: string, value: string, quoted = false): QueryNode => ({
  type: 'match',
  key,
  attribute: true,
  value,
  quoted,
});
const and = (...children: QueryNode[]): QueryNode => ({type: 'and', children});
const or = (...children: QueryNode[]): QueryNode => ({type: 'or', children});
const not = (child: QueryNode): QueryNode => ({type: 'not', child});
const range = (key: string, lower: [string, boolean] | null, upper: [string, boolean] | null): QueryNode => ({
  type: 'range',
  key,
  attribute: true,
  lower: lower === null ? null : {value: lower[0], inclusive: lower[1]},
  upper: upper === null ? null : {value: upper[0], inclusive: upper[1]},
});

function mistakeOf(text: string): QuerySyntaxError {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof QuerySyntaxError) return error;
    throw error;
  }
  throw new Error(`"${text}" was read without complaint`);
}

describe('parseQuery', () => {
  test.each<[string, QueryNode | null]>([
    ['', null],
    [' \t\n ', null],
    ['error', word('error')],
    ['"connection refused"', phrase('connection refused')],
    ['"say \\"hi\\" \\\\ \\n"', phrase('say "hi" \\ \\n')],
    ['host:web1', match('host', 'web1')],
    ['@exit_code:1', attribute('exit_code', '1')],
    ['kubectl.context:prod', match('kubectl.context', 'prod')],
    ['@cwd:"/srv/my app"', attribute('cwd', '/srv/my app', true)],
    ['@cwd:/srv/my\\ app', attribute('cwd', '/srv/my app')],
    ['@n:-5', attribute('n', '-5')],
    ['CIDR(@ip,10.0.0.0/8)', {type: 'cidr', key: 'ip', attribute: true, ranges: ['10.0.0.0/8']}],
    [
      '-CIDR( host, ::1,2001:db8::/32 )',
      not({type: 'cidr', key: 'host', attribute: false, ranges: ['::1', '2001:db8::/32']}),
    ],
    ['CIDR (a)', and(word('CIDR'), word('a'))],
    ['-@signal:*', not(attribute('signal', '*'))],
    ['*:oops', match('*', 'oops')],
    ['a b', and(word('a'), word('b'))],
    ['a AND b', and(word('a'), word('b'))],
    ['a OR b c', or(word('a'), and(word('b'), word('c')))],
    ['a AND b OR c AND d', or(and(word('a'), word('b')), and(word('c'), word('d')))],
    ['a (b OR c)', and(word('a'), or(word('b'), word('c')))],
    ['a (b c) d', and(word('a'), word('b'), word('c'), word('d'))],
    ['NOT a', not(word('a'))],
    ['a NOT b', and(word('a'), not(word('b')))],
    ['-a -"b c"', and(not(word('a')), not(phrase('b c')))],
    ['-(a OR b)', not(or(word('a'), word('b')))],
    ['NOT NOT a', not(not(word('a')))],
    ['and or not', and(word('and'), word('or'), word('not'))],
    ['\\AND "OR"', and(word('AND'), phrase('OR'))],
    ['ANDROID ORDER', and(word('ANDROID'), word('ORDER'))],
    ['user:(alice OR bob)', or(match('user', 'alice'), match('user', 'bob'))],
    [
      '@n:(>5 -7 [1 TO 2])',
      and(range('n', ['5', false], null), not(attribute('n', '7')), range('n', ['1', true], ['2', true])),
    ],
    ['team:(a (b OR "c d"))', and(match('team', 'a'), or(match('team', 'b'), match('team', 'c d', true)))],
    ['@at:(12:30 OR 13:30)', or(attribute('at', '12:30'), attribute('at', '13:30'))],
    ['@n:>5', range('n', ['5', false], null)],
    ['@n:>=5', range('n', ['5', true], null)],
    ['@n:<5', range('n', null, ['5', false])],
    ['@n:<=-5.5', range('n', null, ['-5.5', true])],
    ['@n:> 5', range('n', ['5', false], null)],
    ['@n:[400 TO 499]', range('n', ['400', true], ['499', true])],
    ['@n:[ 400   TO  * ]', range('n', ['400', true], null)],
    ['@n:[* TO *]', range('n', null, null)],
    ['@n:["a b" TO c]', range('n', ['a b', true], ['c', true])],
    ['kube*', word('kube*')],
    ['a\\*b*', word('a\\*b*')],
    ['a\\*b', phrase('a*b')],
    ['a\\\\b', phrase('a\\b')],
    ['a\\\\*', word('a\\\\*')],
    ['\\-a', word('-a')],
    ['a\\:b', word('a:b')],
    ['a\\(b\\)', word('a(b)')],
    // Kinder than Datadog.
    ['--namespace', word('--namespace')],
    ['-', word('-')],
    ['a - b', and(word('a'), word('-'), word('b'))],
    ['12:30:45', word('12:30:45')],
    ['http://host/path', word('http://host/path')],
    [':x', word(':x')],
    ['@', word('@')],
    ['@:x', word('@:x')],
    ['[error] {x} a=b !c #d <e> f>g &&', and(...['[error]', '{x}', 'a=b', '!c', '#d', '<e>', 'f>g', '&&'].map(word))],
    ['größe:1 日本語', and(match('größe', '1'), word('日本語'))],
  ])('reads %j', (text, tree) => {
    expect(parseQuery(text)).toEqual(tree);
  });

  test.each([
    ['a AND', 5, 'something is missing at the end'],
    ['OR a', 0, 'something is missing before OR'],
    ['a AND AND b', 6, 'something is missing before AND'],
    ['a OR )', 5, 'something is missing before this parenthesis'],
    ['()', 1, 'something is missing before this parenthesis'],
    ['NOT', 3, 'something is missing at the end'],
    ['(a b', 0, 'the parenthesis is not closed'],
    ['x (a (b)', 2, 'the parenthesis is not closed'],
    ['a)', 1, 'this parenthesis was never opened'],
    ['say "hi', 4, 'the quote is not closed'],
    ['a @b:"c', 5, 'the quote is not closed'],
    ['host:', 5, 'the value of "host:" is missing'],
    ['@n: 5', 3, 'the value of "@n:" is missing'],
    ['@n:>', 4, 'the value of "@n:" is missing'],
    ['@n:[1 5]', 6, '"TO" is missing'],
    ['@n:[1 TO 5', 10, '"]" is missing'],
    ['@n:[1 TO ]', 9, 'the value of "@n:" is missing'],
    ['a\\', 1, 'nothing follows the backslash'],
    ['a CIDR()', 7, 'CIDR() begins with a key'],
    ['CIDR(@ip)', 8, 'CIDR() has no network'],
    ['CIDR(@ip,10.0.0.0/33)', 9, 'this is no network'],
    ['CIDR(@ip,10.0.0.0/8, x)', 21, 'this is no network'],
    ['CIDR(@ip,10.0.0.0/8', 19, '")" is missing'],
  ])('points into %j at %i: %s', (text, position, state) => {
    const error = mistakeOf(text);
    expect(error).toMatchObject({code: 'QUERY_SYNTAX', position, hint: expect.any(String)});
    expect(error.message).toContain(state);
  });

  test.each([
    ['length', 'a'.repeat(10_000)],
    ['number of terms', 'a '.repeat(300)],
    ['depth of parentheses', `${'('.repeat(2000)}a${')'.repeat(2000)}`],
    ['depth of NOT', `${'NOT '.repeat(1000)}a`],
  ])('limits the %s', (_, text) => {
    expect(mistakeOf(text).code).toBe('QUERY_SYNTAX');
  });

  test('any text is read or refused with QUERY_SYNTAX inside it', () => {
    const piece = fc.oneof(
      fc.string({unit: 'binary', maxLength: 5}),
      fc.constantFrom(
        ' ',
        '(',
        ')',
        '"',
        '\\',
        ':',
        '@',
        '-',
        '*',
        '?',
        '[',
        ']',
        'TO',
        ' AND ',
        ' OR ',
        'NOT ',
        '>',
        '<=',
        'host',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(piece, {maxLength: 20}).map((pieces) => pieces.join('')),
        (text) => {
          try {
            const tree = parseQuery(text);
            expect(parseQuery(printQuery(tree))).toEqual(tree);
          } catch (error) {
            expect(error).toBeInstanceOf(QuerySyntaxError);
            expect((error as QuerySyntaxError).position).toBeLessThanOrEqual(text.length);
            renderQueryError(text, (error as QuerySyntaxError).position);
          }
        },
      ),
      {numRuns: 3000},
    );
  });
});

describe('printQuery', () => {
  test('prints what parses to the same tree', () => {
    fc.assert(
      fc.property(query, (tree) => {
        expect(parseQuery(printQuery(tree))).toEqual(tree);
      }),
      {numRuns: 2000},
    );
  });

  test.each([
    ['a   AND (b OR c)', 'a (b OR c)'],
    ['NOT @exit_code:0', '-@exit_code:0'],
    ['@n:[1 TO *]', '@n:>=1'],
    ['user:(alice OR "b c")', 'user:alice OR user:"b c"'],
  ])('%j becomes %j', (text, printed) => {
    expect(printQuery(parseQuery(text))).toBe(printed);
  });

  test('a range open at one end prints as two', () => {
    const tree = range('n', ['1', true], ['2', false]);
    expect(printQuery(tree)).toBe('(@n:>=1 @n:<2)');
  });
});

describe('renderQueryError', () => {
  test.each([
    ['host:', 'host:\n     ^'],
    ['a AND', 'a AND\n     ^'],
    ['日本 (', '日本 (\n      ^'],
    ['\x1b[31m (', ' [31m (\n       ^'],
  ])('points into %j', (text, expected) => {
    expect(renderQueryError(text, mistakeOf(text).position)).toBe(expected);
  });

  test('shows the part of a long query that matters', () => {
    const text = `${'a '.repeat(90)}AND ${'b '.repeat(90)})`;
    const [line, caret] = renderQueryError(text, mistakeOf(text).position).split('\n');
    expect(line).toMatch(/^….*\)$/);
    expect(line!.length).toBe(62);
    expect(caret!.length).toBe(62);
  });
});
