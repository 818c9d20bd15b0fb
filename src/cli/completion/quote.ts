/** Quotes text for a shell. Single quotes everywhere: nothing in them has a meaning but the quote itself. */

/** For POSIX shells and zsh. */
export function quoteSh(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Fish knows backslash escapes of quote and backslash inside single quotes. */
export function quoteFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
