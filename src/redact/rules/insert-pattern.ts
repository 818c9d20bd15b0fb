/** Finds the values of secret columns in `INSERT INTO table (columns) VALUES (row), (row)`: a row says nothing by itself. */
import type {LinePattern} from '../rule.ts';
import {SECRET_NAME} from './value.ts';

const HEAD =
  /\b(?:insert|replace)\s+(?:ignore\s+)?into\s+[^\s(]{1,200}\s*\(([^()\n]{1,2000})\)\s*(?:values|select)\s*/gi;
const ROW = /\(((?:[^()'"]|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*")*)\)\s*,?\s*/y;
const VALUE = /\s*(?:N?'((?:[^'\\]|\\.|'')*)'|"((?:[^"\\]|\\.)*)"|([^,'"]*))\s*(?:,|$)/dy;
const SECRET_COLUMN = new RegExp(`^["'\`[]?(?:\\w*${SECRET_NAME}|pass|pwd|pw)(?:_?hash)?["'\`\\]]?$`, 'i');

export class InsertPattern implements LinePattern {
  readonly flags = 'dg';
  lastIndex = 0;

  /** Of the line that was looked at last, as long as it has more of them. */
  private line = '';
  private ranges: readonly (readonly [start: number, end: number])[] = [];

  exec(line: string): RegExpExecArray | null {
    if (line !== this.line) this.ranges = [...valuesOf(line)].filter(([start, end]) => start < end);
    this.line = line;
    const range = this.ranges.find(([start]) => start >= this.lastIndex);
    if (range === undefined) {
      this.line = '';
      this.ranges = [];
      return null;
    }
    const indices = [range] as unknown as RegExpIndicesArray;
    return Object.assign([line.slice(...range)] as [string], {index: range[0], input: line, indices});
  }
}

/** Ranges of the values of secret columns, in order. */
function* valuesOf(line: string): Iterable<[start: number, end: number]> {
  for (const head of line.matchAll(HEAD)) {
    const columns = head[1]!.split(',').map((name) => SECRET_COLUMN.test(name.trim()));
    if (!columns.includes(true)) continue;
    ROW.lastIndex = head.index + head[0].length;
    for (let row = ROW.exec(line); row !== null; row = ROW.exec(line))
      yield* secretsOfRow(row[1]!, row.index + 1, columns);
  }
}

function* secretsOfRow(row: string, offset: number, columns: readonly boolean[]): Iterable<[number, number]> {
  VALUE.lastIndex = 0;
  for (const isSecret of columns) {
    const value = VALUE.exec(row);
    if (value === null) return;
    const range = value.indices?.[1] ?? value.indices?.[2];
    if (isSecret && range !== undefined) yield [offset + range[0], offset + range[1]];
  }
}
