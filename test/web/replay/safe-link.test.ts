import fc from 'fast-check';
import {safeLink} from '../../../src/web/replay/safe-link.ts';

describe('safeLink', () => {
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>',
    'file:///etc/passwd',
    'vbscript:x',
    'blob:http://x/y',
    'ftp://example.com',
    '//example.com',
    '/events',
    'https://user:password@example.com',
    'https://bank.example@evil.example',
    '',
  ])('refuses %j', (uri) => {
    expect(safeLink(uri)).toBeNull();
  });

  test('tells the true host', () => {
    expect(safeLink('https://exаmple.com/a')?.host).toBe('xn--exmple-4nf.com'); // a Cyrillic а
    expect(safeLink('HTTP://Example.com:8080/a')).toEqual({
      href: 'http://example.com:8080/a',
      host: 'example.com:8080',
    });
  });

  test('lets nothing but http and https through', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((rest) => `javascript:${rest}`),
        ),
        (uri) => {
          const link = safeLink(uri);
          expect(link === null || /^https?:\/\//.test(link.href)).toBe(true);
        },
      ),
    );
  });
});
