import {nearestNames} from '../../config/nearest.ts';
import type {CliContext} from '../context.ts';
import {unknownCommand} from '../errors.ts';
import {runInPlace} from '../run-in-place.ts';
import {findPlugin, listPlugins} from './find-plugins.ts';

/**
 * Runs `ddcoterm-<words>` from PATH in our place.
 *
 * @throws {DdcotermError} UNKNOWN_COMMAND, with the nearest names.
 */
export async function runPlugin(args: string[], commands: readonly string[], context: CliContext): Promise<number> {
  const plugin = await findPlugin(args, context);
  if (plugin !== null) return runInPlace(plugin.path, plugin.args, context);
  const word = args[0] ?? '';
  const plugins = listPlugins(context, commands).map(({name}) => name);
  throw unknownCommand(word, nearestNames(word, [...new Set([...commands, ...plugins])]));
}
