/** Secrets that a row, a cell or a column cut off: their beginning is shown, and nothing after it will come. */
import type {Span, Unfinished} from './detector.ts';
import {looksRandom} from './spreading.ts';

/** What pagers and editors put at the margin where a line goes beyond it. */
const MARGIN_MARK = /[>$\\»…·]{1,2}$/;
const LAST_WORD = /[^\s"'`@:/=]+$/;

export const isCutAtMargin = (text: string): boolean => MARGIN_MARK.test(text);
export const withoutMarginMark = (text: string): string => text.replace(MARGIN_MARK, '');

/** Columns have two blanks or a border between them. What is shorter is no token. */
const CELL_END = /\S{16}(?=[ \t]{2}|\t|[ \t][|<>│┃][ \t]|$)/g;
const IN_COLUMNS = /\S(?: {2}|\t| [|<>│┃] )|^(?: {16}|\t{2})/;
const MAX_CELLS = 8;
const MIN_CHARS = 16;

/**
 * Tokens that the columns of a complete line cut off.
 *
 * @param unfinishedIn Of a text that ends where the cell does.
 */
export function cutInCells(line: string, unfinishedIn: (text: string) => readonly Unfinished[]): Span[] {
  if (!IN_COLUMNS.test(line)) return [];
  return [...line.matchAll(CELL_END)].slice(-MAX_CELLS).flatMap(({index}) => {
    const masks = unfinishedIn(line.slice(0, index + MIN_CHARS)).flatMap(({mask}) => mask ?? []);
    return masks.filter(({start, end}) => end - start >= MIN_CHARS && looksRandom(line.slice(start, end)));
  });
}

/** @param unfinished What is unfinished at the text's end. */
export function cutSecrets(text: string, unfinished: readonly Unfinished[]): Span[] {
  return unfinished.flatMap(({from, mask, ruleId}) => {
    if (mask !== null) return mask;
    const start = Math.max(from, LAST_WORD.exec(text)?.index ?? text.length);
    // Where nothing but its place tells that it is a value, it must look like one.
    return ruleId !== null && looksRandom(text.slice(start)) ? {start, end: text.length, ruleId} : [];
  });
}
