/** Sums over the whole store. */
import type {Database} from './database.ts';
import type {StoreStats} from './store.ts';
import {fromStoredText} from './stored-text.ts';

const TOTALS = `
SELECT COUNT(*) AS sessions,
  COALESCE(SUM(state = 'live'), 0) AS live,
  COALESCE(SUM(state = 'interrupted'), 0) AS interrupted,
  COALESCE(SUM(output_bytes), 0) AS output_bytes,
  COALESCE(SUM(recording_bytes), 0) AS recording_bytes,
  MIN(started_at_ms) AS oldest
FROM sessions`;

export function readStats(database: Database, databaseBytes: number): StoreStats {
  const totals = database.get(TOTALS)!;
  return {
    sessions: totals.sessions as number,
    liveSessions: totals.live as number,
    interruptedSessions: totals.interrupted as number,
    events: countRows(database, 'events'),
    logs: countRows(database, 'logs'),
    redactions: countRows(database, 'redactions'),
    redactionsByRule: countBy(database, 'SELECT rule_id AS name, COUNT(*) AS count FROM redactions GROUP BY rule_id'),
    sessionsByCommand: countBy(database, 'SELECT command AS name, COUNT(*) AS count FROM sessions GROUP BY command'),
    outputBytes: totals.output_bytes as number,
    recordingBytes: totals.recording_bytes as number,
    databaseBytes,
    oldestStartedAtMs: totals.oldest as number | null,
    deletedSessions: countRows(database, 'tombstones'),
  };
}

const countRows = (database: Database, table: 'events' | 'logs' | 'redactions' | 'tombstones'): number =>
  database.get(`SELECT COUNT(*) AS count FROM ${table}`)!.count as number;

/** Most frequent first. */
function countBy(database: Database, sql: string): Record<string, number> {
  const rows = database.all(`${sql} ORDER BY count DESC, name`);
  return Object.fromEntries(rows.map((row) => [fromStoredText(row.name as string), row.count as number]));
}
