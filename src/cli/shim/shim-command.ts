import {Command, Option} from 'clipanion';
import {nearestNames} from '../../config/nearest.ts';
import {noSuchCommandForShim} from '../errors.ts';
import {ShimBaseCommand} from './shim-base-command.ts';

const SHIM_COMMANDS = ['add', 'create', 'remove', 'list', 'sync', 'which', 'doctor'];

export class ShimCommand extends ShimBaseCommand {
  static override paths = [['shim']];
  static override usage = Command.Usage({
    category: 'Shims',
    description: 'Make shims of commands that are on PATH; without a name, list the shims.',
    details: `
      Short for \`ddcoterm shim add\` and \`ddcoterm shim list\`. A name that is not on PATH is taken for a mistyped word here;
      \`ddcoterm shim add\` takes it all the same.

      Exit status: 0; 1 when a shim cannot be made.
    `,
    examples: [
      ['Record kubectl from now on', '$0 shim kubectl'],
      ['Which shims are there?', '$0 shim'],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON (of the list)'});
  names = Option.Rest({name: 'name'});

  protected async run(): Promise<number> {
    if (this.names.length === 0) return this.listShims(this.json);
    const {findExecutables} = await import('../find-executable.ts');
    for (const [index, name] of this.names.entries()) {
      if ((await findExecutables(name, this.context)).length > 0) continue;
      throw noSuchCommandForShim(name, index === 0 ? nearestNames(name, SHIM_COMMANDS)[0] : undefined);
    }
    return this.addShims(this.names);
  }
}
