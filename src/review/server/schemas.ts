/** The shapes of `api/types.ts` as JSON Schema, by the names under which the OpenAPI document holds them. */
import {
  about,
  arrayOf,
  count,
  flag,
  integer,
  type JsonSchema,
  number,
  object,
  oneOf,
  orNull,
  recordOf,
  ref,
  text,
  time,
} from './json-schema.ts';

const elapsedUs = about(count, 'Microseconds since the start of the session');
const bytes = about(count, 'Bytes');
const id = about(text, 'UUIDv7');
const author = object({kind: oneOf('person', 'script', 'agent'), name: orNull(text)});
const stream = oneOf('tty', 'pipe', 'file', 'socket', 'device', 'closed');
const kinds = oneOf('sessions', 'events', 'logs');

const approval = object({
  id,
  command: text,
  cwd: text,
  user: text,
  uid: integer,
  host: text,
  rule: text,
  approverMessage: orNull(text),
  reason: orNull(text),
  requestedAtMs: about(number, 'Milliseconds since 1970'),
  expiresAtMs: about(number, 'Milliseconds since 1970'),
  isOwn: flag,
});

const session = object(
  {
    id,
    state: oneOf('live', 'ended', 'interrupted'),
    origin: oneOf('shim', 'command', 'shell'),
    command: text,
    executable: text,
    argv: arrayOf(text),
    cwd: text,
    title: orNull(text),
    env: recordOf(text),
    tags: recordOf(text),
    user: text,
    effectiveUser: text,
    host: text,
    tty: orNull(text),
    streams: {type: 'array', prefixItems: [stream, stream, stream], minItems: 3, maxItems: 3},
    sshClient: orNull(text),
    parentPid: orNull(integer),
    parentName: orNull(text),
    parentSession: orNull(text),
    author,
    hostKind: oneOf('node', 'relay'),
    hostVersion: text,
    hostPid: integer,
    columns: count,
    rows: count,
    startedAt: time,
    endedAt: orNull(time),
    durationUs: elapsedUs,
    exitStatus: orNull(integer),
    signal: orNull(text),
    upload: flag,
    recordInput: flag,
    outputBytes: bytes,
    recordingBytes: bytes,
    redactionCount: count,
    commandCount: count,
    recordingPath: orNull(text),
    disclosures: arrayOf(object({kind: oneOf('title', 'cwd', 'iterm2', 'user-host'), value: text, elapsedUs})),
    notes: arrayOf(object({code: text, detail: text, elapsedUs})),
  },
  {processSource: orNull(text)},
);

const eventFields = {
  id,
  sessionId: id,
  kind: oneOf('command', 'process', 'policy'),
  parentId: orNull(id),
  commandLine: text,
  name: text,
  executable: orNull(text),
  argv: orNull(arrayOf(text)),
  cwd: orNull(text),
  startedAt: time,
  startUs: elapsedUs,
  endUs: orNull(elapsedUs),
  durationUs: orNull(number),
  exitStatus: orNull(integer),
  signal: orNull(text),
  pid: orNull(integer),
  parentPid: orNull(integer),
  uid: orNull(integer),
  effectiveUid: orNull(integer),
};

const optionalEventFields = {remarks: orNull(arrayOf(text))};

const hitFields = {
  session: about(object({command: text, user: text, host: text, author}), 'Of the session around it'),
  replay: about(text, 'The command that shows the moment'),
};

const log = {
  id,
  sessionId: id,
  eventId: orNull(id),
  startedAt: time,
  startUs: elapsedUs,
  endUs: elapsedUs,
  text,
  lineTimes: about(
    arrayOf({type: 'array', prefixItems: [count, elapsedUs], minItems: 2, maxItems: 2}),
    'Pairs of line number and elapsed microseconds',
  ),
  omittedLines: count,
  matchedLines: arrayOf(object({line: count, elapsedUs})),
  commandLine: orNull(text),
  exitStatus: orNull(integer),
  ...hitFields,
};

const member = object({
  sequence: count,
  fileOffset: bytes,
  bytes,
  startUs: elapsedUs,
  endUs: elapsedUs,
  keyframe: flag,
});

const facetValue = object({value: text, count, query: about(text, 'The term of a query that selects exactly these')});

const tombstone = object({
  sessionId: id,
  command: text,
  startedAtMs: number,
  deletedAtMs: number,
  reason: oneOf('user', 'retention', 'store-limit'),
});

const stats = object({
  sessions: count,
  liveSessions: count,
  interruptedSessions: count,
  events: count,
  logs: count,
  redactions: count,
  redactionsByRule: recordOf(count),
  sessionsByCommand: recordOf(count),
  outputBytes: bytes,
  recordingBytes: bytes,
  databaseBytes: bytes,
  oldestStartedAtMs: orNull(number),
  deletedSessions: count,
});

const redaction = object({ruleId: text, elapsedUs, place: text});

export const SCHEMAS: Record<string, JsonSchema> = {
  Session: session,
  Event: object(eventFields, optionalEventFields),
  EventHit: object({...eventFields, ...hitFields}, optionalEventFields),
  LogHit: object(log),
  SessionPage: page('Session'),
  EventPage: page('Event'),
  EventHitPage: page('EventHit'),
  LogHitPage: page('LogHit'),
  Facets: object({
    total: count,
    facets: arrayOf(object({field: text, label: text, values: arrayOf(facetValue), more: flag})),
    approximate: about(flag, 'Estimated from a sample'),
  }),
  Histogram: object({
    fromMs: number,
    toMs: number,
    bucketMs: number,
    buckets: arrayOf(object({startMs: number, count, failed: count})),
    approximate: about(flag, 'Estimated from a sample'),
  }),
  QueryCheck: {
    oneOf: [
      object({ok: {type: 'boolean', const: true}}),
      object({ok: {type: 'boolean', const: false}, message: text, offset: count, length: count}),
    ],
  },
  Redactions: object({items: arrayOf(redaction)}),
  Members: object({items: arrayOf(member), durationUs: elapsedUs, hasHoles: flag, next: orNull(count)}),
  Live: {
    oneOf: [
      object({kind: kindOf('members'), items: arrayOf(member), durationUs: elapsedUs}),
      object({kind: kindOf('session'), session: ref('Session')}),
      object({kind: kindOf('events'), items: arrayOf(ref('Event'))}),
      object({kind: kindOf('end')}),
    ],
  },
  Tail: {
    oneOf: [object({kind: kindOf('log'), item: ref('LogHit')}), object({kind: kindOf('event'), item: ref('EventHit')})],
  },
  SavedView: object({id: text, name: text, kind: kinds, search: text}),
  NewView: object({name: {type: 'string', maxLength: 200}, kind: kinds, search: {type: 'string', maxLength: 16_384}}),
  SavedViews: object({items: arrayOf(ref('SavedView'))}),
  Approvals: object({items: arrayOf(approval)}),
  ApprovalDecision: object({isGranted: flag, comment: orNull({type: 'string', maxLength: 2_000})}),
  About: object({version: text, user: text, host: text, stats}),
  Tombstone: tombstone,
  Problem: object(
    {type: text, title: text, status: integer, detail: text, code: text},
    {hint: text, offset: count, length: count, tombstone: ref('Tombstone')},
  ),
};

function page(item: string): JsonSchema {
  return object({
    items: arrayOf(ref(item)),
    next: about(orNull(text), 'Cursor of the next page; null on the last one'),
  });
}

function kindOf(kind: string): JsonSchema {
  return {type: 'string', const: kind};
}
