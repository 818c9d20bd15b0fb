/**
 * Which rows were written or deleted, in order, so that a reader that holds columns of them in memory need not read all of
 * them anew. Triggers write it; only the newest entries are kept, and who misses some starts afresh.
 */
import type {Database} from './database.ts';
import type {ListKind} from './store.ts';

const KINDS: readonly ListKind[] = ['sessions', 'events', 'logs'];

export const CHANGES_SCHEMA = `
CREATE TABLE changes (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL,
  key INTEGER NOT NULL
) STRICT;
${KINDS.map(
  (table, kind) => `
CREATE TRIGGER ${table}_inserted AFTER INSERT ON ${table} BEGIN
  INSERT INTO changes(kind, key) VALUES (${kind}, new.key);
END;
CREATE TRIGGER ${table}_updated AFTER UPDATE ON ${table} BEGIN
  INSERT INTO changes(kind, key) VALUES (${kind}, new.key);
END;
CREATE TRIGGER ${table}_deleted AFTER DELETE ON ${table} BEGIN
  INSERT INTO changes(kind, key) VALUES (${kind}, old.key);
END;`,
).join('')}
-- Which rules masked something is counted with the session.
CREATE TRIGGER redactions_inserted AFTER INSERT ON redactions BEGIN
  INSERT INTO changes(kind, key) VALUES (0, new.session_key);
END;
`;

/** Some ten megabytes. A reader that looks every second misses none, whatever is written. */
const KEPT_CHANGES = 200_000;

/** How often it is cut: the work is the same, done at once. */
const BATCHES_BETWEEN_CUTS = 100;

export class ChangeLog {
  private batches = 0;

  constructor(
    private readonly database: Database,
    private readonly kept = KEPT_CHANGES,
  ) {}

  /** Called with each batch that is written, within its transaction. */
  noteBatch(): void {
    this.batches++;
    if (this.batches % BATCHES_BETWEEN_CUTS === 0) this.cut();
  }

  cut(): void {
    this.database.run('DELETE FROM changes WHERE number <= ?', this.lastNumber() - this.kept);
  }

  lastNumber(): number {
    return (this.database.get('SELECT MAX(number) AS number FROM changes')!.number as number | null) ?? 0;
  }

  /**
   * @param limit So many entries at most.
   * @returns Keys that changed since, each once, and where to go on; null: some of it is forgotten.
   */
  since(number: number, limit = -1): {keys: Record<ListKind, Set<number>>; number: number} | null {
    const keys = {sessions: new Set<number>(), events: new Set<number>(), logs: new Set<number>()};
    let last = number;
    for (const row of this.database.rows(SELECT_SINCE, number, limit)) {
      const [found, kind, key] = row as [number, number, number];
      if (last === number && found > number + 1) return null;
      last = found;
      keys[KINDS[kind]!].add(key);
    }
    // Behind the end: the database is another one than that of the call before.
    if (last === number && this.lastNumber() < number) return null;
    return {keys, number: last};
  }
}

const SELECT_SINCE = 'SELECT number, kind, key FROM changes WHERE number > ? ORDER BY number LIMIT ?';
