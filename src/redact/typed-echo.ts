/**
 * Which of the typed characters the terminal has shown. What it did not show may be a password, also where the program
 * itself reads the keys and draws stars for them: then no mode of the terminal tells.
 */
import type {Position} from './replacements.ts';

export interface TypedCharacter {
  character: string;
  position: Position;
}

interface TypedLine {
  /** What was not shown so far, in order. */
  waiting: TypedCharacter[];
  isEntered: boolean;
  /** Another line was shown since it was entered: only all of the rest in a row is an echo now, and no chance. */
  isLate: boolean;
  /** What is known not to have been shown. Then the rest of the line is not shown either, whatever repeats it by chance. */
  hidden: string;
}

const NOWHERE = Number.POSITIVE_INFINITY;
/** An echo that comes late (keys typed ahead) is looked for in so much of what was shown last. */
const SHOWN_CHARS = 4096;
/** All sequences, and controls but for line ends. */
const UNSEEN =
  /\x1b(?:\[[0-9;:?<=>]*[ -/]*[@-~]|[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])|[\0-\x09\x0b-\x1f\x7f]/g;

export class TypedEcho {
  private lines: TypedLine[] = [];
  private shown = '';

  /** Where the first character stands that waits for its echo. */
  get waitsFrom(): Position {
    return this.lines.find(({waiting}) => waiting.length > 0)?.waiting[0]?.position ?? NOWHERE;
  }

  type(character: string, position: Position): void {
    let line = this.lines.at(-1);
    if (line === undefined || line.isEntered) {
      line = {waiting: [], isEntered: false, isLate: false, hidden: ''};
      this.lines.push(line);
    }
    line.waiting.push({character, position});
  }

  /** @returns All that was typed in the line and not shown, if that is already known of its beginning. */
  enter(): string {
    const line = this.lines.at(-1);
    if (line === undefined || line.isEntered) return '';
    line.isEntered = true;
    return line.hidden === '' ? '' : line.hidden + textOf(line.waiting);
  }

  /** @param text What the program wrote, with its sequences. */
  show(text: string): void {
    if (this.lines.length === 0) return;
    const visible = text.replace(UNSEEN, '');
    this.shown = (this.shown + visible).slice(-SHOWN_CHARS);
    for (const character of visible) this.showCharacter(character);
    for (const line of this.lines) {
      if (line.isLate && line.hidden === '' && this.shown.includes(textOf(line.waiting))) line.waiting = [];
    }
    this.forgetShown();
  }

  /** Takes what stands before `end` and was never shown. */
  takeHidden(end: Position): TypedCharacter[] {
    const hidden: TypedCharacter[] = [];
    for (const line of this.lines) {
      const gone = line.waiting.filter(({position}) => position < end);
      hidden.push(...gone);
      line.hidden += textOf(gone);
      line.waiting = line.waiting.filter(({position}) => position >= end);
    }
    this.forgetShown();
    return hidden;
  }

  private showCharacter(character: string): void {
    const line = this.lines.find(({isLate, hidden, waiting}) => !isLate && hidden === '' && waiting.length > 0);
    if (character === '\n') {
      const entered = this.lines.find(({isEntered, isLate}) => isEntered && !isLate);
      if (entered !== undefined) entered.isLate = true;
    } else if (line !== undefined && line.waiting[0]!.character === character) {
      line.waiting.shift();
    }
  }

  private forgetShown(): void {
    this.lines = this.lines.filter(({waiting, isEntered, isLate}) => waiting.length > 0 || !isEntered || !isLate);
    if (this.lines.length === 0) this.shown = '';
  }
}

const textOf = (characters: readonly TypedCharacter[]): string => characters.map(({character}) => character).join('');
