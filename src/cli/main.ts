/** The entry of the CLI: joins the process to `runCommandLine`. */
import {runCommandLine} from './command-line.ts';
import {createContext} from './context.ts';
import {dieBySignal} from './die-by-signal.ts';
import {readWorkingDirectory} from './working-directory.ts';

// `ddcoterm ls | head`: the reader has what it wanted. That is no failure, and nobody is left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

const context = createContext({
  env: process.env,
  cwd: readWorkingDirectory(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  // Absent, not false, on a stream that is no terminal.
  isTty: {
    stdin: process.stdin.isTTY === true,
    stdout: process.stdout.isTTY === true,
    stderr: process.stderr.isTTY === true,
  },
  columns: process.stdout.columns,
});
process.exitCode = await runCommandLine(process.argv.slice(2), context);
if (context.ending.signal !== null) dieBySignal(context.ending.signal);
