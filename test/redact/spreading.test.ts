import {looksRandom, maySpread} from '../../src/redact/spreading.ts';

describe('looksRandom', () => {
  test.each([
    'q7Kq2mNvR4',
    'x7Kq2mNvR4tYw8ZpA1cE',
    '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
    'MIIEowIBAAKCAQEAx7Kq2',
    'wq7RtY2mNx0PzL4vKs8/JdHf3+GbCe6UaXoTi9Zy',
    'f3a9-11c2-77be-09d4',
  ])('is true of %s', (value) => expect(looksRandom(value)).toBe(true));

  test.each([
    'hunter22',
    'swordfish',
    'correct horse battery',
    'production',
    'Passw0rd',
    '2024-01-31',
    '127.0.0.1',
    'q7Kq2m',
  ])('is false of %s', (value) => expect(looksRandom(value)).toBe(false));
});

describe('maySpread', () => {
  test('takes the rule at its word', () => {
    expect(maySpread({spreads: true}, 'words')).toBe(true);
    expect(maySpread({spreads: false}, 'q7Kq2mNvR4tYw8ZpA1cE')).toBe(false);
    expect(maySpread({spreads: (secret) => secret === 'words'}, 'words')).toBe(true);
  });

  test('judges the value where the rule says nothing', () => {
    expect(maySpread({}, 'q7Kq2mNvR4tYw8ZpA1cE')).toBe(true);
    expect(maySpread({}, 'hunter22')).toBe(false);
  });

  test.each([
    ['Summer2024!', true],
    ['p@ssword123', true],
    ['correct horse battery', true],
    ['the password', false],
    ['2024-01-31 12:00', false],
    ['changeme', false],
    ['my-database-credentials', false],
  ])('of what people make up: %s', (value, spreads) => {
    expect(maySpread({}, value)).toBe(spreads);
  });
});
