/** An argv written as a person would have typed it. */

const PLAIN = /^[\w@%+=:,./~^-]+$/;

export function formatArgv(argv: readonly string[]): string {
  return argv.map(quoteArgument).join(' ');
}

function quoteArgument(argument: string): string {
  if (PLAIN.test(argument)) return argument;
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
