/** The working directory, or `/` where it was deleted under us: no command of ours may fail for that. */
export function readWorkingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    // ENOENT: the folder is gone. A relative name finds nothing then, as it would in a shell.
    return '/';
  }
}
