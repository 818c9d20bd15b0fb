/** The entry of the CLI: joins the process to `runCommandLine`. */
import {isatty} from 'node:tty';
import {createContext} from './context.ts';
import {dieBySignal} from './die-by-signal.ts';
import {lazyStreams, withoutStreams} from './untouched-streams.ts';
import {readWorkingDirectory} from './working-directory.ts';

// `ddcoterm ls | head`: the reader has what it wanted. That is no failure, and nobody is left to tell.
const streams = lazyStreams((error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const isTty = {stdin: isatty(0), stdout: isatty(1), stderr: isatty(2)};
const context = createContext({
  env: process.env,
  cwd: readWorkingDirectory(),
  streams,
  isTty,
  columns: isTty.stdout ? () => streams.stdout.columns : undefined,
});
const {runCommandLine} = await withoutStreams(() => import('./command-line.ts'));
const status = await runCommandLine(process.argv.slice(2), context);
await streams.flush();
if (context.ending.signal !== null) dieBySignal(context.ending.signal);
// Not by itself: what a recording leaves behind, such as a socket, must not keep the user waiting.
process.exit(status);
