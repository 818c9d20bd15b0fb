import fc from 'fast-check';
import {parseMoment, parseRoute, printMoment, replayHref, withParams} from '../../../src/web/url/route.ts';

describe('parseRoute', () => {
  test.each([
    ['/', {page: 'sessions'}],
    ['/sessions', {page: 'sessions'}],
    ['/sessions/', {page: 'sessions'}],
    ['/events', {page: 'events'}],
    ['/logs', {page: 'logs'}],
    ['/sessions/0190-ab', {page: 'replay', sessionId: '0190-ab'}],
    ['/sessions/a%2Fb', {page: 'replay', sessionId: 'a/b'}],
    ['/sessions/%', {page: 'unknown'}],
    ['/sessions/a/b', {page: 'unknown'}],
    ['/events/a', {page: 'unknown'}],
    ['/nowhere', {page: 'unknown'}],
  ])('reads %s', (path, route) => {
    expect(parseRoute(path)).toEqual(route);
  });

  test('finds the session that a link was made for', () => {
    fc.assert(
      fc.property(
        fc.string({minLength: 1}).filter((id) => id !== '.' && id !== '..'),
        (sessionId) => {
          const {pathname} = new URL(replayHref(sessionId), 'http://localhost');
          expect(parseRoute(pathname)).toEqual({page: 'replay', sessionId});
        },
      ),
    );
  });
});

describe('moments in addresses', () => {
  test.each([
    ['83.5', 83_500_000],
    ['1:23.5', 83_500_000],
    ['1:02:03', 3_723_000_000],
    ['1m23s', 83_000_000],
    ['2h', 7_200_000_000],
    ['90s', 90_000_000],
    ['0', 0],
  ])('%s is read', (text, us) => {
    expect(parseMoment(text)).toBe(us);
  });

  test.each([null, '', 'x', '-1', '1e9', '1:2:3:4', 'NaN'])('%s is no moment', (text) => {
    expect(parseMoment(text)).toBeNull();
  });

  test('come back exact', () => {
    fc.assert(
      fc.property(fc.integer({min: 0, max: 10 ** 13}), (us) => {
        expect(parseMoment(printMoment(us))).toBe(us);
      }),
    );
  });
});

test('withParams sets and takes away, and leaves the rest', () => {
  const changed = withParams(new URLSearchParams('a=1&b=2&c=3'), {a: '9', b: null, c: '', d: 'x y'});
  expect(changed.toString()).toBe('a=9&d=x+y');
});
