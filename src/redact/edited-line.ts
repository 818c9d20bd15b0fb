/**
 * The line that is being edited at a prompt. What is typed first may be told to be secret by what is typed last, in front of
 * it: the name of a variable, the beginning of a token. So words that look like nothing people say wait for the line's end.
 */

/** Line editors switch on marks around pastes while they read a line. */
const BRACKETED_PASTE = '\x1b[?2004';
/** fish up to 3.7 has no such marks, but ends all that it draws by putting the cursor into its column. */
const TO_COLUMN = /\r\x1b\[\d{1,4}C$/;
/** The same where the line goes on in another row. */
const TO_NEXT_ROW = /\r\r\n$|\n(?:\x1b\[\d{0,4}C)+$/;
const MARK_CHARS = BRACKETED_PASTE.length + 1;
/** So much of the end of what came tells where the cursor was put. */
const TAIL_CHARS = 32;
const WORD = /[^\s'"`]+/g;
/** Fewer characters of a secret tell nothing, though the last of them left before it was known how many there are. */
const MIN_WORD_CHARS = 6;
/** Words of small letters are what people type most. */
const UNUSUAL = /[\p{Lu}\d]/u;

export class EditedLine {
  private editor: 'none' | 'marks pastes' | 'sets columns' = 'none';
  /** What the prompt takes of the line; null: it has not been seen. */
  private promptChars: number | null = null;
  private seen = '';

  /** A line editor reads a line. */
  get isOpen(): boolean {
    return this.editor !== 'none';
  }

  /** @param text The next piece of the stream, with its sequences. */
  follow(text: string): void {
    const source = this.seen + text;
    const at = source.lastIndexOf(BRACKETED_PASTE);
    const final = at === -1 ? undefined : source[at + BRACKETED_PASTE.length];
    if (final === 'h' || final === 'l') this.begin(final === 'h' ? 'marks pastes' : 'none');
    else if (this.editor !== 'marks pastes') this.followColumns(text, source.slice(-TAIL_CHARS));
    this.seen = source.slice(Math.max(final === undefined ? 0 : at + MARK_CHARS, source.length - TAIL_CHARS));
  }

  /**
   * @param line What stands in the cursor's line; where it is seen first, it is the prompt.
   * @returns Where the word begins from which on it must wait; -1: nowhere.
   */
  suspectFrom(line: string): number {
    if (this.promptChars === null) {
      if (line.trim() !== '') this.promptChars = line.length;
      return -1;
    }
    return suspectFrom(line, this.promptChars);
  }

  private followColumns(text: string, tail: string): void {
    const isOpen = this.editor === 'sets columns';
    if (TO_COLUMN.test(tail)) {
      if (!isOpen) this.begin('sets columns');
    } else if (isOpen && text.includes('\n') && !TO_NEXT_ROW.test(tail)) {
      this.begin('none');
    }
  }

  private begin(editor: EditedLine['editor']): void {
    this.editor = editor;
    this.promptChars = null;
  }
}

/** Where the first word begins that may turn out to be secret and goes beyond `start`; -1: there is none. */
export function suspectFrom(line: string, start: number): number {
  for (const {0: word, index} of line.matchAll(WORD)) {
    if (index + word.length > start && word.length >= MIN_WORD_CHARS && UNUSUAL.test(word)) return index;
  }
  return -1;
}
