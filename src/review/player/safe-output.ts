/**
 * A recording must not reprogram the terminal of whoever looks at it. What passes is a list: text, movement, erasing,
 * colours, and the modes that only change how the screen looks. Everything that sets titles, colours or the clipboard,
 * makes the terminal answer, changes what its keys and mouse send, or reaches beyond the screen is left out.
 */
import {type CsiToken, type EscToken, type Token, Tokenizer} from '../../terminal/tokens.ts';
import {wellFormed} from '../well-formed.ts';

/** BS, HT, LF, VT, FF, CR, and the shifts between the two character sets of line drawing. No bell: nobody rang it now. */
const CONTROLS = new Set([0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f]);
/** IND, NEL and RI as the escape sequences that mean the same: many terminals take no C1 controls. */
const C1_ESCAPES: Record<number, string> = {132: '\x1bD', 133: '\x1bE', 141: '\x1bM'};
/** Movement, erasing, inserting, scrolling, tabs, SGR, margins, saved cursor: ECMA-48 and DEC VT510 without prefix. */
const CSI_FINALS = new Set([...'@ABCDEFGHIJKLMPSTXZ`abdefgmrsu']);
/** DEC private modes of the screen: origin, wrap, cursor blink and sight, alternate screens, synchronised output. */
const SCREEN_MODES = new Set([6, 7, 12, 25, 47, 1047, 1048, 1049, 2026]);
const INSERT_MODE = 4;
/** Save and restore the cursor, index, next line, reverse index, tab stop. */
const ESC_FINALS = new Set([...'78DEMH']);
const CHARSET_SLOTS = new Set(['(', ')']);
/** More than this of one character by REP is an attack on the reader's patience, not a screen. */
const MAX_REPEAT = 10_000;

const ALTERNATE_MODES = new Set([47, 1047, 1049]);
/** DECSTR and what terminals leave out of it. None of it moves the cursor, as leaving margins or origin mode would. */
const SOFT_RESET = '\x1b[!p\x1b[?7h\x1b[?25h\x1b[m\x0f';

/** Passes on what is harmless of a stream cut anywhere. */
export class SafeOutput {
  private readonly tokenizer = new Tokenizer();
  private hasEscapes = false;
  private isAlternate = false;

  push(text: string): string {
    let safe = '';
    for (const token of this.tokenizer.push(text)) {
      const passed = harmless(token);
      safe += passed;
      if (token.kind === 'csi' && passed !== '') this.noteMode(token);
    }
    this.hasEscapes ||= safe.includes('\x1b');
    return safe;
  }

  /** What makes the terminal look as before; empty when only plain text passed. */
  end(): string {
    if (!this.hasEscapes) return '';
    return (this.isAlternate ? '\x1b[?1049l' : '') + SOFT_RESET;
  }

  private noteMode({prefix, params, final}: CsiToken): void {
    if (prefix === '?' && params.some((mode) => ALTERNATE_MODES.has(mode))) this.isAlternate = final === 'h';
  }
}

function harmless(token: Token): string {
  if (token.kind === 'text') return wellFormed(token.raw);
  if (token.kind === 'control') return harmlessControl(token.code);
  // A terminal executes controls inside a sequence before the sequence.
  const controls = [...token.controls].map((control) => harmlessControl(control.charCodeAt(0))).join('');
  if (token.kind === 'csi') return controls + harmlessCsi(token);
  return token.kind === 'esc' ? controls + harmlessEscape(token) : controls;
}

function harmlessControl(code: number): string {
  if (CONTROLS.has(code)) return String.fromCharCode(code);
  return C1_ESCAPES[code] ?? '';
}

function harmlessCsi({prefix, params, intermediates, final, raw}: CsiToken): string {
  if (intermediates !== '') return intermediates === '!' && final === 'p' ? '\x1b[!p' : '';
  if (final === 'h' || final === 'l') return modeChange(prefix, params, final);
  if (prefix !== '' || !CSI_FINALS.has(final)) return '';
  if (final === 'J' && params[0] === 3) return ''; // the reader's scrollback is not the recording's
  if (final === 'b') return `\x1b[${Math.min(params[0] || 1, MAX_REPEAT)}b`;
  // SGR keeps its sub-parameters; the others have none.
  if (final === 'm') return `\x1b[${raw.replace(/[^0-9;:]/g, '')}m`;
  return `\x1b[${params.join(';')}${final}`;
}

function modeChange(prefix: string, params: number[], final: string): string {
  if (prefix === '') return params.includes(INSERT_MODE) ? `\x1b[${INSERT_MODE}${final}` : '';
  const modes = prefix === '?' ? params.filter((mode) => SCREEN_MODES.has(mode)) : [];
  return modes.length === 0 ? '' : `\x1b[?${modes.join(';')}${final}`;
}

function harmlessEscape({intermediates, final}: EscToken): string {
  if (intermediates === '') {
    // RIS would reset more than the screen.
    if (final === 'c') return '\x1b[!p\x1b[2J\x1b[H';
    return ESC_FINALS.has(final) ? `\x1b${final}` : '';
  }
  if (CHARSET_SLOTS.has(intermediates) && (final === 'B' || final === '0')) return `\x1b${intermediates}${final}`;
  return intermediates === '#' && final === '8' ? '\x1b#8' : '';
}
