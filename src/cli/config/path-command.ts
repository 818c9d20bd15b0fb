import {Command} from 'clipanion';
import {BaseCommand} from '../base-command.ts';

export class ConfigPathCommand extends BaseCommand {
  static override paths = [['config', 'path']];
  static override usage = Command.Usage({
    category: 'Set-up',
    description: 'Print where config.yaml is, or would be.',
    details: 'Exit status: 0.',
    examples: [['Edit it', '"$EDITOR" "$($0 config path)"']],
  });

  protected async run(): Promise<number> {
    this.print(this.context.paths.config);
    return 0;
  }
}
