/**
 * A terminal's screen as a grid of cells. Pure: text in, state out.
 *
 * API contract for the rooms that use it (recorder, review); the implementation fills it in.
 */
export interface ScreenListener {
  /** A row left the top of the main screen (not of the alternate one), oldest first. `wrapped`: it goes on in the next. */
  onScrollOff?(text: string, wrapped: boolean, stamp: number): void;
  /** The program erased the whole visible screen (ED 2, ED 3, RIS) or is about to: the rows as they were. */
  onClear?(): void;
  /** Alternate screen entered (true) or left (false); called before the switch. */
  onAlternate?(entering: boolean): void;
  /** OSC `code;payload`, complete. The cursor stands where the sequence was. */
  onOsc?(code: number, payload: string): void;
  /** A line feed is about to be executed on the cursor's row. */
  onLineFeed?(): void;
  onBell?(): void;
}
