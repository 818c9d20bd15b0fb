import {Command, Option} from 'clipanion';
import {ShimBaseCommand} from './shim-base-command.ts';

export class ShimSyncCommand extends ShimBaseCommand {
  static override paths = [['shim', 'sync']];
  static override usage = Command.Usage({
    category: 'Shims',
    description: 'Make the shims equal to the list "shims:" in config.yaml.',
    details: `
      Adds what is missing, brings up to date what is old, removes what is not on the list. With the file in a dotfiles
      repository, this one command sets a machine up. Running it again changes nothing.

      Exit status: 0; 1 when the list is missing or cannot be read (nothing is changed then), or a file cannot be written.
    `,
    examples: [
      ['After pulling dotfiles', '$0 shim sync'],
      ['What would it change?', '$0 shim sync --dry-run'],
    ],
  });

  dryRun = Option.Boolean('--dry-run', false, {description: 'Only tell what would change'});
  json = Option.Boolean('--json', false, {description: 'Print the changes as JSON'});

  protected async run(): Promise<number> {
    const {syncShims} = await import('../../../installer/shim-folder.ts');
    const {planSync, wantedShims} = await import('./sync-plan.ts');
    const {loadConfig} = await import('../../config/load.ts');
    const wanted = wantedShims(loadConfig(this.context.paths, this.context.env), this.context.paths.config);
    const shims = await this.shims();
    const changes = this.dryRun ? planSync(wanted, shims) : syncShims(wanted, shims);
    if (this.json) this.printJson(changes);
    else await this.report(changes);
    return 0;
  }
}
