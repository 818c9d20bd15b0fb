/** One kind of secret, as data with its own proof. See `rules/` for the table. */
export interface RedactionRule {
  /** Stable kebab-case word, shown in `show`, `stats` and in the audit. */
  id: string;
  /** What it finds, for people. */
  about: string;
  /** Where the format is published, or why the shape is as it is. */
  source: string;
  /** What it is listed under, and switched with where the user can choose; of a user's own rules `own`. */
  group?: RuleGroup;
  /** Lower case, printable ASCII. None of them in the text (case ignored) and no opening: the pattern is not tried. */
  keywords: readonly string[];
  /**
   * Like keywords, where case and classes tell more than a word: see `parseOpening`. Either must stand at most seven
   * characters behind the beginning of the secret: what is before it may have left already.
   */
  openings?: readonly string[];
  /** Flags must hold `g` and `d` (indices). Linear-time shapes only: no nested repetition. It sees one line at a time. */
  pattern: LinePattern;
  /** The group to mask; what is around it stays readable. 0: the whole match. */
  secret: number;
  /** Output is held back while a match of this many characters could still complete. */
  maxSpanChars: number;
  /** A second look at what the pattern found: a checksum, entropy, or a known false alarm. Absent: believe the pattern. */
  accept?: (secret: string, match: RegExpMatchArray) => boolean;
  /**
   * Never mask this stretch of the line, whatever the pattern found: the user said so. `argv.ts` asks it, too.
   */
  allows?: (line: string, start: number, end: number) => boolean;
  /**
   * May a value that it found be masked wherever else it stands in the session? True for tokens that are known by prefix or
   * checksum. Absent: judged by the value alone, see `maySpread`.
   */
  spreads?: boolean | ((secret: string) => boolean);
  /**
   * Matches, up to the end of the text, what more characters could turn into a secret or a longer one. Its group `held` or
   * `mask` is what is held back (else the whole match); `mask` is what must be masked when the rest cannot be waited for.
   * Flags: `d` and not `g`. Absent: the whole line waits from the keyword on.
   */
  unfinished?: RegExp;
  /** Secrets that go over many lines: see `BlockTracker`. */
  block?: BlockShape;
  /** Made-up texts in which the rule must mask something. */
  hits: readonly string[];
  /** Texts in which it must not. */
  misses: readonly string[];
}

/** What of a regular expression is needed: one of JavaScript, or a user's (`Re2Pattern`). */
export interface LinePattern {
  readonly flags: string;
  lastIndex: number;
  /** As `RegExp.exec` with the flags `d` and `g`, but `lastIndex` need not be moved. */
  exec(line: string): RegExpExecArray | null;
}

/** Headings of the list of rules. Those of personal data can be switched by the user: see `PERSONAL_GROUPS`. */
export type RuleGroup =
  | 'private keys'
  | 'cloud'
  | 'source hosting'
  | 'build and delivery'
  | 'registries'
  | 'chat and webhooks'
  | 'payment'
  | 'mail'
  | 'monitoring'
  | 'ai'
  | 'databases'
  | 'networks and secret managers'
  | 'identity'
  | 'other services'
  | 'web'
  | 'command lines'
  | 'files'
  | 'hashes'
  | 'names'
  | 'card'
  | 'iban'
  | 'ssn'
  | 'email'
  | 'own';

/** Lines between a header and a footer, every character of whose body is secret. */
export interface BlockShape {
  /** Matches the header; holds no `g`. */
  begin: RegExp;
  end: RegExp;
}
