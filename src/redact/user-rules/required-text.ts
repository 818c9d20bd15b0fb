/**
 * What a text must hold for a regular expression to match: beginnings for the search that goes over all text, so that the
 * expression itself is tried on few lines. `acme_[a-f0-9]{32}` cannot match without `acme_`.
 */

/** Characters that may stand at a place, and how often at least and at most; null: too many to tell anything. */
interface Atom {
  characters: string | null;
  min: number;
  max: number;
}

/** More alternatives are not followed. */
const MAX_ALTERNATIVES = 24;
const MAX_PLACES = 6;
/** Of more characters a place tells little, and makes the search's table large. */
const MAX_CHARACTERS = 24;
const PRINTABLE = 95;
/** The search begins anew behind them. */
const CONTROL = /[\0-\x1f\x7f]/;
/** Bits of what an opening must tell: two letters in a row do, or four hexadecimal digits. */
const MIN_BITS = 10;

/** @returns Openings, see `parseOpening`, one of which is in each text that matches; null where there are none that tell. */
export function requiredOpenings(source: string): string[] | null {
  const sequences = new Parser(source).parse();
  if (sequences === null) return null;
  const openings = sequences.map(bestOpening);
  return openings.every((opening) => opening !== null) ? [...new Set(openings as string[])] : null;
}

function bestOpening(atoms: readonly Atom[]): string | null {
  let best: {bits: number; places: readonly string[]} = {bits: 0, places: []};
  for (const run of runsOf(atoms)) {
    for (let start = 0; start < run.length; start++) {
      const places = run.slice(start, start + MAX_PLACES);
      const bits = places.reduce((sum, characters) => sum + Math.log2(PRINTABLE / characters.length), 0);
      if (bits > best.bits) best = {bits, places};
    }
  }
  return best.bits < MIN_BITS ? null : best.places.map(writeClass).join('');
}

/** Places that certainly stand beside each other. */
function runsOf(atoms: readonly Atom[]): string[][] {
  const runs: string[][] = [[]];
  for (const {characters, min, max} of atoms) {
    const tells = characters !== null && characters.length <= MAX_CHARACTERS && !CONTROL.test(characters);
    if (tells) for (let times = 0; times < Math.min(min, MAX_PLACES); times++) runs.at(-1)!.push(characters);
    if (tells && min === max && min <= MAX_PLACES) continue;
    // Of what is repeated the last ones stand beside what follows.
    runs.push(tells ? Array.from({length: Math.min(min, MAX_PLACES)}, () => characters) : []);
  }
  return runs;
}

const writeClass = (characters: string) =>
  `[${[...characters].map((character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')}]`;

const DIGITS = '0123456789';
const CLASS_ESCAPES: Readonly<Record<string, string | null>> = {
  d: DIGITS,
  D: null,
  w: null,
  W: null,
  s: ' \t',
  S: null,
};
const CONTROL_ESCAPES: Readonly<Record<string, string>> = {t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', a: '\x07'};

/** Reads what RE2 has accepted already; what it does not understand becomes an atom that tells nothing. */
class Parser {
  private at = 0;
  private ignoresCase = false;

  constructor(private readonly source: string) {}

  /** @returns Each way through the expression; null when there are too many. */
  parse(): Atom[][] | null {
    return this.alternatives();
  }

  private alternatives(): Atom[][] | null {
    const all: Atom[][] = [];
    let isWhole = true;
    do {
      const sequences = this.sequence();
      if (sequences === null) isWhole = false;
      else all.push(...sequences);
    } while (this.take('|'));
    return isWhole && all.length <= MAX_ALTERNATIVES ? all : null;
  }

  private sequence(): Atom[][] | null {
    let ways: Atom[][] | null = [[]];
    while (this.at < this.source.length && !/[|)]/.test(this.source[this.at]!)) {
      const parts = this.repeated();
      ways = ways === null ? null : combine(ways, parts);
    }
    return ways;
  }

  private repeated(): Atom[][] {
    const parts = this.term();
    const [min, max] = this.quantifier();
    if (min === 1 && max === 1) return parts ?? [[NOTHING_KNOWN]];
    if (parts?.length === 1 && parts[0]!.length === 1 && parts[0]![0]!.max === 1) {
      return [[{...parts[0]![0]!, min: parts[0]![0]!.min * min, max}]];
    }
    // A group that comes at least once stands there, with anything around it.
    return min === 0 || parts === null
      ? [[NOTHING_KNOWN]]
      : parts.map((part) => [NOTHING_KNOWN, ...part, NOTHING_KNOWN]);
  }

  private term(): Atom[][] | null {
    const character = this.source[this.at++]!;
    if (character === '(') return this.group();
    if (character === '[') return [[this.characterClass()]];
    if (character === '\\') return this.escape();
    if (character === '^' || character === '$') return [[]];
    return [[character === '.' ? {...NOTHING_KNOWN, min: 1, max: 1} : this.literal(character)]];
  }

  private group(): Atom[][] | null {
    const head = /^\?(?:P?<\w+>|([a-zA-Z]*)(?:-[a-zA-Z]+)?([:)]))/.exec(this.source.slice(this.at));
    const before = this.ignoresCase;
    if (head !== null) {
      this.at += head[0].length;
      if (head[1]?.includes('i')) this.ignoresCase = true;
      if (head[2] === ')') return [[]];
    }
    const inside = this.alternatives();
    this.take(')');
    this.ignoresCase = before;
    return inside;
  }

  private escape(): Atom[][] {
    const character = this.source[this.at++] ?? '';
    if (/[bBAz]/.test(character)) return [[]];
    const known = CLASS_ESCAPES[character];
    if (known !== undefined) return [[{characters: known, min: 1, max: 1}]];
    if (/[pPxQCE\d]/.test(character)) {
      // Of these the end is not looked for: what follows on is taken for unknown, too.
      this.at += /^(?:\{[^}]*\}|[0-9A-Fa-f]{2})?/.exec(this.source.slice(this.at))![0].length;
      return [[NOTHING_KNOWN]];
    }
    return [[this.literal(CONTROL_ESCAPES[character] ?? character)]];
  }

  private literal(character: string): Atom {
    if (character.charCodeAt(0) > 0x7e) return {...NOTHING_KNOWN, min: 1, max: 1};
    const both = new Set([character.toLowerCase(), character.toUpperCase()]);
    return {characters: this.ignoresCase ? [...both].join('') : character, min: 1, max: 1};
  }

  private characterClass(): Atom {
    const end = /^\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*/.exec(this.source.slice(this.at))![0];
    this.at += end.length + 1;
    if (/\[:|\\[pPQ]|[^\x00-\x7f]/.test(end)) return {characters: null, min: 1, max: 1};
    const pattern = new RegExp(
      `[${end.replace(/^(\^?)\]/, '$1\\]').replace(/\[/g, '\\[')}]`,
      this.ignoresCase ? 'i' : '',
    );
    const all = Array.from({length: 127}, (_, code) => String.fromCharCode(code));
    return {characters: all.filter((character) => pattern.test(character)).join('') || null, min: 1, max: 1};
  }

  private quantifier(): [min: number, max: number] {
    const text = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(this.source.slice(this.at));
    if (text === null) return [1, 1];
    this.at += text[0].length;
    const [, min, comma, max] = text;
    if (min === undefined) return text[0][0] === '+' ? [1, Number.POSITIVE_INFINITY] : [0, Number.POSITIVE_INFINITY];
    return [Number(min), comma === '' ? Number(min) : max === '' ? Number.POSITIVE_INFINITY : Number(max)];
  }

  private take(character: string): boolean {
    if (this.source[this.at] !== character) return false;
    this.at++;
    return true;
  }
}

const NOTHING_KNOWN: Atom = {characters: null, min: 0, max: Number.POSITIVE_INFINITY};

function combine(ways: readonly Atom[][], parts: readonly Atom[][]): Atom[][] {
  if (ways.length * parts.length > MAX_ALTERNATIVES) return ways.map((way) => [...way, NOTHING_KNOWN]);
  return ways.flatMap((way) => parts.map((part) => [...way, ...part]));
}
