/**
 * A recording as an animated SVG, for a README: one picture that plays by itself, without script and without a font of its
 * own. The film's frames stand side by side and a CSS animation moves them past in steps, as svg-term does it.
 */
import type {SessionRecord} from '../../store/records.ts';
import {Screen} from '../../terminal/screen.ts';
import {COLOR_VALUE, ColorMode, type Style, StyleFlag} from '../../terminal/style.ts';
import type {ReadItem} from '../recording-reader.ts';

/** Pixels. A cell is as wide as a monospaced character of this size. */
const FONT_SIZE = 14;
const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 18;
const PADDING = 12;

/** Pauses are cut to this, microseconds: nobody watches a README think. */
const MAX_PAUSE_US = 2_000_000;
/** Changes closer together become one frame. */
const MIN_FRAME_US = 60_000;
/** The last frame stands so long before it begins again. */
const LAST_FRAME_US = 3_000_000;
/** A longer film is cut: an SVG is read whole, by a browser. */
const MAX_FRAMES = 2_000;

const FOREGROUND = '#d4d7dd';
const BACKGROUND = '#16181d';
/** The 16 colours of the terminal: One Dark's, which keep their contrast on the background. */
const PALETTE = [
  '#3f4451',
  '#e05561',
  '#8cc265',
  '#d18f52',
  '#4aa5f0',
  '#c162de',
  '#42b3c2',
  '#d7dae0',
  '#4f5666',
  '#ff616e',
  '#a5e075',
  '#f0a45d',
  '#4dc4ff',
  '#de73ff',
  '#4cd1e0',
  '#e6e6e6',
];
const CUBE_STEPS = [0, 95, 135, 175, 215, 255];

interface Frame {
  /** Rows as SVG, for looking alike rows up. */
  rows: string[];
  durationUs: number;
}

/** @param items From the recording's begin. */
export async function* exportSvg(session: SessionRecord, items: AsyncIterable<ReadItem>): AsyncGenerator<string> {
  const screen = new Screen(session.columns || 80, session.rows || 24);
  const title = session.title ?? `A recording of ${session.command}`;
  yield renderFilm(await collectFrames(screen, items), {title, columns: screen.columns, rows: screen.rows});
}

async function collectFrames(screen: Screen, items: AsyncIterable<ReadItem>): Promise<Frame[]> {
  const frames: Frame[] = [];
  let shownAtUs = 0;
  for await (const item of items) {
    if (item.kind !== 'events') continue;
    for (const event of item.events) {
      if (event.kind !== 'output') continue;
      const elapsedUs = event.elapsedUs - shownAtUs;
      if (elapsedUs >= MIN_FRAME_US || frames.length === 0) {
        if (frames.length >= MAX_FRAMES) return frames;
        pushFrame(frames, screen, Math.min(elapsedUs, MAX_PAUSE_US));
        shownAtUs = event.elapsedUs;
      }
      screen.write(event.text);
    }
  }
  pushFrame(frames, screen, LAST_FRAME_US);
  return frames;
}

/** What stood on the screen for a time; the same picture again makes the one before last longer. */
function pushFrame(frames: Frame[], screen: Screen, durationUs: number): void {
  const rows = Array.from({length: screen.rows}, (_, row) => renderRow(screen, row));
  const last = frames.at(-1);
  if (last?.rows.every((text, row) => text === rows[row])) last.durationUs += durationUs;
  else frames.push({rows, durationUs});
}

function renderFilm(frames: Frame[], film: {title: string; columns: number; rows: number}): string {
  const {title, columns, rows} = film;
  const width = Math.ceil(columns * CELL_WIDTH + 2 * PADDING);
  const height = Math.ceil(rows * CELL_HEIGHT + 2 * PADDING);
  const totalUs = Math.max(
    1,
    frames.reduce((sum, {durationUs}) => sum + durationUs, 0),
  );
  const symbols = new Map<string, string>();
  const pictures = frames.map(({rows: texts}, index) => renderPicture(texts, index * width, symbols));
  const defs = [...symbols].map(([text, id]) => `<g id="${id}">${text}</g>`).join('');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escapeXml(title)}</title><style>${renderAnimation(frames, width, totalUs)}`,
    `text{white-space:pre;font:${FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}`,
    '</style>',
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<defs>${defs}</defs><g class="film">${pictures.join('')}</g></svg>\n`,
  ].join('');
}

function renderAnimation(frames: Frame[], width: number, totalUs: number): string {
  let atUs = 0;
  const steps = frames.map(({durationUs}, index) => {
    const percent = ((atUs / totalUs) * 100).toFixed(3);
    atUs += durationUs;
    return `${percent}%{transform:translateX(${-index * width}px)}`;
  });
  const seconds = (totalUs / 1_000_000).toFixed(3);
  const last = `100%{transform:translateX(${-Math.max(0, frames.length - 1) * width}px)}`;
  return `@keyframes film{${steps.join('')}${last}}.film{animation:film ${seconds}s steps(1,end) infinite}`;
}

/** @param symbols Rows that were drawn before, by their content: most rows stay as they are from frame to frame. */
function renderPicture(rows: readonly string[], x: number, symbols: Map<string, string>): string {
  const uses = rows.map((text, row) => {
    if (text === '') return '';
    const id = symbols.get(text) ?? `r${symbols.size}`;
    symbols.set(text, id);
    return `<use href="#${id}" y="${row * CELL_HEIGHT}"/>`;
  });
  return `<g transform="translate(${x + PADDING},${PADDING})">${uses.join('')}</g>`;
}

function renderRow(screen: Screen, row: number): string {
  let svg = '';
  for (let column = 0; column < screen.columns; ) {
    const start = column;
    const first = screen.cellAt(row, column)!;
    let text = '';
    for (; column < screen.columns; column++) {
      const cell = screen.cellAt(row, column)!;
      if (cell.style !== first.style && !looksAlike(cell.style, first.style)) break;
      if (cell.width > 0 || cell.text === '') text += cell.text || (cell.width === 0 ? '' : ' ');
    }
    svg += renderRun({text, style: first.style, start, columns: column - start});
  }
  const isCursorHere = screen.isCursorVisible && screen.cursorRow === row;
  return isCursorHere ? svg + renderCursor(Math.min(screen.cursorColumn, screen.columns - 1)) : svg;
}

function renderRun(run: {text: string; style: Style; start: number; columns: number}): string {
  const {foreground, background} = colorsOf(run.style);
  const x = (run.start * CELL_WIDTH).toFixed(1);
  const width = (run.columns * CELL_WIDTH).toFixed(1);
  const box =
    background === null ? '' : `<rect x="${x}" width="${width}" height="${CELL_HEIGHT}" fill="${background}"/>`;
  if (run.text.trim() === '') return box;
  const trimmed = run.text.trimEnd();
  const text = escapeXml(trimmed);
  const length = ((run.columns - (run.text.length - trimmed.length)) * CELL_WIDTH).toFixed(1);
  const attributes = `x="${x}" y="${FONT_SIZE}" textLength="${length}" fill="${foreground}"${decorationOf(run.style)}`;
  return `${box}<text ${attributes}>${text}</text>`;
}

const renderCursor = (column: number): string =>
  `<rect x="${(column * CELL_WIDTH).toFixed(1)}" width="${CELL_WIDTH}" height="${CELL_HEIGHT}" fill="${FOREGROUND}" opacity="0.5"/>`;

const looksAlike = (a: Style, b: Style): boolean =>
  a.foreground === b.foreground && a.background === b.background && a.flags === b.flags;

function colorsOf({foreground, background, flags}: Style): {foreground: string; background: string | null} {
  const front = colorOf(foreground) ?? FOREGROUND;
  const back = colorOf(background);
  if ((flags & StyleFlag.Invisible) !== 0) return {foreground: back ?? BACKGROUND, background: back};
  return (flags & StyleFlag.Inverse) === 0
    ? {foreground: front, background: back}
    : {foreground: back ?? BACKGROUND, background: front};
}

function decorationOf({flags}: Style): string {
  const lines = [
    (flags & StyleFlag.Underline) === 0 ? '' : 'underline',
    (flags & StyleFlag.Strikethrough) === 0 ? '' : 'line-through',
  ].filter(Boolean);
  return [
    (flags & StyleFlag.Bold) === 0 ? '' : ' font-weight="bold"',
    (flags & StyleFlag.Italic) === 0 ? '' : ' font-style="italic"',
    (flags & StyleFlag.Dim) === 0 ? '' : ' opacity="0.6"',
    lines.length === 0 ? '' : ` text-decoration="${lines.join(' ')}"`,
  ].join('');
}

/** @returns Null for the terminal's own colour. */
function colorOf(color: number): string | null {
  const value = color & COLOR_VALUE;
  switch (color - value) {
    case ColorMode.Basic16:
      return PALETTE[value] ?? null;
    case ColorMode.Palette256:
      return paletteColor(value);
    case ColorMode.Rgb:
      return `#${value.toString(16).padStart(6, '0')}`;
    default:
      return null;
  }
}

/** xterm's 256 colours: 16 of the terminal, a cube of 6×6×6, 24 greys. */
function paletteColor(index: number): string {
  if (index < 16) return PALETTE[index]!;
  if (index >= 232) return hex([8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10]);
  const cube = index - 16;
  return hex([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => CUBE_STEPS[step]!));
}

const hex = (rgb: readonly number[]): string => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

/** XML has no control characters and no lone surrogates. */
const escapeXml = (text: string): string =>
  text
    .replaceAll(/[\u0000-\u001f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
