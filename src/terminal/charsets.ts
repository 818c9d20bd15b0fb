/** Character sets: what ESC ( 0 and its kin make of ASCII. Beside line drawing and British, sets are taken as ASCII. */

const ASCII = 'B';
const BRITISH = 'A';
const GRAPHICS = '0';

/** DEC's special graphics for the codes 0x60 … 0x7E. */
const GRAPHICS_FIRST = 0x60;
const GRAPHICS_CHARS = '◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·';

export class Charsets {
  /** Final characters of the sets designated as G0 … G3. */
  private sets = [ASCII, ASCII, ASCII, ASCII];
  /** Which of them is in use. */
  private level = 0;

  get isAscii(): boolean {
    return this.sets[this.level] === ASCII;
  }

  designate(index: number, final: string): void {
    this.sets[index] = final === GRAPHICS || final === BRITISH ? final : ASCII;
  }

  invoke(level: number): void {
    this.level = level;
  }

  translate(text: string): string {
    if (this.sets[this.level] === BRITISH) return text.replaceAll('#', '£');
    return text.replace(/[`-~]/g, (char) => GRAPHICS_CHARS[char.charCodeAt(0) - GRAPHICS_FIRST]!);
  }

  copyFrom(other: Charsets): void {
    this.sets = [...other.sets];
    this.level = other.level;
  }

  reset(): void {
    this.copyFrom(new Charsets());
  }

  /** The sequences that bring a terminal with other sets to these. */
  render(): string {
    const designations = this.sets.map((final, index) => `\x1b${'()*+'[index]}${final}`).join('');
    return designations + ['\x0f', '\x0e', '\x1bn', '\x1bo'][this.level];
  }

  get isDefault(): boolean {
    return this.level === 0 && this.sets.every((final) => final === ASCII);
  }
}
