import {apiBase, logsBase, parseSite, SITES} from '../../src/datadog/sites.ts';

describe('parseSite', () => {
  test.each(SITES)('takes %s as it is', (site) => {
    expect(parseSite(site)).toBe(site);
  });

  test.each([
    ['https://app.datadoghq.eu/', 'datadoghq.eu'],
    ['US5.datadoghq.com', 'us5.datadoghq.com'],
    [' api.datadoghq.com ', 'datadoghq.com'],
    ['http-intake.logs.ap1.datadoghq.com', 'ap1.datadoghq.com'],
    ['ap9.datadoghq.com', 'ap9.datadoghq.com'],
  ])('reads %j as %s', (text, site) => {
    expect(parseSite(text)).toBe(site);
  });

  test.each(['datadog.eu', 'datadoghq.com.evil.example', 'evil.example/datadoghq.com', 'xdatadoghq.com', 'us1', ''])(
    'refuses %j: the key must not go there',
    (text) => {
      expect(() => parseSite(text)).toThrow(expect.objectContaining({code: 'SITE_UNKNOWN'}));
    },
  );

  test('names the hosts of a site', () => {
    expect(logsBase('datadoghq.eu')).toBe('https://http-intake.logs.datadoghq.eu');
    expect(apiBase('us3.datadoghq.com')).toBe('https://api.us3.datadoghq.com');
  });
});
