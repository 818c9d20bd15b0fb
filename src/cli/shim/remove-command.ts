import {Command, Option} from 'clipanion';
import {ShimBaseCommand} from './shim-base-command.ts';

export class ShimRemoveCommand extends ShimBaseCommand {
  static override paths = [['shim', 'remove']];
  static override usage = Command.Usage({
    category: 'Shims',
    description: 'Remove shims; the commands themselves stay, and what was recorded, too.',
    details: `
      The names are also taken out of \`shims:\` in config.yaml. Files that ddcoterm did not make are never touched.

      Exit status: 0; 1 when there is no such shim, or a file cannot be removed.
    `,
    examples: [
      ['Do not record ssh any more', '$0 shim remove ssh'],
      ['All of them', '$0 shim remove --all'],
    ],
  });

  all = Option.Boolean('--all', false, {description: 'Every shim'});
  names = Option.Rest({name: 'name'});

  protected async run(): Promise<number> {
    const {listShims, removeShims} = await import('../../../installer/shim-folder.ts');
    const {removeShimsFromConfig} = await import('../../config/write.ts');
    const {usageError} = await import('../errors.ts');
    if (this.all === this.names.length > 0) throw usageError('Cannot remove shims: give names, or --all');
    const shims = await this.shims();
    const there = listShims(shims).map(({name}) => name);
    const {shims: configured} = await this.context.config();
    const wanted = this.all ? [...there, ...configured] : this.names;
    // A name that only config.yaml knows is no mistake: it goes from there.
    const changes = removeShims(
      wanted.filter((name) => there.includes(name) || !configured.includes(name)),
      shims,
    );
    removeShimsFromConfig(this.context.paths, wanted);
    await this.report({...changes, removed: [...new Set(wanted)].sort()});
    return 0;
  }
}
