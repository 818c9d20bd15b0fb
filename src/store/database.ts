/** One connection to the database file: how it is opened, its statements, and its failures as errors a user can act on. */
import {chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync} from 'node:fs';
import {constants as osConstants} from 'node:os';
import {dirname} from 'node:path';
import {DatabaseSync, type StatementSyncInstance} from '@photostructure/sqlite';
import type {HomePaths} from '../config/home.ts';
import {DdcotermError, systemErrorCode} from '../errors.ts';
import {storeBroken, storeFull, storeLocked, storeUnusable} from './errors.ts';

/**
 * How long a call waits for another process. It blocks the caller's thread; but the only other writer is `ddcoterm rm`,
 * which holds the lock for one entry of 1 MiB, the longest, about two seconds.
 */
const BUSY_TIMEOUT_MS = 5_000;

/** Page cache, KiB. Twice SQLite's 2 MiB would do for reading; merging the full-text index profits from more. */
const CACHE_KIB = 16_000;

const READER_SETTINGS = [`cache_size = -${CACHE_KIB}`];

const WRITER_SETTINGS = [
  ...READER_SETTINGS,
  // Has to come before the first table: deleting sessions then gives space back to the disk.
  'auto_vacuum = INCREMENTAL',
  'journal_mode = WAL',
  // An acknowledged frame is dropped by its host, so it has to survive a power cut, too. Against NORMAL, which survives
  // the death of the process only, FULL costs 0.1 ms a commit on a virtual disk and nothing measurable in batches.
  'synchronous = FULL',
  // What is deleted is gone from the file: recordings hold what their owner may regret.
  'secure_delete = ON',
];

/**
 * Damage mostly shows when a page is read, long after opening. Whoever meets it leaves an empty file of this name beside
 * the database, so that the agent knows when it starts next.
 */
const DAMAGE_MARK = '.damaged';

/** Prepared statements kept, each some ten kilobytes. Queries of users have many shapes. */
const MAX_STATEMENTS = 200;

/** What SQLite adds to the file's name. */
const COMPANIONS = ['', '-wal', '-shm'];

export type SqlValue = string | number | bigint | null;
export type SqlRow = Record<string, unknown>;

export class Database {
  private readonly statements = new Map<string, StatementSyncInstance>();

  private constructor(
    private readonly connection: InstanceType<typeof DatabaseSync>,
    readonly file: string,
    private readonly isReadOnly: boolean,
  ) {}

  /** Makes folder and file if need be, readable for their owner only before anything is in them. */
  static openForWriting(file: string): Database {
    return orExplain(file, () => {
      if (existsSync(file + DAMAGE_MARK)) throw storeBroken(file, new Error('damage was found in it earlier'));
      makePrivateFile(file);
      return Database.open(file, {timeout: BUSY_TIMEOUT_MS}, WRITER_SETTINGS);
    });
  }

  /** @returns Null where there is no file. Never creates one. */
  static openForReading(file: string): Database | null {
    if (!existsSync(file)) return null;
    return orExplain(file, () => Database.open(file, {readOnly: true, timeout: BUSY_TIMEOUT_MS}, READER_SETTINGS));
  }

  private static open(file: string, options: {readOnly?: boolean; timeout: number}, settings: string[]): Database {
    const connection = new DatabaseSync(file, options);
    try {
      for (const setting of settings) connection.exec(`PRAGMA ${setting}`);
    } catch (error) {
      connection.close();
      throw error;
    }
    return new Database(connection, file, options.readOnly === true);
  }

  static openInMemory(): Database {
    return new Database(new DatabaseSync(':memory:'), ':memory:', false);
  }

  exec(sql: string): void {
    orExplain(this.file, () => this.connection.exec(sql));
  }

  run(sql: string, ...values: SqlValue[]): {changes: number; lastInsertRowid: number | bigint} {
    return orExplain(this.file, () => this.statement(sql).run(...values));
  }

  get(sql: string, ...values: SqlValue[]): SqlRow | undefined {
    return orExplain(this.file, () => this.statement(sql).get(...values) as SqlRow | undefined);
  }

  all(sql: string, ...values: SqlValue[]): SqlRow[] {
    return orExplain(this.file, () => this.statement(sql).all(...values) as SqlRow[]);
  }

  /** Rows as lists of their columns: a third of the time that objects take, where there are many. */
  rows(sql: string, ...values: SqlValue[]): unknown[][] {
    return orExplain(this.file, () => {
      const statement = this.statement(sql);
      statement.setReturnArrays(true);
      try {
        return statement.all(...values) as unknown[][];
      } finally {
        statement.setReturnArrays(false);
      }
    });
  }

  /**
   * Many rows as lists of their columns' values, by way of JSON: half of the time that `rows` takes. Numbers with a fraction
   * come with 15 digits only.
   *
   * @param columns Expressions. @param rest From `FROM` on.
   */
  columns(columns: readonly string[], rest: string, ...values: SqlValue[]): unknown[][] {
    const names = columns.map((_, index) => `c${index}`);
    const inner = columns.map((column, index) => `${column} AS ${names[index]}`);
    const lists = names.map((name) => `json_group_array(${name})`);
    const [found] = this.rows(`SELECT ${lists.join(', ')} FROM (SELECT ${inner.join(', ')} ${rest})`, ...values);
    return found!.map((json) => JSON.parse(json as string) as unknown[]);
  }

  /** Makes `work` one transaction; what it throws undoes it. */
  transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (this.connection.isTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  /** Makes all that `work` reads of one moment, while others write. */
  snapshot<T>(work: () => T): T {
    this.exec('BEGIN');
    try {
      return work();
    } finally {
      if (this.connection.isTransaction) this.exec('ROLLBACK');
    }
  }

  /** Defines an SQL function. */
  define(name: string, implementation: (...values: never[]) => SqlValue): void {
    this.connection.function(name, {deterministic: true, directOnly: true}, implementation);
  }

  /**
   * Statements live until they are garbage collected, and SQLite keeps the files open so long. So what is in the log is
   * brought into the database now, without waiting for readers.
   */
  close(): void {
    if (!this.connection.isOpen) return;
    try {
      if (!this.isReadOnly) this.connection.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // A damaged database or a full disk: there is nothing to be rescued here, and closing must not fail.
    }
    this.statements.clear();
    this.connection.close();
  }

  private statement(sql: string): StatementSyncInstance {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      if (this.statements.size >= MAX_STATEMENTS) this.statements.clear();
      statement = this.connection.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }
}

/**
 * Renames a damaged database, so that a new one can be built from the recordings and the old one can be looked at.
 *
 * @returns The new name of the file; null where there was none.
 */
export function setAsideBrokenDatabase(paths: HomePaths, nowMs = Date.now()): string | null {
  const suffix = `.broken-${new Date(nowMs).toISOString().replaceAll(':', '-')}`;
  for (const companion of COMPANIONS) {
    const file = paths.database + companion;
    if (existsSync(file)) renameSync(file, paths.database + suffix + companion);
  }
  rmSync(paths.database + DAMAGE_MARK, {force: true});
  const aside = paths.database + suffix;
  return existsSync(aside) ? aside : null;
}

/** Bytes on the disk, the write-ahead log included. */
export function databaseBytes(file: string): number {
  return COMPANIONS.filter((companion) => companion !== '-shm')
    .map((companion) => statSync(file + companion, {throwIfNoEntry: false})?.size ?? 0)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** SQLite gives `-wal` and `-shm` the mode of the database; so that one has to be right before it is opened. */
function makePrivateFile(file: string): void {
  mkdirSync(dirname(file), {recursive: true, mode: 0o700});
  closeSync(openSync(file, 'a', 0o600));
  for (const companion of COMPANIONS) {
    if (existsSync(file + companion)) chmodSync(file + companion, 0o600);
  }
}

/** Primary result codes of SQLite, https://sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

/** Extended codes hold the primary one in their lowest byte. */
const PRIMARY_CODE_MASK = 0xff;

/** Errors of `all` come without a code in @photostructure/sqlite 1.2.1; then SQLite's fixed messages tell it. */
const CODE_BY_MESSAGE: [message: RegExp, code: number][] = [
  [/database (table )?is locked/, SQLITE_BUSY],
  [/attempt to write a readonly database/, SQLITE_READONLY],
  [/disk I\/O error/, SQLITE_IOERR],
  [/malformed|corruption/, SQLITE_CORRUPT],
  [/database or disk is full/, SQLITE_FULL],
  [/unable to open database file/, SQLITE_CANTOPEN],
  [/file is not a database/, SQLITE_NOTADB],
];

function orExplain<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explain(file, error);
  }
}

function explain(file: string, error: unknown): unknown {
  if (error instanceof DdcotermError) return error;
  if (isDiskFull(error)) return storeFull(file, error);
  switch (sqliteCode(error)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return storeLocked(file, error);
    case SQLITE_CORRUPT:
      markDamaged(file);
      return storeBroken(file, error);
    case SQLITE_NOTADB:
      return storeBroken(file, error);
    case SQLITE_FULL:
      return storeFull(file, error);
    case SQLITE_READONLY:
      return storeUnusable(file, 'it may not be written', error);
    case SQLITE_IOERR:
      return storeUnusable(file, 'the disk reports an error', error);
    case SQLITE_CANTOPEN:
      return storeUnusable(file, 'access is denied, or it is no file', error);
  }
  switch (systemErrorCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return storeUnusable(file, 'access is denied', error);
    case 'EROFS':
      return storeUnusable(file, 'the file system is read-only', error);
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
      return storeUnusable(file, 'a file stands where a folder is wanted, or the other way round', error);
    default:
      return error;
  }
}

function markDamaged(file: string): void {
  try {
    if (existsSync(file)) closeSync(openSync(file + DAMAGE_MARK, 'a', 0o600));
  } catch {
    // Without the mark the next start finds the damage by itself, later; the error at hand must come through.
  }
}

/** What the system says when there is no room. EFBIG: the limit of `ulimit -f`. */
const FULL_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG'] as const;

/** SQLite's own code for it covers plain writes only; beneath others the system's error number tells. */
function isDiskFull(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const {code, systemErrno} = error as {code?: unknown; systemErrno?: unknown};
  return FULL_CODES.some((name) => code === name || systemErrno === osConstants.errno[name]);
}

/** No test for `instanceof Error`: the addon's errors are of another realm where code runs in a VM context, as in jest. */
function sqliteCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null) return null;
  const {code, errcode, message} = error as {code?: unknown; errcode?: unknown; message?: unknown};
  if (typeof errcode === 'number') return errcode & PRIMARY_CODE_MASK;
  if (code !== 'ERR_SQLITE_ERROR' || typeof message !== 'string') return null;
  return CODE_BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}
