/** Reads the words of a query one after the other, escapes and wildcards told apart. */
import {QuerySyntaxError} from './errors.ts';

/** A word or phrase, ready for a node of the tree. */
export interface Word {
  value: string;
  /** True for phrases, and for words in which every `*` and `?` was escaped. */
  quoted: boolean;
}

export interface RawWord {
  /** Characters in order; `escaped` ones lost their backslash. */
  characters: {text: string; escaped: boolean; position: number}[];
  start: number;
}

const BLANK = /\s/u;

export class Scanner {
  position = 0;

  constructor(readonly text: string) {}

  get isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** The character ahead; empty at the end. */
  get ahead(): string {
    return this.text.charAt(this.position);
  }

  skipBlanks(): void {
    while (BLANK.test(this.ahead)) this.position++;
  }

  /** @returns False, and nothing read, when something else is ahead. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.position)) return false;
    this.position += expected.length;
    return true;
  }

  /** Is this bare word ahead, by itself? */
  isWordAhead(word: string): boolean {
    if (!this.text.startsWith(word, this.position)) return false;
    const next = this.text.charAt(this.position + word.length);
    return next === '' || isWordEnd(next);
  }

  /** Reads up to a blank, a parenthesis or a quote; `stop` ends it, too. */
  readWord(stop = ''): RawWord {
    const start = this.position;
    const characters: RawWord['characters'] = [];
    while (!this.isAtEnd && !isWordEnd(this.ahead) && this.ahead !== stop) {
      const position = this.position;
      const escaped = this.take('\\');
      if (escaped && this.isAtEnd) throw new QuerySyntaxError('nothing follows the backslash', position);
      characters.push({text: this.ahead, escaped, position});
      this.position++;
    }
    return {characters, start};
  }

  /** Reads a phrase, from its opening quote to its closing one. In it `\"` and `\\` stand for the character. */
  readPhrase(): Word {
    const start = this.position;
    this.position++;
    let value = '';
    while (!this.take('"')) {
      if (this.isAtEnd) throw new QuerySyntaxError('the quote is not closed', start, 'Add a closing quote');
      const isEscape = this.ahead === '\\' && /["\\]/.test(this.text.charAt(this.position + 1));
      if (isEscape) this.position++;
      value += this.ahead;
      this.position++;
    }
    return {value, quoted: true};
  }
}

/** What a raw word says, with wildcards as the tree writes them. */
export function wordOf(characters: RawWord['characters']): Word {
  const hasWildcard = characters.some(({text, escaped}) => !escaped && isWildcard(text));
  if (hasWildcard) {
    const render = ({text, escaped}: RawWord['characters'][number]) =>
      text === '\\' || (escaped && isWildcard(text)) ? `\\${text}` : text;
    return {value: characters.map(render).join(''), quoted: false};
  }
  const value = plainText(characters);
  return {value, quoted: /[*?\\]/.test(value)};
}

export const plainText = (characters: RawWord['characters']): string => characters.map(({text}) => text).join('');

const isWildcard = (character: string): boolean => character === '*' || character === '?';

const isWordEnd = (character: string): boolean => BLANK.test(character) || /[()"]/.test(character);
