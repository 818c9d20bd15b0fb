import {MAX_MESSAGE_BYTES, renderLogEntries} from '../../../src/upload/render/log-entries.ts';
import type {RenderOptions} from '../../../src/upload/render/render-options.ts';
import {redacted} from '../../support/records.ts';
import {makeEntry} from '../make-entry.ts';

const OPTIONS: RenderOptions = {
  format: 'datadog',
  tags: {},
  replayUrl: 'https://replays.example.org/',
  eventSource: '',
};
const HOUR_MS = 3_600_000;

const render = (entry: ReturnType<typeof makeEntry>, options: Partial<RenderOptions> = {}, nowMs = Date.now()) =>
  renderLogEntries(entry, {...OPTIONS, ...options}, nowMs).map(({object}) => object);

describe('renderLogEntries', () => {
  test('numbers the parts of a long text, each with the time and the link of its first line', () => {
    const line = 'x'.repeat(99);
    const lines = Array.from({length: 400}, () => line);
    const lineTimes = lines.map((_, index): [number, number] => [index, index * 1_000_000]);
    const session = {startedAtMs: Date.now() - HOUR_MS};
    const entry = makeEntry('log', {text: lines.join('\n'), lineTimes, session});
    const parts = render(entry);
    expect(parts.map(({part, parts: count}) => [part, count])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(new Set(parts.map(({id}) => id)).size).toBe(3);
    expect(parts.map(({message}) => message).join('\n')).toBe(`$ kubectl run\n${lines.join('\n')}`);
    for (const {message} of parts) expect(Buffer.byteLength(message)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);

    const firstLines = parts[0]!.message.split('\n').length - 1;
    expect(parts[1]).toMatchObject({
      timestamp: entry.session.startedAtMs + firstLines * 1_000,
      replay_url: `https://replays.example.org/sessions/${entry.session.id}?t=${firstLines}`,
    });
  });

  test('goes on at the part that was not delivered', () => {
    const text = 'y'.repeat(50_000);
    const all = render(makeEntry('log', {text}));
    expect(render(makeEntry('log', {text, firstPart: 2})).map(({message}) => message)).toEqual(
      all.slice(2).map(({message}) => message),
    );
    expect(render(makeEntry('log', {text, firstPart: 1, lastPart: 1}))).toHaveLength(1);
    expect(render(makeEntry('log', {text, firstPart: 99}))).toEqual([]);
  });

  test('tells a command that showed nothing by its line', () => {
    expect(render(makeEntry('log', {text: null}))).toMatchObject([{message: '$ kubectl run'}]);
  });

  test('has the attributes that queries use', () => {
    const session = {
      tags: {'kubectl.context': redacted('Prod, EU'), host: redacted('taken'), command: redacted('taken')},
      author: {kind: 'agent' as const, name: 'claude'},
      sshClient: '10.0.0.7',
    };
    const [object] = render(makeEntry('process-log', {session, event: {exitStatus: null, signal: 'SIGINT'}}));
    expect(object).toMatchObject({
      ...{'kubectl.context': 'Prod, EU', author: ['agent', 'claude'], ssh_client: '10.0.0.7'},
      ...{command: 'kubectl', signal: 'SIGINT', status: 'error', kind: 'command', shim: 'kubectl', 'usr.id': 'alice'},
    });
    expect(JSON.parse(JSON.stringify(object))).not.toHaveProperty('exit_code');
    expect(object).not.toHaveProperty('host');
    expect(String(object!.ddtags).split(',')).toEqual([
      'kubectl.context:Prod_EU',
      'host:taken',
      'command:taken',
      'shim:kubectl',
    ]);
  });

  test.each([
    [16, false],
    [17.5, true],
    [24 * 30, true],
  ])('an entry %d hours old: marked and sent with the time of sending: %s', (hours, late) => {
    const nowMs = Date.now();
    const startedAtMs = nowMs - hours * HOUR_MS;
    const [object] = render(makeEntry('process-log', {session: {startedAtMs}}), {}, nowMs);
    expect(object!.timestamp).toBe(late ? nowMs : startedAtMs);
    expect(object!.late).toBe(late ? true : undefined);
    if (late) expect(object!.true_timestamp).toBe(new Date(startedAtMs).toISOString());
  });

  test.each(['log', 'process-log'] as const)(
    'sends nothing of the future: a %s of a clock that was ahead is marked',
    (kind) => {
      const nowMs = Date.now();
      const [object] = render(makeEntry(kind, {session: {startedAtMs: nowMs + HOUR_MS}}), {}, nowMs);
      expect(object).toMatchObject({timestamp: nowMs, ahead: true});
      expect(Date.parse(String(object!.true_timestamp))).toBeGreaterThanOrEqual(nowMs + HOUR_MS);
      const [close] = render(makeEntry(kind, {session: {startedAtMs: nowMs + 300}}), {}, nowMs);
      expect(close!.timestamp).toBe(nowMs);
      expect(close).not.toHaveProperty('ahead');
    },
  );

  test('tells a process whose command line nobody saw by its name', () => {
    const event = {commandLine: redacted(''), name: 'sleep', argv: null};
    expect(render(makeEntry('process-log', {event}))).toMatchObject([{message: 'sleep'}]);
    expect(render(makeEntry('process-log', {event: {...event, name: ''}}))[0]!.message).not.toBe('');
  });

  test('keeps time, status and message to itself, whatever the tags of a session are', () => {
    const tags = Object.fromEntries(
      ['date', 'level', 'msg', 'timestamp', 'trace_id.x', 'id', 'a', 'a.b', 'c..d', 'e.f'].map((name) => [
        name,
        redacted('x'),
      ]),
    );
    const [object] = render(makeEntry('log', {session: {tags}}));
    expect(Object.keys(object!).filter((name) => object![name] === 'x')).toEqual(['a', 'e.f']);
  });

  test('writes tags as Datadog keeps them', () => {
    const session = {
      tags: {'9lives': redacted('yes'), empty: redacted(''), mail: redacted('bob@example.org (work)')},
      env: {DD_TAGS: redacted('bare :odd end: ok:1,2nd:x'), DD_ENV: redacted('prod eu')},
    };
    const [object] = render(makeEntry('log', {session}));
    expect(object!.ddtags.split(',')).toEqual([
      ...['env:prod_eu', 'tag:9lives:yes', 'mail:bob_example.org_work_', 'shim:kubectl'],
      ...['tag:bare', 'tag:odd', 'tag:end', 'ok:1', 'tag:2nd:x'],
    ]);
  });

  test('keeps the true time in compat format, whose receivers have no limit', () => {
    const startedAtMs = Date.now() - 100 * HOUR_MS;
    const [object] = render(makeEntry('log', {session: {startedAtMs}}), {format: 'compat'});
    expect(object!.timestamp).toBe(startedAtMs);
  });
});
