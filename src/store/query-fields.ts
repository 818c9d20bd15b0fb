/**
 * The keys of the query language, and what they stand for in the tables. Everything here is written out: no part of a
 * user's query becomes SQL.
 *
 * Tables go by one letter: `s` sessions, `e` events, `x` event_texts, `l` logs, `t` log_texts. A log without a command
 * of its own answers for its session.
 */

export type Scope = 'sessions' | 'events' | 'logs';

export type Field =
  /** A text column. `shorten`: the beginning is enough, as for ids. */
  | {kind: 'text'; sql: string; shorten?: true}
  /** Any of several text columns. */
  | {kind: 'texts'; sql: string[]}
  | {kind: 'number'; sql: string}
  /** Microseconds; values are numbers of seconds, or have a unit. */
  | {kind: 'duration'; sql: string}
  /** A JSON list of texts: any of its elements. */
  | {kind: 'list'; sql: string}
  /** Conditions by the word that selects them. */
  | {kind: 'words'; sql: Record<string, string>}
  /** The same for all rows. */
  | {kind: 'constant'; value: string}
  /** Rules that masked something in the session. */
  | {kind: 'redaction-rules'}
  /** `name:value` of any tag. */
  | {kind: 'any-tag'}
  /** Nothing here has it. */
  | {kind: 'absent'};

/** Where a row's session is found; `+` keeps SQLite from leaving the order of keys for an index. */
export const SESSION_KEY: Record<Scope, string> = {
  sessions: '+s.key',
  events: '+e.session_key',
  logs: '+l.session_key',
};

const ABSENT: Field = {kind: 'absent'};

const text = (sql: string): Field => ({kind: 'text', sql});
const number = (sql: string): Field => ({kind: 'number', sql});
const byScope = (sessions: Field, events: Field, logs: Field): Record<Scope, Field> => ({sessions, events, logs});
const everywhere = (field: Field): Record<Scope, Field> => byScope(field, field, field);

export const ofLog = (event: string, session: string): string =>
  `CASE WHEN e.key IS NULL THEN ${session} ELSE ${event} END`;

/** `error`: it failed. `ok`: it ended well. `info`: it did not fail, perhaps it still runs. */
function statusOf(exitStatus: string, signal: string): Field {
  const failed = `(${exitStatus} <> 0) IS TRUE OR ${signal} IS NOT NULL`;
  return {
    kind: 'words',
    sql: {error: failed, ok: `(${exitStatus} = 0) IS TRUE AND ${signal} IS NULL`, info: `NOT (${failed})`},
  };
}

const KNOWN: Record<string, Record<Scope, Field>> = {
  // Datadog's reserved names.
  host: everywhere(text('s.host')),
  service: everywhere({kind: 'constant', value: 'ddcoterm'}),
  source: byScope(
    {kind: 'constant', value: 'ddcoterm'},
    {kind: 'constant', value: 'coterm_process_info'},
    {kind: 'constant', value: 'ddcoterm'},
  ),
  status: byScope(
    statusOf('s.exit_status', 's.signal'),
    statusOf('e.exit_status', 'e.signal'),
    statusOf(ofLog('e.exit_status', 's.exit_status'), ofLog('e.signal', 's.signal')),
  ),
  tags: everywhere({kind: 'any-tag'}),

  // The command.
  exit_code: byScope(number('s.exit_status'), number('e.exit_status'), number(ofLog('e.exit_status', 's.exit_status'))),
  signal: byScope(text('s.signal'), text('e.signal'), text(ofLog('e.signal', 's.signal'))),
  command: byScope(text('s.command'), text('e.name'), text('COALESCE(e.name, s.command)')),
  executable: byScope(text('s.executable'), text('x.executable'), text(ofLog('x.executable', 's.executable'))),
  argv: byScope(
    {kind: 'list', sql: 's.argv'},
    {kind: 'list', sql: 'x.argv'},
    {kind: 'list', sql: ofLog('x.argv', 's.argv')},
  ),
  cwd: byScope(text('s.cwd'), text('x.cwd'), text(ofLog('x.cwd', 's.cwd'))),
  duration: byScope(
    {kind: 'duration', sql: 's.duration_us'},
    {kind: 'duration', sql: 'e.end_us - e.start_us'},
    {kind: 'duration', sql: ofLog('e.end_us - e.start_us', 's.duration_us')},
  ),
  kind: byScope(ABSENT, text('e.kind'), text('e.kind')),
  event: byScope(ABSENT, {kind: 'text', sql: 'x.id', shorten: true}, {kind: 'text', sql: 't.event_id', shorten: true}),
  pid: byScope(number('s.host_pid'), number('e.pid'), number('e.pid')),
  parent_pid: byScope(number('s.parent_pid'), number('e.parent_pid'), number('e.parent_pid')),
  uid: byScope(ABSENT, number('e.uid'), number('e.uid')),
  effective_uid: byScope(ABSENT, number('e.effective_uid'), number('e.effective_uid')),

  remark: byScope(ABSENT, {kind: 'list', sql: 'x.remarks'}, {kind: 'list', sql: 'x.remarks'}),

  // The session around it.
  session: everywhere({kind: 'text', sql: 's.id', shorten: true}),
  parent_session: everywhere({kind: 'text', sql: 's.parent_session', shorten: true}),
  origin: everywhere(text('s.origin')),
  shim: everywhere(text("CASE s.origin WHEN 'shim' THEN s.command END")),
  state: everywhere(text('s.state')),
  title: everywhere(text('s.title')),
  user: everywhere(text('s.user')),
  effective_user: everywhere(text('s.effective_user')),
  author: everywhere({kind: 'texts', sql: ['s.author_kind', 's.author_name']}),
  tty: everywhere(text('s.tty')),
  ssh_client: everywhere(text('s.ssh_client')),
  processes: everywhere(text('s.process_source')),
  parent: everywhere(text('s.parent_name')),
  redactions: everywhere(number('s.redaction_count')),
  rule: everywhere({kind: 'redaction-rules'}),
  commands: everywhere(number('s.command_count')),
  output_bytes: everywhere(number('s.output_bytes')),
};

/** Keys that are not tags, for completion and documentation. */
export const KNOWN_KEYS: readonly string[] = Object.keys(KNOWN);

/** Text columns that `*:value` looks into, beside the tags. */
export const SEARCHED_EVERYWHERE: readonly string[] = [
  'command',
  'argv',
  'cwd',
  'executable',
  'host',
  'user',
  'title',
  'tty',
  'signal',
  'author',
  'parent',
];

/** @returns Null: the key is the name of a tag. */
export function findField(key: string, scope: Scope): Field | null {
  return Object.hasOwn(KNOWN, key) ? KNOWN[key]![scope] : null;
}
