/** Members of recordings as rows: what a player asks for is a few of perhaps hundreds of thousands. */
import type {Database, SqlRow, SqlValue} from './database.ts';
import type {MemberRecord} from './records.ts';
import type {MemberOptions} from './store.ts';

const INSERT = 'INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?, ?, ?, ?)';

export function writeMember(database: Database, sessionKey: number, member: MemberRecord): void {
  const {sequence, fileOffset, bytes, startUs, endUs, keyframe} = member;
  const times = [Math.round(startUs), Math.round(endUs)];
  database.run(INSERT, sessionKey, sequence, fileOffset, bytes, ...times, keyframe ? 1 : 0);
}

export function readMembers(
  database: Database,
  sessionKey: number,
  sessionId: string,
  {after = -1, fromUs, toUs, keyframesOnly = false, newestFirst = false, limit}: MemberOptions,
): MemberRecord[] {
  const conditions = ['session_key = ?', 'sequence > ?'];
  const values: SqlValue[] = [sessionKey, Math.max(after, entrySequence(database, sessionKey, fromUs) - 1)];
  if (toUs !== undefined) {
    conditions.push('sequence <= ?');
    values.push(lastSequenceAt(database, sessionKey, toUs));
  }
  if (keyframesOnly) conditions.push('keyframe = 1');
  const order = newestFirst ? 'DESC' : 'ASC';
  const sql = `SELECT * FROM members WHERE ${conditions.join(' AND ')} ORDER BY sequence ${order} LIMIT ?`;
  return database.all(sql, ...values, limit ?? -1).map((row) => memberOf(sessionId, row));
}

/** Where a player starts that wants to show a moment. */
function entrySequence(database: Database, sessionKey: number, fromUs: number | undefined): number {
  if (fromUs === undefined) return 0;
  const sql = 'SELECT sequence FROM members WHERE session_key = ? AND sequence <= ? AND keyframe = 1';
  const last = lastSequenceAt(database, sessionKey, fromUs);
  const row = database.get(`${sql} ORDER BY sequence DESC LIMIT 1`, sessionKey, last);
  return (row?.sequence as number | undefined) ?? 0;
}

/** Members follow each other in time, so the place of a moment is found by halving. */
function lastSequenceAt(database: Database, sessionKey: number, us: number): number {
  const last = database.get('SELECT MAX(sequence) AS sequence FROM members WHERE session_key = ?', sessionKey);
  let [low, high] = [0, (last?.sequence as number | null) ?? 0];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (startOf(database, sessionKey, middle) <= us) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where a sequence number is missing, the next one answers for it. */
function startOf(database: Database, sessionKey: number, sequence: number): number {
  const sql = 'SELECT start_us FROM members WHERE session_key = ? AND sequence >= ? ORDER BY sequence LIMIT 1';
  return (database.get(sql, sessionKey, sequence)?.start_us as number | undefined) ?? Number.POSITIVE_INFINITY;
}

const memberOf = (sessionId: string, row: SqlRow): MemberRecord => ({
  sessionId,
  sequence: row.sequence as number,
  fileOffset: row.file_offset as number,
  bytes: row.bytes as number,
  startUs: row.start_us as number,
  endUs: row.end_us as number,
  keyframe: row.keyframe === 1,
});
