/** Numbers of a control sequence. Limits are xterm.js's: 32 parameters, 32 sub-parameters (after colons), 31 bits each. */

const MAX_PARAMS = 32;
const MAX_VALUE = 0x7fffffff;

/** Filled digit by digit and used again for the next sequence, so that parsing allocates nothing. */
export class Params {
  readonly values = new Int32Array(MAX_PARAMS);
  /** Sub-parameters of all parameters in order; an empty one is -1. */
  readonly subs = new Int32Array(MAX_PARAMS);
  count = 1;
  /** Those of parameter k end here, and begin where those of k - 1 end. */
  private readonly subEnds = new Uint8Array(MAX_PARAMS);
  private subCount = 0;
  private inSub = false;
  private isFull = false;
  private isSubFull = false;

  /** One parameter, 0: what a sequence without any means. */
  reset(): void {
    this.values[0] = 0;
    this.subEnds[0] = 0;
    this.count = 1;
    this.subCount = 0;
    this.inSub = false;
    this.isFull = false;
    this.isSubFull = false;
  }

  /** @param code A digit, `;` or `:`. */
  add(code: number): void {
    if (code < 0x3a) this.addDigit(code - 0x30);
    else if (code === 0x3b) this.startParam();
    else this.startSub();
  }

  /** Parameter `index`, or `fallback` where it is absent or 0. */
  orDefault(index: number, fallback: number): number {
    return index < this.count ? this.values[index]! || fallback : fallback;
  }

  /** Parameter `index`, 0 where it is absent. */
  at(index: number): number {
    return index < this.count ? this.values[index]! : 0;
  }

  subStart(index: number): number {
    return index === 0 ? 0 : this.subEnds[index - 1]!;
  }

  subEnd(index: number): number {
    return this.subEnds[index]!;
  }

  toArray(): number[] {
    // A loop, as Array.from of a typed array takes longer than reading the sequence did.
    const values: number[] = [];
    for (let index = 0; index < this.count; index++) values.push(this.values[index]!);
    return values;
  }

  private addDigit(digit: number): void {
    if (this.isFull || (this.inSub && this.isSubFull)) return;
    const store = this.inSub ? this.subs : this.values;
    const index = (this.inSub ? this.subCount : this.count) - 1;
    const value = store[index]!;
    store[index] = value === -1 ? digit : Math.min(value * 10 + digit, MAX_VALUE);
  }

  private startParam(): void {
    this.inSub = false;
    if (this.count === MAX_PARAMS) {
      this.isFull = true;
      return;
    }
    this.values[this.count] = 0;
    this.subEnds[this.count] = this.subCount;
    this.count++;
  }

  private startSub(): void {
    this.inSub = true;
    if (this.isFull || this.subCount === MAX_PARAMS) {
      this.isSubFull = true;
      return;
    }
    this.subs[this.subCount++] = -1;
    this.subEnds[this.count - 1] = this.subCount;
  }
}
