/** How large the text of a screen can be. Pure. */

/** Height of a row, in font sizes; the styles say the same. */
export const ROW_HEIGHT = 1.2;
/** Larger letters help nobody; smaller ones cannot be read, and the box scrolls. */
const MAX_FONT = 26;
const MIN_FONT = 4;

export interface Grid {
  columns: number;
  rows: number;
  /** Width of a cell, in font sizes: 0.55 to 0.61 among the fonts that systems have. */
  cellWidth: number;
}

/** @returns Pixels, to the tenth. */
export function fontSizeFor({columns, rows, cellWidth}: Grid, box: {width: number; height: number}): number {
  const byWidth = box.width / (columns * cellWidth);
  const byHeight = box.height / (rows * ROW_HEIGHT);
  const size = Math.floor(Math.min(byWidth, byHeight) * 10) / 10;
  return Math.min(Math.max(size, MIN_FONT), MAX_FONT);
}
