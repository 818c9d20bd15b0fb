/**
 * Tells single statements apart inside a program that reads them at a prompt of its own (psql, mysql, redis-cli), from
 * what stands on the screen: a prompt, then what was typed behind it. The profile says how the prompt looks.
 */

/** The part of a profile's `prompt` that is needed here; see `PromptPattern` in shims/profile.ts. */
export interface StatementPrompt {
  first: string;
  continuation: string | null;
  terminator: string | null;
}

export type PromptStep =
  /** The line is none of the prompt's. */
  | {kind: 'none'}
  /** The line is a prompt with nothing behind it: what ran before has ended. */
  | {kind: 'prompt'}
  /** A statement was begun and goes on in the next line. */
  | {kind: 'unfinished'}
  /** A statement is complete: the command runs from here. */
  | {kind: 'statement'; text: string};

/** Statements longer than this many characters are cut: what follows is data, not a command. */
const MAX_STATEMENT_CHARS = 64 * 1024;

export class PromptTracker {
  private readonly first: RegExp;
  private readonly continuation: RegExp | null;
  private readonly terminator: string | null;
  private unfinished: string | null = null;

  /** @throws {SyntaxError} A pattern is no regular expression. Profiles are checked when they are loaded. */
  constructor(prompt: StatementPrompt) {
    this.first = new RegExp(`^(?:${prompt.first})`, 'u');
    this.continuation = prompt.continuation === null ? null : new RegExp(`^(?:${prompt.continuation})`, 'u');
    this.terminator = prompt.terminator;
  }

  /** Is this a line that a prompt of the program starts? */
  isPrompt(line: string): boolean {
    return this.first.test(withTrailingSpace(line));
  }

  /** @param typed A whole line (soft wraps joined) at the moment Enter is echoed. */
  enter(typed: string): PromptStep {
    const line = withTrailingSpace(typed);
    const first = this.first.exec(line);
    if (first) {
      // A first prompt also ends a statement that the user gave up with Ctrl-C.
      this.unfinished = null;
      return this.collect(line.slice(first[0].length).trimEnd());
    }
    if (this.unfinished === null) return {kind: 'none'};
    const continued = this.continuation?.exec(line);
    if (!continued) return {kind: 'none'};
    return this.collect(`${this.unfinished}\n${line.slice(continued[0].length).trimEnd()}`);
  }

  private collect(text: string): PromptStep {
    const statement = text.trim();
    if (statement === '') return {kind: 'prompt'};
    if (statement.length < MAX_STATEMENT_CHARS && !this.isComplete(statement)) {
      this.unfinished = text;
      return {kind: 'unfinished'};
    }
    this.unfinished = null;
    return {kind: 'statement', text: statement.slice(0, MAX_STATEMENT_CHARS)};
  }

  private isComplete(statement: string): boolean {
    if (this.terminator === null || statement.endsWith(this.terminator)) return true;
    // Commands of the client itself (`\d`, `\q`, `quit`) end with the line.
    return /\\\w+[^\n;]*$/u.test(statement) || /^(?:quit|exit|help)$/iu.test(statement);
  }
}

/** Screens give rows without trailing blanks; prompts mostly end with one. */
const withTrailingSpace = (line: string): string => (line.endsWith(' ') ? line : `${line} `);
