import {readFlags} from '../../src/policy/facts.ts';

describe('readFlags', () => {
  test.each<[string[], Record<string, string | true>]>([
    [['foo', '--bar', 'baz'], {bar: 'baz'}],
    [['foo', '--bar=baz'], {bar: 'baz'}],
    [['--bar=', 'x'], {bar: ''}],
    [['--bar=a=b'], {bar: 'a=b'}],
    [['--bar', '--baz', 'x'], {bar: true, baz: 'x'}],
    [['--bar', '-n', 'x'], {bar: true}],
    [['--bar'], {bar: true}],
    [['--bar', 'a', '--bar', 'b'], {bar: 'b'}],
    [['exec', 'pod', '--', '--bar', 'x'], {}],
    [['--dry-run=client'], {'dry-run': 'client'}],
    [['--a=one\ntwo'], {a: 'one\ntwo'}],
    [['-n', 'x', '--'], {}],
    [['--__proto__=x'], JSON.parse('{"__proto__":"x"}')],
  ])('of %j', (args, flags) => {
    expect(readFlags(args)).toEqual(flags);
  });
});
