/** The one place where text becomes part of a shell script. */

const PLAIN = /^[\w@%+=:,./-]+$/;
/** Keywords that a `case` pattern in first place could be taken for. */
const KEYWORDS = new Set(['esac']);

/**
 * A word that every POSIX shell reads back as `text`.
 *
 * `$`, backtick and backslash stand outside the single quotes, behind a backslash: there shellcheck does not ask whether
 * they were meant to expand or to escape.
 *
 * @throws {RangeError} The text holds a NUL, which no argument can.
 */
export function quoteSh(text: string): string {
  if (text.includes('\0')) throw new RangeError('Cannot quote text for the shell: it holds a NUL');
  if (PLAIN.test(text) && !KEYWORDS.has(text)) return text;
  if (text === '') return "''";
  return text.replace(/[^'$`\\]+|['$`\\]/g, (part) => (/^['$`\\]/.test(part) ? `\\${part}` : `'${part}'`));
}

/** `*`, `?`, a bracket expression of harmless characters, an escaped character, or one character of plain text. */
const GLOB_TOKEN = /[*?]|\[!?[\w.,:?*+@%-]+\]|\\([\s\S])|([\s\S])/gu;

/**
 * A pattern for `case` in which `*`, `?` and `[…]` are live and all else stands for itself. A backslash takes the meaning
 * from the next character.
 */
export function quoteGlob(pattern: string): string {
  let quoted = '';
  let plain = '';
  const flush = () => {
    if (plain !== '') quoted += quoteSh(plain);
    plain = '';
  };
  for (const [token, escaped, character] of pattern.matchAll(GLOB_TOKEN)) {
    const literal = escaped ?? character;
    if (literal !== undefined) plain += literal;
    else {
      flush();
      quoted += token;
    }
  }
  flush();
  return quoted === '' ? "''" : quoted;
}
