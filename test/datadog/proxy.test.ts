import {chooseProxy} from '../../src/datadog/proxy.ts';

const https = new URL('https://http-intake.logs.datadoghq.com/api/v2/logs');
const http = new URL('http://127.0.0.1:9428/api/v2/logs');

describe('chooseProxy', () => {
  test('goes straight where nothing is said', () => {
    expect(chooseProxy(https, null, {})).toBeNull();
  });

  test.each([
    [https, {HTTPS_PROXY: 'http://a:1'}, 'HTTPS_PROXY', 'http://a:1/'],
    [https, {https_proxy: 'http://a:1'}, 'https_proxy', 'http://a:1/'],
    [https, {HTTPS_PROXY: 'http://a:1', DD_PROXY_HTTPS: 'http://b:2'}, 'DD_PROXY_HTTPS', 'http://b:2/'],
    [https, {ALL_PROXY: 'a:1'}, 'ALL_PROXY', 'http://a:1/'],
    [http, {HTTPS_PROXY: 'http://a:1', http_proxy: 'http://c:3'}, 'http_proxy', 'http://c:3/'],
  ])('takes the first variable that is set (%#)', (target, env, source, url) => {
    const proxy = chooseProxy(target, null, env);
    expect(proxy).toMatchObject({source});
    expect(proxy?.url.href).toBe(url);
  });

  test('takes the setting before any variable', () => {
    expect(chooseProxy(https, 'http://own:3128', {HTTPS_PROXY: 'http://a:1', NO_PROXY: '*'})?.source).toBe(
      'upload.proxy',
    );
  });

  test.each([
    '*',
    'datadoghq.com',
    '.datadoghq.com',
    '*.datadoghq.com',
    'example.org,datadoghq.com',
    'example.org http-intake.logs.datadoghq.com',
    'datadoghq.com:443',
  ])('leaves it out where NO_PROXY is %j', (exceptions) => {
    const env = {HTTPS_PROXY: 'http://a:1'};
    expect(chooseProxy(https, null, {...env, NO_PROXY: exceptions})).toBeNull();
    expect(chooseProxy(https, null, {...env, DD_PROXY_NO_PROXY: exceptions})).toBeNull();
  });

  test.each(['', 'datadoghq.eu', 'hq.com', 'datadoghq.com:8443', 'logs'])(
    'keeps it where NO_PROXY is %j',
    (exceptions) => {
      expect(chooseProxy(https, null, {HTTPS_PROXY: 'http://a:1', NO_PROXY: exceptions})).not.toBeNull();
    },
  );

  test('names the variable that is no URL, without its value', () => {
    const choose = () => chooseProxy(https, null, {HTTPS_PROXY: 'socks5://user:hunter2@a:1'});
    expect(choose).toThrow(expect.objectContaining({code: 'PROXY_INVALID'}));
    expect(choose).not.toThrow(/hunter2/);
  });
});
