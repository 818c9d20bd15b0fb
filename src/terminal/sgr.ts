/** SGR (`CSI … m`): from parameters to a style and back. */
import type {Params} from './params.ts';
import {COLOR_VALUE, ColorMode, DEFAULT_STYLE, type Style, StyleFlag} from './style.ts';

const SET_FLAG: Record<number, number> = {
  1: StyleFlag.Bold,
  2: StyleFlag.Dim,
  3: StyleFlag.Italic,
  5: StyleFlag.Blink,
  7: StyleFlag.Inverse,
  8: StyleFlag.Invisible,
  9: StyleFlag.Strikethrough,
  53: StyleFlag.Overline,
};

const CLEAR_FLAGS: Record<number, number> = {
  22: StyleFlag.Bold | StyleFlag.Dim,
  23: StyleFlag.Italic,
  24: StyleFlag.Underline,
  25: StyleFlag.Blink,
  27: StyleFlag.Inverse,
  28: StyleFlag.Invisible,
  29: StyleFlag.Strikethrough,
  55: StyleFlag.Overline,
};

const SINGLE_UNDERLINE = 1;
const DOUBLE_UNDERLINE = 2;
const LAST_UNDERLINE = 5;

/** The style being changed; one is enough, as nothing of it outlives `applySgr`. */
const draft = {foreground: 0, background: 0, underlineColor: 0, flags: 0};

export function applySgr(style: Style, params: Params): Style {
  if (params.count === 1 && params.values[0] === 0) return DEFAULT_STYLE;
  Object.assign(draft, style);
  for (let index = 0; index < params.count; index++) index += applyOne(params, index);
  const {foreground, background, underlineColor, flags} = draft;
  return {foreground, background, underlineColor, flags};
}

/** @returns How many parameters it took beside its own. */
function applyOne(params: Params, index: number): number {
  const code = params.values[index]!;
  if (code >= 30 && code <= 37) draft.foreground = ColorMode.Basic16 | (code - 30);
  else if (code >= 40 && code <= 47) draft.background = ColorMode.Basic16 | (code - 40);
  else if (code >= 90 && code <= 97) draft.foreground = ColorMode.Basic16 | (code - 82);
  else if (code >= 100 && code <= 107) draft.background = ColorMode.Basic16 | (code - 92);
  else if (code === 38 || code === 48 || code === 58) return applyColor(params, index);
  else if (code === 0) Object.assign(draft, DEFAULT_STYLE);
  else if (code === 39) draft.foreground = 0;
  else if (code === 49) draft.background = 0;
  else if (code === 59) draft.underlineColor = 0;
  else if (code === 4) setUnderline(underlineKind(params, index));
  else if (code === 21) setUnderline(DOUBLE_UNDERLINE);
  else draft.flags = (draft.flags | (SET_FLAG[code] ?? 0)) & ~(CLEAR_FLAGS[code] ?? 0);
  return 0;
}

function setUnderline(kind: number): void {
  draft.flags = (draft.flags & ~StyleFlag.Underline) | kind;
}

function underlineKind(params: Params, index: number): number {
  const start = params.subStart(index);
  if (start === params.subEnd(index)) return SINGLE_UNDERLINE;
  const kind = params.subs[start]!;
  return kind < 0 || kind > LAST_UNDERLINE ? SINGLE_UNDERLINE : kind;
}

/** Target, mode, colour space (not used), three values: the places of an extended colour, however it was written. */
const places = new Int32Array(6);

/**
 * 38, 48 and 58 in all their forms: `38;5;n`, `38;2;r;g;b`, `38:5:n`, `38:2::r:g:b`, `38:2:r:g:b` and mixes.
 *
 * The steps are those of xterm.js (`_extractColor`), so that odd forms come out as in it.
 *
 * @returns How many parameters it took beside its own.
 */
function applyColor(params: Params, index: number): number {
  places.fill(0);
  places[2] = -1;
  let shift = 0;
  let taken = 0;
  do {
    places[taken + shift] = params.values[index + taken]!;
    const start = params.subStart(index + taken);
    const end = params.subEnd(index + taken);
    if (end > start) {
      for (let k = start; k < end && k - start + taken + 1 + shift < places.length; k++) {
        if (places[1] === 5) shift = 1;
        places[taken + k - start + 1 + shift] = params.subs[k]!;
      }
      break;
    }
    if ((places[1] === 5 && taken + shift >= 2) || (places[1] === 2 && taken + shift >= 5)) break;
    // Semicolon forms name no colour space.
    if (places[1] !== 0) shift = 1;
    taken++;
  } while (taken + index < params.count && taken + shift < places.length);
  setColor(places[0]!);
  return taken;
}

function setColor(target: number): void {
  const color = colorOfPlaces();
  if (color === null) return;
  if (target === 38) draft.foreground = color;
  else if (target === 48) draft.background = color;
  else draft.underlineColor = color;
}

function colorOfPlaces(): number | null {
  const value = (place: number) => Math.max(places[place]!, 0) & 0xff;
  if (places[1] === 5) return ColorMode.Palette256 | value(3);
  if (places[1] === 2) return ColorMode.Rgb | (value(3) << 16) | (value(4) << 8) | value(5);
  return null;
}

/** The sequence after which the pen has this style, whatever it had before; `Protected` is not SGR's. */
export function renderSgr(style: Style): string {
  const codes = ['0'];
  const {flags} = style;
  const underline = flags & StyleFlag.Underline;
  for (const [code, flag] of Object.entries(SET_FLAG)) if (flags & flag) codes.push(code);
  if (underline !== 0) codes.push(underline === SINGLE_UNDERLINE ? '4' : `4:${underline}`);
  if (style.foreground !== 0) codes.push(renderColor(style.foreground, 30));
  if (style.background !== 0) codes.push(renderColor(style.background, 40));
  if (style.underlineColor !== 0) codes.push(renderColor(style.underlineColor, 50));
  return `\x1b[${codes.join(';')}m`;
}

/** @param base 30 foreground, 40 background, 50 underline, which has no short forms. */
function renderColor(color: number, base: number): string {
  const value = color & COLOR_VALUE;
  const mode = color & ~COLOR_VALUE;
  if (mode === ColorMode.Basic16) return String(value < 8 ? base + value : base + 52 + value);
  if (mode === ColorMode.Palette256) return `${base + 8};5;${value}`;
  return `${base + 8};2;${value >> 16};${(value >> 8) & 0xff};${value & 0xff}`;
}
