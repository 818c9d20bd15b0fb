/** Deletes the logs and events of a session, some at a time, so that neither this process nor another waits long. */
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Database} from './database.ts';

/** Rows deleted in one transaction: some 50 ms. */
const LOGS_AT_ONCE = 200;
const EVENTS_AT_ONCE = 1000;

/** Taking a word out of the index costs about twenty times as much as marking it as gone. */
const LOGS_AT_ONCE_FORGOTTEN = 10;
const EVENTS_AT_ONCE_FORGOTTEN = 50;

/**
 * @param forgetWords Words are taken out of the full-text index at once. Otherwise they are marked as gone: no search
 *   finds them, and the next merges of the index drop them from the file.
 */
export async function deleteEntries(
  database: Database,
  sessionKey: number,
  {forgetWords}: {forgetWords: boolean},
): Promise<void> {
  const deleteLogs = () =>
    deleteSome(database, 'logs', sessionKey, forgetWords ? LOGS_AT_ONCE_FORGOTTEN : LOGS_AT_ONCE);
  const deleteEvents = () =>
    deleteSome(database, 'events', sessionKey, forgetWords ? EVENTS_AT_ONCE_FORGOTTEN : EVENTS_AT_ONCE);
  for (const step of [deleteLogs, deleteEvents]) {
    while ((forgetWords ? withWordsForgotten(database, step) : database.transaction(step)) > 0) await nextTurn();
  }
}

/** @returns How many rows went. */
function deleteSome(database: Database, table: 'logs' | 'events', sessionKey: number, limit: number): number {
  const sql = `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table} WHERE session_key = ? LIMIT ?)`;
  return database.run(sql, sessionKey, limit).changes;
}

function withWordsForgotten<T>(database: Database, work: () => T): T {
  return database.transaction(() => {
    for (const sql of SET_SECURE_DELETE) database.run(sql, 1);
    const result = work();
    for (const sql of SET_SECURE_DELETE) database.run(sql, 0);
    return result;
  });
}

/** https://sqlite.org/fts5.html, section 6.13 */
const SET_SECURE_DELETE = ['log_words', 'event_grams'].map(
  (index) => `INSERT INTO ${index}(${index}, rank) VALUES ('secure-delete', ?)`,
);
