/**
 * Finds which of many words occur in a text, in one pass that can be interrupted anywhere. What Aho and Corasick do for words
 * (1975), for words whose places may be classes of characters: a state is the set of all beginnings of words that the text
 * read so far ends with. States are made when a text first leads to them, as RE2 does: of some twenty thousand that there are,
 * our own documents and sources meet two thousand, and to make all takes a second and more memory than everything else.
 */
import {type Characters, keywordPlaces} from './opening.ts';

const ALPHABET = 128;
const MAX_WORD_CHARS = 64;
const FIRST_CAPACITY = 512;

/** Entries that lead to no state: no text has led there yet, and a control, which is in no word. Both are below all others. */
const UNKNOWN = -0x7fffffff;
export const CONTROL = -0x7ffffffe;

/** A text is found in upper and lower case. */
export type Word = readonly [word: string | readonly Characters[], number: number];

export class KeywordAutomaton {
  /**
   * The state after `state` reads the character `code`: `next[state * 128 + code]`. Negative where a word ended there:
   * then the state is the entry negated, and `endsAt` tells which. Characters beyond ASCII lead to the root, state 0. Anew
   * after `follow`.
   */
  next = createTable(FIRST_CAPACITY);
  /** How many characters of some word were read when a state is reached. */
  readonly depth: number[] = [];
  private readonly ends: (readonly number[])[] = [];
  private readonly sets: (readonly TrieNode[])[] = [];
  private readonly numbers = new Map<string, number>();
  /** Nodes of one character, by that character. */
  private readonly first: TrieNode[][];

  /** @param words Pairs of word and number; a number may have several words and a word several numbers. */
  constructor(words: readonly Word[]) {
    this.first = Array.from({length: ALPHABET}, () => []);
    for (const [symbol, node] of buildTrie(words).children) {
      for (let at = 0; at < symbol.length; at++) this.first[symbol.charCodeAt(at)]!.push(node);
    }
    this.numberOf([]);
  }

  /** The numbers of the words that end in this state. */
  endsAt(state: number): readonly number[] {
    return this.ends[state]!;
  }

  /** Adds to `found` the numbers of all words in `text`. */
  collect(text: string, found: Set<number>): void {
    let state = 0;
    for (let at = 0; at < text.length; at++) state = this.step(state, text.charCodeAt(at), found);
  }

  /**
   * The same for text as code points; 0 is none.
   *
   * @param state What the call for the text before returned; 0 at the start.
   */
  collectCodes(codes: readonly number[], state: number, found: Set<number>): number {
    let after = state;
    for (let at = 0; at < codes.length; at++) {
      const code = codes[at]!;
      if (code !== 0) after = this.step(after, code, found);
    }
    return after;
  }

  /** How many characters at the end of `text` begin a word. */
  partialChars(text: string): number {
    let state = 0;
    for (let at = Math.max(0, text.length - MAX_WORD_CHARS); at < text.length; at++) {
      state = this.step(state, text.charCodeAt(at), null);
    }
    return this.depth[state]!;
  }

  /** The entry of `next` for a state and an ASCII character, also where no text has led yet. */
  follow(state: number, code: number): number {
    const known = this.next[state * ALPHABET + code]!;
    if (known !== UNKNOWN) return known;
    const nodes = [...this.first[code]!];
    const character = String.fromCharCode(code);
    for (const {children} of this.sets[state]!) {
      for (const [symbol, child] of children) if (symbol.includes(character)) nodes.push(child);
    }
    const after = this.numberOf(nodes);
    const entry = this.ends[after]!.length > 0 ? -after : after;
    this.next[state * ALPHABET + code] = entry;
    return entry;
  }

  private step(state: number, code: number, found: Set<number> | null): number {
    if (code >= ALPHABET) return 0;
    const next = this.next[state * ALPHABET + code]!;
    if (next >= 0) return next;
    if (next === CONTROL) return 0;
    if (next === UNKNOWN) {
      this.follow(state, code);
      return this.step(state, code, found);
    }
    if (found !== null) for (const number of this.ends[-next]!) found.add(number);
    return -next;
  }

  /** Gives each set of nodes that some text leads to a number. */
  private numberOf(nodes: readonly TrieNode[]): number {
    const key = String.fromCharCode(...nodes.map(({index}) => index).sort((a, b) => a - b));
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.sets.push(nodes) - 1;
    this.numbers.set(key, number);
    this.depth.push(Math.max(0, ...nodes.map(({depth}) => depth)));
    this.ends.push([...new Set(nodes.flatMap(({ends}) => ends))]);
    if (number * ALPHABET === this.next.length) {
      const grown = createTable(number * 2);
      grown.set(this.next);
      this.next = grown;
    }
    return number;
  }
}

function createTable(states: number): Int32Array {
  const table = new Int32Array(states * ALPHABET).fill(UNKNOWN);
  for (let row = 0; row < table.length; row += ALPHABET) {
    table.fill(CONTROL, row, row + 0x20);
    table[row + 0x7f] = CONTROL;
  }
  return table;
}

/** The beginning of a word. */
interface TrieNode {
  /** Its place among all nodes. */
  index: number;
  depth: number;
  children: Map<Characters, TrieNode>;
  ends: number[];
}

function buildTrie(words: readonly Word[]): TrieNode {
  let nodes = 0;
  const createNode = (depth: number): TrieNode => ({index: nodes++, depth, children: new Map(), ends: []});
  const root = createNode(0);
  for (const [word, number] of words) {
    let node = root;
    for (const symbol of typeof word === 'string' ? keywordPlaces(word) : word) {
      const child = node.children.get(symbol) ?? createNode(node.depth + 1);
      node.children.set(symbol, child);
      node = child;
    }
    node.ends.push(number);
  }
  return root;
}
