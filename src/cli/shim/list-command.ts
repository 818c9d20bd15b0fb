import {Command, Option} from 'clipanion';
import {ShimBaseCommand} from './shim-base-command.ts';

export class ShimListCommand extends ShimBaseCommand {
  static override paths = [['shim', 'list']];
  static override usage = Command.Usage({
    category: 'Shims',
    description: 'List the shims, what each would run, and whether it is up to date.',
    details: 'Exit status: 0 also when there are none.',
    examples: [
      ['What is recorded?', '$0 shim list'],
      ['Names alone', "$0 shim list --json | jq -r '.[].name'"],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON'});

  protected async run(): Promise<number> {
    return this.listShims(this.json);
  }
}
