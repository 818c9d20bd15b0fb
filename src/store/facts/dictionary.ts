/** Texts by number: a column of a million rows holds a few distinct ones. */
export class Dictionary {
  /** By code; the first is that of rows without a value. */
  readonly values: (string | null)[] = [null];
  private readonly codes = new Map<string, number>();

  /** @returns 0 for null. */
  codeOf(value: string | null): number {
    if (value === null) return 0;
    let code = this.codes.get(value);
    if (code === undefined) {
      code = this.values.length;
      this.values.push(value);
      this.codes.set(value, code);
    }
    return code;
  }

  /** @returns 1 for the codes whose value passes; 0 for that of no value. */
  select(test: (value: string) => boolean): Uint8Array {
    const fits = new Uint8Array(this.values.length);
    for (let code = 1; code < fits.length; code++) if (test(this.values[code]!)) fits[code] = 1;
    return fits;
  }
}
