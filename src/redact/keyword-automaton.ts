/**
 * Finds which of many words occur in a text, in one pass that can be interrupted anywhere. What Aho and Corasick do for words
 * (1975), for words whose places may be classes of characters: a state is the set of all beginnings of words that the text
 * read so far ends with.
 */
import {type Characters, keywordPlaces} from './opening.ts';

const ALPHABET = 128;
const MAX_WORD_CHARS = 64;
/** States are told apart by 15 bits; the table of all rules takes a tenth of them. */
const MAX_STATES = 0x7fff;

/** A text is found in upper and lower case. */
export type Word = readonly [word: string | readonly Characters[], number: number];

export class KeywordAutomaton {
  /**
   * The state after `state` reads the character `code`: `next[state * 128 + code]`. Negative where a word ended there:
   * then the state is the entry negated, and `words` tells which. Characters beyond ASCII lead to the root, state 0.
   */
  readonly next: Int16Array;
  /** How many characters of some word were read when a state is reached. */
  readonly depth: Uint8Array;
  private readonly ends: readonly (readonly number[])[];

  /** @param words Pairs of word and number; a number may have several words and a word several numbers. */
  constructor(words: readonly Word[]) {
    const states = new StateTable(buildTrie(words));
    this.next = states.transitions();
    this.depth = Uint8Array.from(states.sets, (nodes) => Math.max(0, ...nodes.map(({depth}) => depth)));
    this.ends = states.sets.map((nodes) => [...new Set(nodes.flatMap(({ends}) => ends))]);
    this.next.forEach((state, index) => {
      if (this.ends[state]!.length > 0) this.next[index] = -state;
    });
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

  private step(state: number, code: number, found: Set<number>): number {
    const next = code < ALPHABET ? this.next[state * ALPHABET + code]! : 0;
    if (next >= 0) return next;
    for (const number of this.ends[-next]!) found.add(number);
    return -next;
  }

  /** How many characters at the end of `text` begin a word. */
  partialChars(text: string): number {
    let state = 0;
    for (let at = Math.max(0, text.length - MAX_WORD_CHARS); at < text.length; at++) {
      const code = text.charCodeAt(at);
      state = code < ALPHABET ? Math.abs(this.next[state * ALPHABET + code]!) : 0;
    }
    return this.depth[state]!;
  }
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

/** Gives each set of nodes that some text leads to a number. */
class StateTable {
  readonly sets: TrieNode[][] = [];
  private readonly numbers = new Map<string, number>();
  /** Nodes of one character, by that character. */
  private readonly first: TrieNode[][];

  constructor(root: TrieNode) {
    this.first = Array.from({length: ALPHABET}, () => []);
    for (const [code, node] of childrenOf([root])) this.first[code]!.push(node);
    this.numberOf([]);
  }

  transitions(): Int16Array {
    const start = Int16Array.from(this.first, (nodes) => this.numberOf(nodes));
    const rows = [start];
    // Sets that are found on the way are appended, and visited as well.
    for (let state = 1; state < this.sets.length; state++) {
      const row = start.slice();
      for (const [code, nodes] of groupByCode(childrenOf(this.sets[state]!))) {
        row[code] = this.numberOf([...nodes, ...this.first[code]!]);
      }
      rows.push(row);
    }
    const table = new Int16Array(rows.length * ALPHABET);
    rows.forEach((row, state) => {
      table.set(row, state * ALPHABET);
    });
    return table;
  }

  private numberOf(nodes: TrieNode[]): number {
    const key = String.fromCharCode(...nodes.map(({index}) => index).sort((a, b) => a - b));
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    if (this.sets.length === MAX_STATES) throw new RangeError(`more than ${MAX_STATES} states`);
    this.numbers.set(key, this.sets.length);
    return this.sets.push(nodes) - 1;
  }
}

function* childrenOf(nodes: readonly TrieNode[]): Iterable<[code: number, child: TrieNode]> {
  for (const {children} of nodes) {
    for (const [symbol, child] of children) {
      for (let at = 0; at < symbol.length; at++) yield [symbol.charCodeAt(at), child];
    }
  }
}

function groupByCode(children: Iterable<[number, TrieNode]>): Map<number, TrieNode[]> {
  const groups = new Map<number, TrieNode[]>();
  for (const [code, node] of children) {
    const group = groups.get(code);
    if (group === undefined) groups.set(code, [node]);
    else group.push(node);
  }
  return groups;
}
