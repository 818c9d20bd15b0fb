/** A row of the screen as pieces of text that look alike. Pure but for what the stage holds. */
import type {IBufferCell} from '@xterm/headless';
import {BACKGROUND, cssColor, FOREGROUND, mix, paletteColor, type Rgb, readableOn} from './colors.ts';
import type {Stage} from './stage.ts';

export interface Run {
  text: string;
  /** Cells it takes. */
  width: number;
  color: string;
  /** Null: the screen's own. */
  background: string | null;
  /** Names of classes. */
  flags: string;
  /** Where OSC 8 says it leads; untrusted. */
  uri: string | null;
  /** Its character may be drawn wider or narrower than its cells: it gets a box of that size. */
  isBoxed: boolean;
}

/** Characters of a monospaced font: Latin, and what frames are drawn with. */
const PLAIN = /^[\u0020-\u007e\u00a0-\u017f\u2500-\u259f]+$/;
/** Dim text keeps so much of its colour. */
const DIM = 0.6;

export function rowRuns(stage: Stage, row: number): Run[] {
  const runs: Run[] = [];
  stage.eachCell(row, (cell, _column, uri) => {
    const run = runOf(cell, uri);
    const last = runs.at(-1);
    if (last !== undefined && joins(last, run)) {
      last.text += run.text;
      last.width += run.width;
    } else runs.push(run);
  });
  dropTrailingBlanks(runs);
  return runs;
}

/** Two rows with the same key look the same. */
export const rowKey = (runs: readonly Run[]): string =>
  runs
    .map(({text, color, background, flags, uri}) => `${color}${background ?? ''}${flags}|${uri ?? ''}|${text}`)
    .join('\u0001');

function runOf(cell: IBufferCell, uri: string | null): Run {
  const text = toText(cell.getChars() || ' ');
  const width = cell.getWidth();
  const isBoxed = width !== 1 || !PLAIN.test(text);
  const isPlain = cell.isAttributeDefault() && uri === null;
  if (isPlain) return {text, width, color: DEFAULT_COLOR, background: null, flags: '', uri, isBoxed};
  const {foreground, background} = colorsOf(cell);
  return {
    text: cell.isInvisible() ? ' '.repeat(width) : text,
    width,
    color: cssColor(readableOn(foreground, background)),
    background: background === BACKGROUND ? null : cssColor(background),
    flags: flagsOf(cell),
    uri,
    isBoxed,
  };
}

const DEFAULT_COLOR = cssColor(FOREGROUND);

/** Bytes that were no UTF-8 are lone surrogates in a recording. */
const toText = (text: string): string => (/\p{Surrogate}/u.test(text) ? '\ufffd' : text);

function colorsOf(cell: IBufferCell): {foreground: Rgb; background: Rgb} {
  const bold = cell.isBold() !== 0;
  let foreground = cell.isFgDefault() ? FOREGROUND : colorOf(cell.isFgRGB(), cell.getFgColor(), bold);
  let background = cell.isBgDefault() ? BACKGROUND : colorOf(cell.isBgRGB(), cell.getBgColor(), false);
  if (cell.isInverse()) [foreground, background] = [background, foreground];
  if (cell.isDim()) foreground = mix(foreground, background, DIM);
  return {foreground, background};
}

/** Bold text in one of the first eight colours is bright, as most terminals show it. */
function colorOf(isRgb: boolean, value: number, bold: boolean): Rgb {
  if (isRgb) return value & 0xffffff;
  return paletteColor(bold && value < 8 ? value + 8 : value);
}

function flagsOf(cell: IBufferCell): string {
  const flags = [];
  if (cell.isBold()) flags.push('bold');
  if (cell.isItalic()) flags.push('italic');
  if (cell.isUnderline()) flags.push('underline');
  if (cell.isStrikethrough()) flags.push('strike');
  if (cell.isOverline()) flags.push('overline');
  return flags.join(' ');
}

const joins = (last: Run, run: Run): boolean =>
  !last.isBoxed &&
  !run.isBoxed &&
  last.color === run.color &&
  last.background === run.background &&
  last.flags === run.flags &&
  last.uri === run.uri;

function dropTrailingBlanks(runs: Run[]): void {
  for (let last = runs.at(-1); last !== undefined; last = runs.at(-1)) {
    if (last.background !== null || last.flags !== '' || last.uri !== null) return;
    last.text = last.text.trimEnd();
    if (last.text !== '') return;
    runs.pop();
  }
}
