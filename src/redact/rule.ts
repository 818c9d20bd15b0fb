/** One kind of secret, as data with its own proof. See `rules/` for the table. */
export interface RedactionRule {
  /** Stable kebab-case word, shown in `show`, `stats` and in the audit. */
  id: string;
  /** What it finds, for people. */
  about: string;
  /** Where the format is published, or why the shape is as it is. */
  source: string;
  /** Lower case. None of them in the text (case ignored): the pattern is not tried. */
  keywords: readonly string[];
  /** Flags must hold `g` and `d` (indices). Linear-time shapes only: no nested repetition. */
  pattern: RegExp;
  /** The group to mask; what is around it stays readable. 0: the whole match. */
  secret: number;
  /** Output is held back while a match of this many characters could still complete. */
  maxSpanChars: number;
  /** A second look at what the pattern found: a checksum, entropy, or a known false alarm. Absent: believe the pattern. */
  accept?: (secret: string, match: RegExpMatchArray) => boolean;
  /** Made-up texts in which the rule must mask something. */
  hits: readonly string[];
  /** Texts in which it must not. */
  misses: readonly string[];
}
