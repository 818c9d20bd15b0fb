import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {homePaths} from '../../src/config/home.ts';
import {loadConfig} from '../../src/config/load.ts';
import {parseSettingText} from '../../src/config/setting-text.ts';
import {parseQuery} from '../../src/review/query/parse.ts';
import {isSameDestination, resolveDestinations} from '../../src/upload/destination.ts';

const KEY = 'abcdefabcdefabcdefabcdefabcdef01';
const OTHER = '0123456789abcdef0123456789abcdef';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ddcoterm-destinations-'));
});

afterEach(() => rmSync(home, {recursive: true, force: true}));

const resolve = (settings: Record<string, unknown>, env: Record<string, string> = {}, mode = 0o600) => {
  const paths = homePaths({DDCOTERM_HOME: home});
  writeFileSync(paths.config, JSON.stringify(settings));
  chmodSync(paths.config, mode);
  const {config} = loadConfig(paths, {});
  return resolveDestinations({upload: config.upload, env: {HOME: home, ...env}, parseQuery});
};

describe('resolveDestinations', () => {
  test('there is none without a key and a URL', () => {
    expect(resolve({})).toEqual({destinations: [], problems: []});
    expect(resolve({upload: {processes: 'logs', replay_url: 'https://x.example'}})).toEqual({
      destinations: [],
      problems: [],
    });
  });

  test('sends to the site of the key', () => {
    const of = (settings: Record<string, unknown>, env = {}) => resolve(settings, env).destinations[0]?.routes.logs.url;
    expect(of({}, {DD_API_KEY: KEY})).toBe('https://http-intake.logs.datadoghq.com/api/v2/logs');
    expect(of({}, {DD_API_KEY: KEY, DD_SITE: 'datadoghq.eu'})).toBe(
      'https://http-intake.logs.datadoghq.eu/api/v2/logs',
    );
    const ours = {connection_config: {api_key: KEY, site: 'us5.datadoghq.com'}};
    expect(of(ours, {DD_SITE: 'datadoghq.eu', DD_API_KEY: OTHER})).toBe(
      'https://http-intake.logs.us5.datadoghq.com/api/v2/logs',
    );
  });

  test('a key of the settings wins over that of an environment', () => {
    const [destination] = resolve({connection_config: {api_key: KEY}}, {DD_API_KEY: OTHER}).destinations;
    expect(destination).toMatchObject({name: 'main', keySource: 'config.yaml'});
    expect(destination!.apiKey!.reveal()).toBe(KEY);
    expect(resolve({}, {DATADOG_API_KEY: OTHER}).destinations[0]).toMatchObject({keySource: 'DATADOG_API_KEY'});
  });

  test('reads a key file that nobody else may read', () => {
    const file = join(home, 'key');
    writeFileSync(file, `${KEY}\n`, {mode: 0o600});
    const settings = {connection_config: {api_key_file: '~/key'}};
    expect(resolve(settings).destinations[0]).toMatchObject({keySource: file});
    chmodSync(file, 0o644);
    expect(resolve(settings)).toMatchObject({
      destinations: [],
      problems: [{name: 'main', error: {code: 'KEY_FILE_UNUSABLE'}}],
    });
  });

  test.each([0o640, 0o604, 0o666])('does not use the keys of a config.yaml of mode %o', (mode) => {
    expect(resolve({connection_config: {api_key: KEY}}, {}, mode)).toEqual({destinations: [], problems: []});
  });

  test('a receiver of the format alone gets no key that was not named for it', () => {
    const url = 'http://127.0.0.1:9428/insert/datadog';
    const [main] = resolve({upload: {url, format: 'compat'}}, {DD_API_KEY: KEY}).destinations;
    expect(main).toMatchObject({
      apiKey: null,
      routes: {events: null, logs: {url: `${url}/api/v2/logs`}},
      kinds: ['log', 'process-log'],
    });
  });

  test.each([
    ['datadog', 'http://h:1', 'http://h:1/api/v2/logs', 'http://h:1/api/v1/events'],
    ['datadog', 'http://h:1/', 'http://h:1/api/v2/logs', 'http://h:1/api/v1/events'],
    ['datadog', 'http://h:1/in/api/v2/logs', 'http://h:1/in/api/v2/logs', 'http://h:1/in/api/v1/events'],
    ['datadog', 'https://h/in/?a=b', 'https://h/in/api/v2/logs?a=b', 'https://h/in/api/v1/events?a=b'],
    [
      'compat',
      'http://h:1/insert/datadog?_stream_fields=service',
      'http://h:1/insert/datadog/api/v2/logs?_stream_fields=service',
      undefined,
    ],
    [
      'compat',
      'http://h:1/insert/datadog/api/v2/logs?debug=1',
      'http://h:1/insert/datadog/api/v2/logs?debug=1',
      undefined,
    ],
    ['compat', 'http://h:1/v1/input', 'http://h:1/v1/input', undefined],
  ])('in format %s, %s means %s', (format, url, logs, events) => {
    const [main] = resolve({upload: {url, format}}).destinations;
    expect([main!.routes.logs.url, main!.routes.events?.url]).toEqual([logs, events]);
  });

  test.each([
    ['events', 'datadog', ['log', 'process-event']],
    ['logs', 'datadog', ['log', 'process-log']],
    ['both', 'datadog', ['log', 'process-log', 'process-event']],
    ['none', 'datadog', ['log']],
    ['events', 'compat', ['log', 'process-log']],
    ['none', 'compat', ['log']],
  ])('processes: %s in format %s is queued as %j', (processes, format, kinds) => {
    expect(resolve({upload: {url: 'http://127.0.0.1:1', processes, format}}).destinations[0]!.kinds).toEqual(kinds);
  });

  test('several, each with its own settings; a broken one leaves the others', () => {
    const {destinations, problems} = resolve({
      connection_config: {api_key: KEY},
      upload: {
        destinations: [
          {name: 'eu', site: 'datadoghq.eu', api_key: OTHER, query: 'kubectl.context:prod', tags: {copy: '1'}},
          {name: 'keyless'},
          {name: 'typo', site: 'datadog.eu', api_key: OTHER},
          {name: 'query', url: 'http://127.0.0.1:1', query: '(open'},
          {name: 'vl', url: 'http://127.0.0.1:9428', format: 'compat', processes: 'none'},
        ],
      },
    });
    expect(destinations.map(({name}) => name)).toEqual(['main', 'eu', 'vl']);
    expect(destinations[1]).toMatchObject({
      filter: {type: 'match', key: 'kubectl.context'},
      render: {tags: {copy: '1'}},
    });
    expect(problems.map(({name, error: {code}}) => [name, code])).toEqual([
      ['keyless', 'UPLOAD_KEY_MISSING'],
      ['typo', 'SITE_UNKNOWN'],
      ['query', 'QUERY_SYNTAX'],
    ]);
  });

  test('queues for a destination whose settings are broken, until they are mended', () => {
    const {problems} = resolve({
      connection_config: {api_key: KEY, site: 'datadog.eu'},
      upload: {destinations: [{name: 'vl', url: 'http://127.0.0.1:1', format: 'compat', query: '(open'}]},
    });
    expect(problems.map(({name, kinds}) => [name, kinds])).toEqual([
      ['main', ['log', 'process-log', 'process-event']],
      ['vl', ['log', 'process-log']],
    ]);
  });

  test.each(['a b', 'line\nend', 'schl\u00fcssel', 'nul\0'])('refuses %j as a key, without showing it', (key) => {
    for (const [settings, env, source] of [
      [{connection_config: {api_key: key}}, {}, 'config.yaml'],
      [{}, {DD_API_KEY: key}, 'DD_API_KEY'],
    ] as const) {
      const {destinations, problems} = resolve(settings, env);
      expect(destinations).toEqual([]);
      expect(problems).toMatchObject([{error: {code: 'KEY_UNUSABLE', message: expect.stringContaining(source)}}]);
      expect(inspect(problems, {depth: 10})).not.toContain(key);
    }
  });

  test.each(['00112233445566778899001122334455', '1234567890123456789012345678e012', '0x12345678901234567890'])(
    'takes %s as it is written, though YAML sees a number',
    (key) => {
      const paths = homePaths({DDCOTERM_HOME: home});
      writeFileSync(paths.config, `connection_config:\n  api_key: ${key}\n`, {mode: 0o600});
      const {upload} = loadConfig(paths, {}).config;
      expect(upload.destinations[0].apiKey!.reveal()).toBe(key);
      expect(parseSettingText('connection_config.api_key', key)).toBe(key);
    },
  );

  test('is switched off as a whole', () => {
    expect(resolve({upload: {enabled: false, url: 'http://127.0.0.1:1'}}, {DD_API_KEY: KEY})).toEqual({
      destinations: [],
      problems: [],
    });
  });

  test('shows a key to nobody who prints it', () => {
    const {destinations} = resolve({connection_config: {api_key: KEY}});
    for (const text of [
      inspect(destinations, {depth: 10, showHidden: true}),
      JSON.stringify(destinations),
      `${destinations[0]!.apiKey}`,
    ]) {
      expect(text).not.toContain(KEY);
      expect(text).toContain('********');
    }
  });
});

test('isSameDestination sees another key', () => {
  const [one] = resolve({connection_config: {api_key: KEY}}).destinations;
  const [same] = resolve({connection_config: {api_key: KEY}}).destinations;
  const [other] = resolve({connection_config: {api_key: OTHER}}).destinations;
  expect([isSameDestination(one!, same!), isSameDestination(one!, other!)]).toEqual([true, false]);
});
