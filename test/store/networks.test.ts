import {BlockList, isIP} from 'node:net';
import fc from 'fast-check';
import {createNetworkTest, parseNetwork} from '../../src/store/networks.ts';

const address = fc.oneof(fc.ipV4(), fc.ipV6());
const family = (text: string) => (isIP(text) === 4 ? 'ipv4' : 'ipv6');

test('an address is within a network where Node says so', () => {
  fc.assert(
    fc.property(address, address, fc.integer({min: 0, max: 32}), (inner, outer, bits) => {
      const list = new BlockList();
      list.addSubnet(outer, bits, family(outer));
      const isInside = family(inner) === family(outer) && list.check(inner, family(inner));
      expect(createNetworkTest([`${outer}/${bits}`])(inner)).toBe(isInside);
      expect(createNetworkTest([outer])(outer)).toBe(true);
      expect(createNetworkTest([`${inner}/${bits}`])(inner)).toBe(true);
    }),
    {numRuns: 1000},
  );
});

test('an address is what Node takes for one', () => {
  const part = fc.constantFrom('1', '0', '255', '256', 'f', 'fff', '12345', ':', '::', '.', ':', '.', 'x', ' ', '');
  fc.assert(
    fc.property(fc.array(part, {maxLength: 10}), (parts) => {
      const text = parts.join('');
      // Node refuses zeros before a decimal number; there is none among the parts that could begin so.
      fc.pre(!/(?:^|[.:])0\d/.test(text));
      expect([text, parseNetwork(text) !== null]).toEqual([text, isIP(text) !== 0]);
    }),
    {numRuns: 5000},
  );
});

test.each(['10.0.0.0/33', '::/129', '10.0.0.0/', '/8', '10.0.0.0/8/8', '10.0.0/8', ''])('%j is no network', (text) => {
  expect(parseNetwork(text)).toBeNull();
});
