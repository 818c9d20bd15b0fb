/** The colours of the replay's screen: a palette, and enough contrast for whatever a recording wrote. Pure. */

export type Rgb = number;

export const FOREGROUND: Rgb = 0xd4d7dd;
export const BACKGROUND: Rgb = 0x16181d;

/** The 16 colours of the terminal, as `export --format svg` has them. */
const BASE: readonly Rgb[] = [
  0x3f4451, 0xe05561, 0x8cc265, 0xd18f52, 0x4aa5f0, 0xc162de, 0x42b3c2, 0xd7dae0, 0x4f5666, 0xff616e, 0xa5e075,
  0xf0a45d, 0x4dc4ff, 0xde73ff, 0x4cd1e0, 0xe6e6e6,
];
const CUBE_STEPS = [0, 95, 135, 175, 215, 255];
/** WCAG AA for text. */
const MIN_CONTRAST = 4.5;
const MAX_REMEMBERED = 4096;

const remembered = new Map<number, Rgb>();

/** @param index 0 to 255: 16 base colours, the cube, the greys. */
export function paletteColor(index: number): Rgb {
  if (index < 16) return BASE[index] ?? FOREGROUND;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return rgb(grey, grey, grey);
  }
  const cube = index - 16;
  return rgb(CUBE_STEPS[Math.floor(cube / 36)]!, CUBE_STEPS[Math.floor(cube / 6) % 6]!, CUBE_STEPS[cube % 6]!);
}

/** The colour nearest to `foreground` that can be read on `background`. Text in the very colour of its ground stays hidden. */
export function readableOn(foreground: Rgb, background: Rgb): Rgb {
  if (foreground === background) return foreground;
  const key = foreground * 0x1000000 + background;
  let color = remembered.get(key);
  if (color === undefined) {
    color = adjust(foreground, background);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(key, color);
  }
  return color;
}

/** `part` of `color`, the rest of `other`. */
export function mix(color: Rgb, other: Rgb, part: number): Rgb {
  const channel = (shift: number) =>
    Math.round(((color >> shift) & 0xff) * part + ((other >> shift) & 0xff) * (1 - part)) << shift;
  return channel(16) | channel(8) | channel(0);
}

export const cssColor = (color: Rgb): string => `#${color.toString(16).padStart(6, '0')}`;

export function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function adjust(foreground: Rgb, background: Rgb): Rgb {
  const goal = luminance(background) < 0.18 ? 0xffffff : 0x000000;
  let color = foreground;
  for (let part = 0.9; part > 0 && contrast(color, background) < MIN_CONTRAST; part -= 0.1) {
    color = mix(foreground, goal, part);
  }
  return contrast(color, background) < MIN_CONTRAST ? goal : color;
}

/** WCAG 2.2, relative luminance. */
function luminance(color: Rgb): number {
  const channel = (shift: number) => {
    const value = ((color >> shift) & 0xff) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0);
}

const rgb = (red: number, green: number, blue: number): Rgb => (red << 16) | (green << 8) | blue;
