/** Which of the SQL expressions that keys of queries stand for (`query-fields.ts`) are in memory, too. */
import {ofLog, type Scope} from '../query-fields.ts';
import type {CodeColumn} from './row-table.ts';
import type {SessionColumn} from './session-facts.ts';

export type FactColumn =
  | {of: 'session'; name: SessionColumn}
  | {of: 'row'; name: Exclude<CodeColumn, 'session'>}
  /** Of the log's command, or of its session where it has none. */
  | {of: 'either'; name: EventColumn};

/** What rows of events and sessions both have. */
type EventColumn = 'command' | 'exit' | 'signal' | 'executable' | 'cwd';

export type FactMeasure = {of: 'session' | 'row' | 'either'; name: 'durationUs'} | {of: 'session'; name: 'outputBytes'};

const SESSION_COLUMNS: Record<string, SessionColumn> = {
  's.id': 'id',
  's.state': 'state',
  's.origin': 'origin',
  's.command': 'command',
  's.executable': 'executable',
  's.cwd': 'cwd',
  's.title': 'title',
  's.user': 'user',
  's.effective_user': 'effectiveUser',
  's.host': 'host',
  's.tty': 'tty',
  's.ssh_client': 'sshClient',
  's.parent_name': 'parent',
  's.parent_session': 'parentSession',
  's.author_kind': 'authorKind',
  's.author_name': 'authorName',
  's.signal': 'signal',
  's.exit_status': 'exit',
  's.redaction_count': 'redactions',
  's.command_count': 'commands',
  's.process_source': 'processes',
  's.argv': 'argv',
  "CASE s.origin WHEN 'shim' THEN s.command END": 'shim',
};

const EVENT_COLUMNS: Record<string, Exclude<CodeColumn, 'session'>> = {
  'e.kind': 'kind',
  'e.name': 'command',
  'e.exit_status': 'exit',
  'e.signal': 'signal',
  'x.executable': 'executable',
  'x.cwd': 'cwd',
};

const LOG_COLUMNS: Record<string, EventColumn> = {
  'COALESCE(e.name, s.command)': 'command',
  [ofLog('e.exit_status', 's.exit_status')]: 'exit',
  [ofLog('e.signal', 's.signal')]: 'signal',
  [ofLog('x.executable', 's.executable')]: 'executable',
  [ofLog('x.cwd', 's.cwd')]: 'cwd',
};

/** @returns Null: only the database knows. */
export function factColumn(sql: string, scope: Scope): FactColumn | null {
  const session = own(SESSION_COLUMNS, sql);
  if (session !== null) return {of: 'session', name: session};
  if (scope === 'sessions') return null;
  const event = own(EVENT_COLUMNS, sql);
  if (event !== null) return {of: 'row', name: event};
  const either = own(LOG_COLUMNS, sql);
  return either === null ? null : {of: 'either', name: either};
}

const MEASURES: Record<string, FactMeasure> = {
  's.duration_us': {of: 'session', name: 'durationUs'},
  's.output_bytes': {of: 'session', name: 'outputBytes'},
  'e.end_us - e.start_us': {of: 'row', name: 'durationUs'},
  [ofLog('e.end_us - e.start_us', 's.duration_us')]: {of: 'either', name: 'durationUs'},
};

export const factMeasure = (sql: string): FactMeasure | null => own(MEASURES, sql);

const own = <T>(record: Record<string, T>, key: string): T | null =>
  Object.hasOwn(record, key) ? (record[key] ?? null) : null;
