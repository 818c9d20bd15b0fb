/** The line that a user types, as line editors of shells and of the terminal driver understand the keys. */
import type {Position} from './replacements.ts';
import {Erased, type Ink, inkOf} from './sheet-row.ts';

export interface InputLineListener {
  /** A character became part of the line. */
  onInsert(character: string, position: Position): void;
  /** Something of the line is about to be taken away. */
  onErase(): void;
  /** Enter, or a key that gives the line up. */
  onDone(): void;
}

/** Keys of the cursor pad and the marks around a paste (`ESC [ …`), keypad keys (`ESC O .`), a key with Alt. */
const KEY = /\x1b\[[0-9;?<>=]*[@-~]|\x1bO[ -~]|\x1b[^[O]|[\s\S]/gu;
/** A key of which the rest may come with the next bytes. */
const UNFINISHED_KEY = /\x1b(?:\[[0-9;?<>=]{0,30}|O)?$/;

type Edit = (line: InputLine) => void;

const EDITS: Record<string, Edit> = {
  '\x01': (line) => line.moveTo(0),
  '\x1b[H': (line) => line.moveTo(0),
  '\x1bOH': (line) => line.moveTo(0),
  '\x05': (line) => line.moveTo(Number.POSITIVE_INFINITY),
  '\x1b[F': (line) => line.moveTo(Number.POSITIVE_INFINITY),
  '\x1bOF': (line) => line.moveTo(Number.POSITIVE_INFINITY),
  '\x02': (line) => line.moveTo(line.cursor - 1),
  '\x1b[D': (line) => line.moveTo(line.cursor - 1),
  '\x1bOD': (line) => line.moveTo(line.cursor - 1),
  '\x06': (line) => line.moveTo(line.cursor + 1),
  '\x1b[C': (line) => line.moveTo(line.cursor + 1),
  '\x1bOC': (line) => line.moveTo(line.cursor + 1),
  '\x08': (line) => line.remove(line.cursor - 1, line.cursor),
  '\x7f': (line) => line.remove(line.cursor - 1, line.cursor),
  '\x1b[3~': (line) => line.remove(line.cursor, line.cursor + 1),
  '\x15': (line) => line.remove(0, line.cursor),
  '\x0b': (line) => line.remove(line.cursor, Number.POSITIVE_INFINITY),
  '\x17': (line) => line.remove(line.wordStart(), line.cursor),
  '\x1b\x7f': (line) => line.remove(line.wordStart(), line.cursor),
};

/** Enter, Ctrl-J, Ctrl-C, Ctrl-D, Ctrl-Z, Ctrl-\, Ctrl-G. */
const DONE = new Set(['\r', '\n', '\x03', '\x04', '\x1a', '\x1c', '\x07']);

export class InputLine {
  cursor = 0;
  erased = new Erased();
  private characters: string[] = [];
  private inks: Ink[] = [];
  private pending = '';

  constructor(private readonly listener: InputLineListener) {}

  get text(): string {
    return this.characters.join('');
  }

  get isEmpty(): boolean {
    return this.characters.length === 0 && this.erased.inks.length === 0;
  }

  get isCut(): boolean {
    return this.pending !== '';
  }

  /** @param position Where the text stands in the stream of keys. */
  type(text: string, position: Position): void {
    const source = this.pending + text;
    let at = position - this.pending.length;
    const unfinished = UNFINISHED_KEY.exec(source);
    this.pending = unfinished?.[0] ?? '';
    for (const [key] of source.slice(0, source.length - this.pending.length).matchAll(KEY)) {
      this.press(key, at);
      at += key.length;
    }
  }

  clear(): void {
    this.cursor = 0;
    this.erased = new Erased();
    this.characters = [];
    this.inks = [];
  }

  /** The inks of the UTF-16 units of `text` from `start` to `end`. */
  inksBetween(start: number, end: number): Ink[] {
    let unit = 0;
    return this.inks.filter((_ink, index) => {
      unit += this.characters[index]!.length;
      return unit > start && unit - this.characters[index]!.length < end;
    });
  }

  moveTo(index: number): void {
    this.cursor = Math.max(0, Math.min(index, this.characters.length));
  }

  remove(start: number, end: number): void {
    const first = Math.max(0, start);
    const last = Math.min(end, this.characters.length);
    if (first >= last) return;
    this.listener.onErase();
    for (let index = first; index < last; index++) {
      this.erased.add(this.inks[index]!, this.characters[index]!.codePointAt(0)!);
    }
    this.characters.splice(first, last - first);
    this.inks.splice(first, last - first);
    this.cursor = first;
  }

  wordStart(): number {
    const before = this.characters.slice(0, this.cursor).map((character) => (/\s/.test(character) ? ' ' : 'x'));
    return /x*\s*$/.exec(before.join(''))!.index;
  }

  private press(key: string, position: Position): void {
    const edit = EDITS[key];
    if (edit !== undefined) edit(this);
    else if (DONE.has(key)) this.listener.onDone();
    else if (key[0]! >= ' ') this.insert(key, position);
  }

  private insert(character: string, position: Position): void {
    this.characters.splice(this.cursor, 0, character);
    this.inks.splice(this.cursor, 0, inkOf(position, 1));
    this.cursor++;
    this.listener.onInsert(character, position);
  }
}
