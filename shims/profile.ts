/** What we know about one command: data, no behaviour. One profile a file; users add their own as YAML. */
export interface ShimProfile {
  /** Name on PATH: `kubectl`. */
  command: string;
  about: string;
  /** Invocations that are never recorded. They become `case` patterns in the shim script and cost next to nothing. */
  bypass: readonly BypassRule[];
  /**
   * For commands that run another one: the positional argument (from 0) at which that one begins. What follows belongs to
   * it, options too: 1 for `ssh host COMMAND`. Absent: every option belongs to this command, until `--`.
   */
  innerCommandAt?: number;
  /** Tags derived when a session starts; the tag's full name is `<command>.<tag>`. The first source that yields wins. */
  tags: Record<string, readonly TagSource[]>;
  /** Flags that take a value, without which positional arguments cannot be told apart: `-n`, `--namespace`. */
  valueFlags: readonly string[];
  /** Those of them that take no value behind a word: `-f` follows in `kubectl logs`, and names a file elsewhere. */
  plainFlags?: readonly PlainFlags[];
  /** Flags whose value is a secret: `--token`, `-p`. Masked in argv whatever it looks like. */
  secretFlags: readonly SecretFlag[];
  /** Names of variables of this command's environment whose value is a secret. */
  secretVariables: readonly string[];
  /** How its own prompt looks, for commands that read statements; absent for all others. */
  prompt?: PromptPattern;
  /** Arguments of a harmless invocation that is recorded and needs no server: the installer's first recording. */
  firstRun?: readonly string[];
}

/**
 * One way of standing aside. All given conditions must hold; at least one is given. Every glob is a shell pattern.
 *
 * A shim that stands aside wrongly loses a recording, one that does not costs a few milliseconds: when in doubt, no rule.
 */
export interface BypassRule {
  why: string;
  /** Globs for the first argument. */
  first?: string[];
  /** Globs for the second argument. */
  second?: string[];
  /** Globs for the third argument. */
  third?: string[];
  /**
   * Exact words among the command's own arguments: they end at `--` and, where the profile has `innerCommandAt`, at the
   * inner command, of which only the options before it count.
   */
  any?: string[];
  /** There are exactly so many arguments. */
  count?: number;
  /** Globs for the inner command: its first six words, joined by single spaces. Needs `innerCommandAt`. */
  inner?: string[];
  /** Name of an environment variable that is set and not empty. */
  variable?: string;
}

/** `match` everywhere: a JavaScript regular expression of which the first group is the value; no match, no value. */
export type TagSource =
  /** Value of the first of these flags: `--context prod`, `--context=prod`, `-nprod` for short ones. */
  | {flag: readonly string[]; match?: string}
  | {variable: string; match?: string}
  /** The n-th positional argument, from 0. */
  | {positional: number; match?: string}
  /** `match` over the positional arguments, joined by single spaces: for those that mean something only behind a verb. */
  | {positionals: string}
  /** A field of a kubeconfig: what applies when no flag says otherwise. */
  | {kubeconfig: 'current-context' | 'namespace' | 'cluster'}
  /** A field of an INI file below HOME: section and key may hold `{tag}` references. */
  | {ini: string; section: string; key: string}
  /** Text of a file, trimmed. `~` is HOME; relative paths start at the working directory. */
  | {file: string}
  | {constant: string};

export interface PlainFlags {
  /** A positional argument before the flags. */
  after: string;
  flags: readonly string[];
}

export interface SecretFlag {
  flag: string;
  /** `attached`: `-psecret`, as mysql has it; `separate`: `--token secret` and `--token=secret`. */
  form: 'separate' | 'attached';
  /** Only behind this word: `-p` is a password in `docker login`, a port in `docker run`. */
  after?: string;
}

export interface PromptPattern {
  /** JavaScript regular expression over the text left of the cursor; it ends where the statement begins. */
  first: string;
  /** The same for continuation lines; null where the command has none. */
  continuation: string | null;
  /** Statements that leave the command or say nothing are kept as they are; this is what ends one: `;`. Null: the line does. */
  terminator: string | null;
}
