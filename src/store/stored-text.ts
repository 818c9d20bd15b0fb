/**
 * SQLite text is UTF-8 that ends at the first NUL, and recorded text may hold NUL and lone surrogates (bytes that were not
 * UTF-8, see `redact/redacted.ts`). They are kept as an escape of a noncharacter and four hex digits, so that every
 * string comes back as it went in, and what is around them stays searchable.
 */
const ESCAPE = '\u{10fffe}';
const NEEDS_ESCAPE = /[\0\u{10fffe}\p{Surrogate}]/u;
const ALL_TO_ESCAPE = /[\0\p{Surrogate}]|\u{10fffe}/gu;
const ESCAPED = /\u{10fffe}([0-9a-f]{4})/gu;

export function toStoredText(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  return text.replace(ALL_TO_ESCAPE, (found) =>
    // The escape itself is two code units; `ffff` stands for it.
    found === ESCAPE ? `${ESCAPE}ffff` : ESCAPE + found.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}

export function fromStoredText(stored: string): string {
  if (!stored.includes(ESCAPE)) return stored;
  return stored.replace(ESCAPED, (_, hex: string) =>
    hex === 'ffff' ? ESCAPE : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
