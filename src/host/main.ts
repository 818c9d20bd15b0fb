/** Entry of the node host's bundle, started by `bin/ddcoterm-host`. */
import {writeFileSync} from 'node:fs';
import {homePaths} from '../config/home.ts';
import {DdcotermError} from '../errors.ts';
import {say} from './announce.ts';
import {parseHostArguments} from './arguments.ts';
import {findBundles} from './bundles.ts';
import {appendFailure} from './failure-log.ts';
import {DELIVER_OPTION, deliver} from './handover.ts';
import {PRINT_SETTINGS_OPTION, readHostSettings, refreshHostSettings} from './host-settings.ts';
import {runHost} from './run-host.ts';

/** As clipanion and most commands: the command line was not understood. */
const USAGE_STATUS = 2;

async function main(words: string[]): Promise<number> {
  if (words[0] === DELIVER_OPTION) return deliverRest();
  if (words[0] === PRINT_SETTINGS_OPTION) return printSettings();
  try {
    return await runHost(parseHostArguments(words));
  } catch (error) {
    if (!(error instanceof DdcotermError)) throw error;
    say(`ddcoterm: ${error.message}`);
    if (error.hint) say(`ddcoterm: ${error.hint}`);
    return USAGE_STATUS;
  }
}

/** For the relay, which then finds them in their file the next time. */
function printSettings(): number {
  const paths = homePaths(process.env);
  const bundles = findBundles();
  refreshHostSettings(paths, bundles);
  writeFileSync(1, readHostSettings(paths, bundles));
  return 0;
}

async function deliverRest(): Promise<number> {
  const paths = homePaths(process.env);
  process.on('SIGHUP', () => undefined); // the terminal it came from may go
  await deliver({
    input: process.stdin,
    socketPath: paths.socket,
    bundles: findBundles(),
    env: process.env,
    onFailure: (error, {name}) => {
      const code = error instanceof DdcotermError ? error.code : 'HOST_FAILED';
      appendFailure(paths.hostFailures, {atMs: Date.now(), code, command: name, message: error.message});
    },
  });
  return 0;
}

process.exit(await main(process.argv.slice(2)));
