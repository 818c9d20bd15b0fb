/** How a cell looks. Styles are immutable: cells that were written with the same one share it. */
export interface Style {
  /** 0 is the terminal's own colour; otherwise a `ColorMode` and its value. */
  readonly foreground: number;
  readonly background: number;
  readonly underlineColor: number;
  /** `StyleFlag`s; the three lowest bits are the underline's kind as in SGR 4:n, 0 without one. */
  readonly flags: number;
}

/** A colour is a mode and, in the low 24 bits, its value: a number of the palette or red, green, blue. */
export const ColorMode = {Basic16: 1 << 24, Palette256: 2 << 24, Rgb: 3 << 24} as const;
export const COLOR_VALUE = 0xffffff;

export const StyleFlag = {
  Underline: 7,
  Bold: 1 << 3,
  Dim: 1 << 4,
  Italic: 1 << 5,
  Blink: 1 << 6,
  Inverse: 1 << 7,
  Invisible: 1 << 8,
  Strikethrough: 1 << 9,
  Overline: 1 << 10,
  /** Not to be erased by DECSED and DECSEL. */
  Protected: 1 << 11,
} as const;

export const DEFAULT_STYLE: Style = {foreground: 0, background: 0, underlineColor: 0, flags: 0};

export function isSameStyle(a: Style, b: Style): boolean {
  if (a === b) return true;
  const isSameColor = a.foreground === b.foreground && a.background === b.background;
  return isSameColor && a.flags === b.flags && a.underlineColor === b.underlineColor;
}

/** What an erased cell looks like: only the background stays. */
export function eraseStyle(pen: Style): Style {
  return pen.background === 0 ? DEFAULT_STYLE : {...DEFAULT_STYLE, background: pen.background};
}
