/** A key or password. Printing, logging, inspecting or serialising it gives stars; only `reveal` gives the text. */
import {inspect} from 'node:util';

const STARS = '********';

export class SecretText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** For the one header or file that it belongs into. */
  reveal(): string {
    return this.#text;
  }

  equals(other: SecretText | null): boolean {
    return other !== null && other.#text === this.#text;
  }

  toString(): string {
    return STARS;
  }

  toJSON(): string {
    return STARS;
  }

  [inspect.custom](): string {
    return STARS;
  }
}
