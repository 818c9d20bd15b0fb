import {DEFAULT_CONFIG} from '../../src/config/config.ts';
import {parseConfig} from '../../src/config/parse.ts';
import {SETTINGS, variableOf, writtenConfig} from '../../src/config/settings.ts';
import {renderConfigTemplate} from '../../src/config/template.ts';

/** Takes one `#` from lines that hold a setting or a comment of one, as people do who want it. */
const uncomment = (text: string) => text.replace(/^# (?=[a-z_]+:|\s|- )/gm, '');

describe('renderConfigTemplate', () => {
  test('has every setting, with what it is for', () => {
    const text = renderConfigTemplate(new Map());
    for (const {key, about} of SETTINGS) {
      expect(text).toContain(`${key.split('.').at(-1)}:`);
      expect(text).toContain(`# ${about}.\n`);
    }
  });

  test('sets nothing when nothing is chosen', () => {
    expect(parseConfig(renderConfigTemplate(new Map()), 'f')).toMatchObject({settings: {}, problems: []});
  });

  test('is right, and means the defaults, when all of it is taken out of the comments', () => {
    const {settings, problems} = parseConfig(uncomment(renderConfigTemplate(new Map())), 'f');
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      on_failure: 'open',
      limits: {recording: DEFAULT_CONFIG.limits.recordingBytes, log_text: DEFAULT_CONFIG.limits.logTextChars},
      agent: {idle: DEFAULT_CONFIG.agent.idleMs},
      retention: DEFAULT_CONFIG.retentionMs,
    });
  });

  test('sets what was chosen, also one of a group', () => {
    const chosen = new Map<string, unknown>([
      ['shims', ['kubectl']],
      ['limits.store', '5GiB'],
      ['capture', 'all'],
    ]);
    const {settings, problems} = parseConfig(renderConfigTemplate(chosen), 'f');
    expect(problems).toEqual([]);
    expect(settings).toEqual({shims: ['kubectl'], capture: 'all', limits: {store: 5 * 1024 ** 3}});
  });
});

describe('SETTINGS', () => {
  test('show the defaults as one would write them', () => {
    const written = writtenConfig(DEFAULT_CONFIG);
    const {settings, problems} = parseConfig(JSON.stringify(written), 'f');
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      limits: {store: DEFAULT_CONFIG.limits.storeBytes},
      retention: DEFAULT_CONFIG.retentionMs,
    });
  });

  test('have a variable each', () => {
    expect(variableOf('limits.free_disk')).toBe('DDCOTERM_LIMITS_FREE_DISK');
  });
});
