/** How fields of records become columns and come back. */
import type {SqlRow, SqlValue} from './database.ts';
import {fromStoredText, toStoredText} from './stored-text.ts';

/** `integer` is rounded; `real` is not; `json` holds lists and records, where any text survives by JSON's own escapes. */
export type ColumnKind = 'text' | 'integer' | 'real' | 'flag' | 'json';

export interface Column<RecordType> {
  field: keyof RecordType & string;
  name: string;
  kind: ColumnKind;
}

/** A field is named in camel case, its column in snake case: `startedAtMs`, `started_at_ms`. */
export function columnsOf<RecordType>(
  kinds: Partial<Record<keyof RecordType & string, ColumnKind>>,
): Column<RecordType>[] {
  return Object.entries(kinds).map(([field, kind]) => ({
    field: field as keyof RecordType & string,
    name: field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    kind: kind as ColumnKind,
  }));
}

export const toColumns = <RecordType>(columns: Column<RecordType>[], record: RecordType): SqlValue[] =>
  columns.map(({field, kind}) => toSql(kind, record[field]));

export function fromColumns<RecordType>(columns: Column<RecordType>[], row: SqlRow): Partial<RecordType> {
  const fields: Record<string, unknown> = {};
  for (const {field, name, kind} of columns) fields[field] = fromSql(kind, row[name]);
  return fields as Partial<RecordType>;
}

export function toSql(kind: ColumnKind, value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  switch (kind) {
    case 'text':
      return toStoredText(value as string);
    case 'integer':
      return Math.round(value as number);
    case 'real':
      return value as number;
    case 'flag':
      return value ? 1 : 0;
    case 'json':
      return JSON.stringify(value);
  }
}

function fromSql(kind: ColumnKind, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (kind) {
    case 'text':
      return fromStoredText(value as string);
    case 'flag':
      return value === 1;
    case 'json':
      return JSON.parse(value as string);
    default:
      return value;
  }
}

/** `INSERT INTO table(…) VALUES (?, …)` */
export const insertSql = (table: string, names: string[]): string =>
  `INSERT INTO ${table}(${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;

/** `UPDATE table SET … WHERE key = ?` */
export const updateSql = (table: string, names: string[]): string =>
  `UPDATE ${table} SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE key = ?`;

export const namesOf = (columns: {name: string}[]): string[] => columns.map(({name}) => name);
