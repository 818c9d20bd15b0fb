/** What a condition refers to instead of holding it: values for its `?`, and tests that SQL calls by number. */

export type BoundValue = string | number;
export type TextTest = (text: string) => boolean;

export class Bindings {
  /** One for each `?`, in order: SQL has to be put together from left to right. */
  readonly values: BoundValue[] = [];
  readonly textTests: TextTest[] = [];

  bind(value: BoundValue): string {
    this.values.push(value);
    return '?';
  }

  /** @returns SQL that is 1 where the text passes. */
  callTest(test: TextTest, textSql: string): string {
    return `ddcoterm_matches(${this.bind(this.textTests.push(test) - 1)}, ${textSql})`;
  }
}
