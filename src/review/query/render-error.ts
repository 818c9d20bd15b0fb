/** Shows a mistake in a query: the text, and a caret under the character. */
/** Of a long query so many characters before and after the mistake are shown. */
const CONTEXT_CHARS = 60;

/** Characters that terminals draw two cells wide, as far as queries are likely to hold them. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** @param position Of the mistake, in UTF-16 code units. @returns Two lines, without a line end: the query, and `^` under the place. */
export function renderQueryError(text: string, position: number): string {
  const start = Math.max(0, position - CONTEXT_CHARS);
  const before = printable(text.slice(start, position));
  const after = printable(text.slice(position, position + CONTEXT_CHARS));
  const head = start > 0 ? '…' : '';
  const tail = position + CONTEXT_CHARS < text.length ? '…' : '';
  const indent = ' '.repeat(widthOf(head + before));
  return `${head}${before}${after}${tail}\n${indent}^`;
}

/** Control characters must not reach the terminal. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ' ');

const widthOf = (text: string): number =>
  [...text].reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0);
