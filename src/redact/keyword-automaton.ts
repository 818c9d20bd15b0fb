/**
 * Finds which of many words occur in a text, in one pass that can be interrupted anywhere (Aho and Corasick, 1975).
 * Upper and lower case are the same; words hold printable ASCII only.
 */

const ALPHABET = 128;
const ROOT = 0;
const MAX_WORD_CHARS = 64;

export class KeywordAutomaton {
  /**
   * The state after `state` reads the character `code`: `next[state * 128 + code]`. Negative where a word ended there:
   * then the state is the entry negated, and `words` tells which. Characters beyond ASCII lead to the root.
   */
  readonly next: Int16Array;
  /** How many characters of some word were read when a state is reached. */
  readonly depth: Uint8Array;
  private readonly ends: number[][];

  /** @param words Pairs of word and number; a number may have several words and a word several numbers. */
  constructor(words: readonly (readonly [word: string, number: number])[]) {
    const trie = buildTrie(words);
    this.depth = Uint8Array.from(trie.map((node) => node.depth));
    this.next = new Int16Array(trie.length * ALPHABET);
    this.ends = trie.map((node) => node.ends);
    this.link(trie);
  }

  /** The numbers of the words that end in this state. */
  endsAt(state: number): readonly number[] {
    return this.ends[state]!;
  }

  /** Adds to `found` the numbers of all words in `text`. */
  collect(text: string, found: Set<number>): void {
    let state = ROOT;
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
    const next = code < ALPHABET ? this.next[state * ALPHABET + code]! : ROOT;
    if (next >= 0) return next;
    for (const number of this.ends[-next]!) found.add(number);
    return -next;
  }

  /** How many characters at the end of `text` begin a word. */
  partialChars(text: string): number {
    let state = ROOT;
    for (let at = Math.max(0, text.length - MAX_WORD_CHARS); at < text.length; at++) {
      const code = text.charCodeAt(at);
      state = code < ALPHABET ? Math.abs(this.next[state * ALPHABET + code]!) : ROOT;
    }
    return this.depth[state]!;
  }

  /** Turns the trie into transitions: where a word goes on no further, its longest suffix that begins a word does. */
  private link(trie: readonly TrieNode[]): void {
    const fallback = new Int16Array(trie.length);
    const queue = [ROOT];
    for (const state of queue) {
      const node = trie[state]!;
      const back = fallback[state]!;
      if (state !== ROOT) this.ends[state] = [...new Set([...node.ends, ...this.ends[back]!])];
      for (let code = 0; code < ALPHABET; code++) {
        const child = node.children.get(foldCase(code));
        const elsewhere = state === ROOT ? ROOT : this.next[back * ALPHABET + code]!;
        this.next[state * ALPHABET + code] = child ?? elsewhere;
        if (child === undefined || foldCase(code) !== code) continue; // an upper case letter leads to the same child
        fallback[child] = elsewhere;
        queue.push(child);
      }
    }
    this.next.forEach((state, index) => {
      if (this.ends[state]!.length > 0) this.next[index] = -state;
    });
  }
}

interface TrieNode {
  depth: number;
  children: Map<number, number>;
  ends: number[];
}

function buildTrie(words: readonly (readonly [word: string, number: number])[]): TrieNode[] {
  const trie: TrieNode[] = [{depth: 0, children: new Map(), ends: []}];
  for (const [word, number] of words) {
    let state = ROOT;
    for (const character of word) {
      const code = foldCase(character.charCodeAt(0));
      let child = trie[state]!.children.get(code);
      if (child === undefined) {
        child = trie.push({depth: trie[state]!.depth + 1, children: new Map(), ends: []}) - 1;
        trie[state]!.children.set(code, child);
      }
      state = child;
    }
    trie[state]!.ends.push(number);
  }
  return trie;
}

const foldCase = (code: number) => (code >= 0x41 && code <= 0x5a ? code + 0x20 : code);
