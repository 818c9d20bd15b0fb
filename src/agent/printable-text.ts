/** Text for a user's terminal: control characters, which a command line may hold, shown as `^[` and the like. */
export function printableText(text: string): string {
  return text.replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (character) => caretNotation(character.charCodeAt(0)));
}

const caretNotation = (code: number) =>
  code < 0x80 ? `^${String.fromCharCode(code ^ 0x40)}` : `\\x${code.toString(16)}`;
