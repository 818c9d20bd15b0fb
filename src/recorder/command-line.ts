/** Shell words before the command itself: `NAME=value` assignments. */
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;

/** First word of a command line without its folder and without assignments before it: `kubectl`. Empty for none. */
export function commandName(commandLine: string): string {
  const words = commandLine.trim().split(/\s+/);
  const word = words.find((candidate) => !ASSIGNMENT.test(candidate)) ?? '';
  return word.slice(word.lastIndexOf('/') + 1);
}

/** Words that a shell reads back as they are need no quotes. */
const PLAIN_WORD = /^[A-Za-z0-9_@%+=:,./*^~-]+$/;

/** argv as one would type it: for reading and searching, not for running. */
export function joinArgv(argv: readonly string[]): string {
  return argv.map((word) => (PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
