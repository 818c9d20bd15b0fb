/** Switches that programs set with SM, RM, DECSET and DECRST. */

const KEYPAD = 66;
const MOUSE_PROTOCOLS = [9, 1000, 1002, 1003];

/**
 * DEC modes that change nothing on the screen, but which a player that continues from here must know: application cursor
 * keys, reverse video, cursor blinking, keypad, mouse protocols and their encodings, focus events, bracketed paste.
 */
const REMEMBERED = new Set([1, 5, 12, KEYPAD, ...MOUSE_PROTOCOLS, 1004, 1005, 1006, 1015, 1016, 2004]);

export class Modes {
  insert = false;
  /** A line feed also returns the carriage. */
  newLine = false;
  /** Rows count from the scroll region's top, and the cursor stays in it. */
  origin = false;
  wrap = true;
  reverseWrap = false;
  cursorVisible = true;
  /** In the order in which they were set. */
  private readonly remembered = new Set<number>();

  /** @param isOn SM or RM. */
  setAnsi(mode: number, isOn: boolean): void {
    if (mode === 4) this.insert = isOn;
    else if (mode === 20) this.newLine = isOn;
  }

  /** DECSET and DECRST of all modes but those that act at once (origin, alternate screen, saved cursor). */
  setPrivate(mode: number, isOn: boolean): void {
    if (mode === 7) this.wrap = isOn;
    else if (mode === 25) this.cursorVisible = isOn;
    else if (mode === 45) this.reverseWrap = isOn;
    else if (REMEMBERED.has(mode)) this.remember(mode, isOn);
  }

  setKeypad(isApplication: boolean): void {
    this.remember(KEYPAD, isApplication);
  }

  reset(): void {
    this.softReset();
    this.newLine = false;
  }

  /** DECSTR: all but the line feed's mode. */
  softReset(): void {
    this.remembered.clear();
    Object.assign(this, {insert: false, origin: false, wrap: true, reverseWrap: false, cursorVisible: true});
  }

  /** The sequences that bring a fresh terminal to these modes, but for origin mode, which moves the cursor. */
  render(): string {
    const ansi = (this.insert ? '\x1b[4h' : '') + (this.newLine ? '\x1b[20h' : '');
    const dec = (this.wrap ? '' : '\x1b[?7l') + (this.reverseWrap ? '\x1b[?45h' : '');
    const remembered = [...this.remembered].map((mode) => (mode === KEYPAD ? '\x1b=' : `\x1b[?${mode}h`));
    return ansi + dec + remembered.join('') + (this.cursorVisible ? '' : '\x1b[?25l');
  }

  private remember(mode: number, isOn: boolean): void {
    // One mouse protocol at a time: the last one set counts, and switching any off ends it.
    const replaced = MOUSE_PROTOCOLS.includes(mode) ? MOUSE_PROTOCOLS : [mode];
    for (const other of replaced) this.remembered.delete(other);
    if (isOn) this.remembered.add(mode);
  }
}
