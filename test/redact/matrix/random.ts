/** Made-up secrets: other ones in each run, the same ones again where a seed is given. */

export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const UPPER = LOWER.toUpperCase();
export const DIGITS = '0123456789';
export const ALNUM = UPPER + LOWER + DIGITS;
export const BASE64 = `${ALNUM}+/`;
export const URL_SAFE = `${ALNUM}-_`;
export const BASE32 = `${UPPER}234567`;

/** The generator mulberry32. */
export class Random {
  constructor(private state: number) {}

  integer(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  pick(alphabet: string): string {
    return alphabet[this.integer(alphabet.length)]!;
  }

  text(length: number, alphabet = ALNUM): string {
    return Array.from({length}, () => this.pick(alphabet)).join('');
  }

  /** As password managers make them: letters of both cases, digits, and a sign or two that shells leave alone. */
  password(length = 16): string {
    return this.pick(LOWER) + this.text(length - 5) + this.pick('-_.+%') + this.pick(DIGITS) + this.text(2);
  }

  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let at = shuffled.length - 1; at > 0; at--) {
      const other = this.integer(at + 1);
      [shuffled[at], shuffled[other]] = [shuffled[other]!, shuffled[at]!];
    }
    return shuffled;
  }
}
