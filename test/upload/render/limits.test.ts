/** Whatever was recorded, what is made of it stays within the published limits of the receivers. */
import fc from 'fast-check';
import {renderEventObject} from '../../../src/upload/render/event-object.ts';
import {renderLogEntries} from '../../../src/upload/render/log-entries.ts';
import type {RenderOptions} from '../../../src/upload/render/render-options.ts';
import {redacted} from '../../support/records.ts';
import {checkCompatLog, checkEvent, checkLog} from '../intake/limits.ts';
import {type EntryParts, makeEntry} from '../make-entry.ts';

const OPTIONS: RenderOptions = {
  format: 'datadog',
  tags: {team: 'infra'},
  replayUrl: 'http://127.0.0.1:7117',
  eventSource: 'coterm_process_info',
};

/** Text that receivers stumble over: bytes that were no UTF-8, controls, quotes, emoji, lines without end. */
const anyText = (maxLength: number) =>
  fc.oneof(
    fc.string({unit: 'binary', maxLength}),
    fc
      .array(fc.constantFrom('\udc80', '\0', '"', '\\', '\n', '\u001b[1m', '🦊', 'plain words ', ','), {
        maxLength: maxLength / 4,
      })
      .map((parts) => parts.join('')),
    fc.integer({min: 0, max: maxLength}).map((length) => 'x'.repeat(length)),
    fc.integer({min: 0, max: maxLength}).map((length) => '\0'.repeat(length)),
  );

/** Names that are within each other, that have many parts or empty ones, or that mean something to Datadog. */
const dotted = fc
  .array(fc.constantFrom('a', 'b', '', 'k8s', 'level', 'date', 'host', '1', 'ünï'), {minLength: 1, maxLength: 12})
  .map((parts) => parts.join('.'));

const words = (maxLength: number) => anyText(maxLength).map(redacted);

const entryParts: fc.Arbitrary<EntryParts> = fc.record({
  name: anyText(3_000),
  text: fc.oneof(fc.constant(null), anyText(60_000)),
  event: fc.record(
    {
      commandLine: words(30_000),
      argv: fc.oneof(fc.constant(null), fc.array(words(3_000), {maxLength: 40})),
      startedAtMs: fc.oneof(fc.constant(0), fc.integer({min: 0, max: 9e15}), fc.constant(Date.now() + 5_000)),
      cwd: fc.oneof(fc.constant(null), words(3_000)),
      executable: fc.oneof(fc.constant(null), words(3_000)),
      exitStatus: fc.oneof(fc.constant(null), fc.integer({min: 0, max: 255})),
      signal: fc.constantFrom(null, 'SIGKILL'),
    },
    {requiredKeys: []},
  ),
  session: fc.record(
    {
      title: fc.oneof(fc.constant(null), words(3_000)),
      startedAtMs: fc.oneof(fc.constant(0), fc.integer({min: 0, max: 9e15}), fc.constant(Date.now() + 5_000)),
      tags: fc.dictionary(fc.oneof(anyText(80), dotted), words(400), {maxKeys: 130}),
      env: fc.record({DD_TAGS: words(9_000), DD_ENV: words(600), DD_HOSTNAME: words(600)}, {requiredKeys: []}),
      host: anyText(400),
      user: anyText(400),
      tty: fc.oneof(fc.constant(null), anyText(2_000)),
      parentName: fc.oneof(fc.constant(null), anyText(2_000)),
    },
    {requiredKeys: []},
  ),
});

test.each(['log', 'process-log'] as const)('a %s stays within the limits of Datadog', (kind) => {
  fc.assert(
    fc.property(entryParts, (parts) => {
      const rendered = renderLogEntries(makeEntry(kind, parts), OPTIONS, Date.now());
      const objects = rendered.map(({object}) => JSON.parse(JSON.stringify(object)) as Record<string, unknown>);
      expect(objects.flatMap((object) => checkLog(object, Date.now()))).toEqual([]);
      expect(JSON.stringify(objects)).not.toMatch(/\\ud[89a-f]/);
    }),
    {numRuns: 120},
  );
});

test('an event stays within the limits of the Events API', () => {
  fc.assert(
    fc.property(entryParts, (parts) => {
      const object = renderEventObject(makeEntry('process-event', parts), OPTIONS, Date.now());
      expect(checkEvent(JSON.parse(JSON.stringify(object)), Date.now())).toEqual([]);
    }),
    {numRuns: 120},
  );
});

test('an entry in compat format has exactly the seven fields, and the rest in its message', () => {
  fc.assert(
    fc.property(entryParts, (parts) => {
      const entry = makeEntry('log', parts);
      for (const {object} of renderLogEntries(entry, {...OPTIONS, format: 'compat'}, Date.now())) {
        expect(checkCompatLog(JSON.parse(JSON.stringify(object)))).toEqual([]);
        expect(JSON.parse(object.message)).toMatchObject({event: entry.event.id, session: entry.session.id});
      }
    }),
    {numRuns: 60},
  );
});
