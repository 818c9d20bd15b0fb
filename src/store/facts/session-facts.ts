/** Sessions as columns of numbers, by an ordinal that each gets once and keeps. */
import type {Database} from '../database.ts';
import {Dictionary} from './dictionary.ts';

/** Columns of the table that hold few distinct values, or are searched by patterns; ours is named like the dictionary. */
const TEXT_COLUMNS = {
  id: 'id',
  state: 'state',
  origin: 'origin',
  command: 'command',
  executable: 'executable',
  cwd: 'cwd',
  title: 'title',
  user: 'user',
  effectiveUser: 'effective_user',
  host: 'host',
  tty: 'tty',
  sshClient: 'ssh_client',
  parent: 'parent_name',
  parentSession: 'parent_session',
  authorKind: 'author_kind',
  authorName: 'author_name',
  signal: 'signal',
  exit: 'exit_status',
  redactions: 'redaction_count',
  commands: 'command_count',
  processes: 'process_source',
  /** JSON. */
  argv: 'argv',
} as const;

export type SessionColumn = keyof typeof TEXT_COLUMNS | 'shim';
const NAMES = Object.keys(TEXT_COLUMNS) as (keyof typeof TEXT_COLUMNS)[];
const COLUMNS: readonly SessionColumn[] = [...NAMES, 'shim'];

const NUMBER_COLUMNS = ['key', 'CAST(ROUND(started_at_ms * 1000) AS INTEGER)', 'duration_us', 'output_bytes'];
const SQL_COLUMNS = [...NUMBER_COLUMNS, 'search_text', ...Object.values(TEXT_COLUMNS)];

const FIRST_CAPACITY = 256;

/** What dictionaries there are: those of sessions, and `kind` of events. Rows of all kinds share them. */
export type Dictionaries = Record<SessionColumn | 'kind', Dictionary>;

export function createDictionaries(): Dictionaries {
  return Object.fromEntries([...COLUMNS, 'kind'].map((name) => [name, new Dictionary()])) as Dictionaries;
}

export class SessionFacts {
  /** Ordinals handed out. */
  count = 0;
  readonly codes = Object.fromEntries(COLUMNS.map((name) => [name, new Int32Array(FIRST_CAPACITY)])) as Record<
    SessionColumn,
    Int32Array
  >;
  startedAtMs = new Float64Array(FIRST_CAPACITY);
  durationUs = new Float64Array(FIRST_CAPACITY);
  outputBytes = new Float64Array(FIRST_CAPACITY);
  /** What free text is looked for in; in lower case, as it is stored. */
  readonly searchTexts: string[] = [];
  /** Codes of `tagPairs`, by ordinal. */
  readonly tags: (readonly number[])[] = [];
  /** JSON of `[name, value]`, both as they are stored. */
  readonly tagPairs = new Dictionary();
  /** Codes of `ruleIds`, by ordinal. */
  readonly rules: (readonly number[])[] = [];
  readonly ruleIds = new Dictionary();
  private readonly ordinals = new Map<number, number>();

  constructor(private readonly dictionaries: Dictionaries) {}

  /** @returns -1: no such session. */
  ordinalOf(sessionKey: number): number {
    return this.ordinals.get(sessionKey) ?? -1;
  }

  /** Reads sessions anew. @param where Behind `WHERE`. @returns Their keys, and as many ordinals. */
  load(database: Database, where: string, value: string | number): [keys: number[], ordinals: number[]] {
    const columns = database.columns(SQL_COLUMNS, `FROM sessions WHERE ${where}`, value);
    const keys = columns[0] as number[];
    const ordinals = keys.map((key, from) => this.write(key, columns, from));
    const wanted = JSON.stringify(keys);
    for (const [key, name, value] of database.rows(SELECT_TAGS, wanted)) {
      this.add(this.tags, key, this.tagPairs.codeOf(JSON.stringify([name, value])));
    }
    for (const [key, rule] of database.rows(SELECT_RULES, wanted)) {
      this.add(this.rules, key, this.ruleIds.codeOf(rule as string));
    }
    return [keys, ordinals];
  }

  forget(sessionKey: number): void {
    this.ordinals.delete(sessionKey);
  }

  /** @param columns As in `SQL_COLUMNS`. @param from Index into them. */
  private write(key: number, columns: readonly unknown[][], from: number): number {
    const [, startedAtUs, durationUs, outputBytes, searchTexts, ...texts] = columns;
    const ordinal = this.ordinals.get(key) ?? this.count++;
    this.ordinals.set(key, ordinal);
    this.reserve(this.count);
    for (const [index, name] of NAMES.entries()) {
      this.codes[name][ordinal] = this.dictionaries[name].codeOf(textOf(texts[index]![from]));
    }
    const command = this.dictionaries.command.values[this.codes.command[ordinal]!] ?? null;
    const isShim = this.dictionaries.origin.values[this.codes.origin[ordinal]!] === 'shim';
    this.codes.shim[ordinal] = this.dictionaries.shim.codeOf(isShim ? command : null);
    this.startedAtMs[ordinal] = (startedAtUs![from] as number) / 1000;
    this.searchTexts[ordinal] = searchTexts![from] as string;
    this.durationUs[ordinal] = durationUs![from] as number;
    this.outputBytes[ordinal] = outputBytes![from] as number;
    this.tags[ordinal] = [];
    this.rules[ordinal] = [];
    return ordinal;
  }

  private add(lists: (readonly number[])[], sessionKey: unknown, code: number): void {
    const ordinal = this.ordinalOf(sessionKey as number);
    lists[ordinal] = [...lists[ordinal]!, code];
  }

  private reserve(count: number): void {
    const capacity = this.durationUs.length;
    if (count <= capacity) return;
    for (const name of COLUMNS) {
      const grown = new Int32Array(capacity * 2);
      grown.set(this.codes[name]);
      this.codes[name] = grown;
    }
    this.startedAtMs = growNumbers(this.startedAtMs);
    this.durationUs = growNumbers(this.durationUs);
    this.outputBytes = growNumbers(this.outputBytes);
  }
}

const SELECT_TAGS = `SELECT session_key, name, value FROM session_tags
  WHERE session_key IN (SELECT value FROM json_each(?))`;
const SELECT_RULES = `SELECT DISTINCT session_key, rule_id FROM redactions
  WHERE session_key IN (SELECT value FROM json_each(?))`;

/** Numbers as their text: they stand in dictionaries, too. */
const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

function growNumbers(from: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(from.length * 2);
  grown.set(from);
  return grown;
}
