import {Command} from 'clipanion';
import {VERSION} from '../config/version.ts';
import {BaseCommand} from './base-command.ts';

export class VersionCommand extends BaseCommand {
  static override paths = [['--version'], ['version']];
  static override usage = Command.Usage({
    category: 'General',
    description: 'Print the version.',
    details: 'Exit status: 0.',
    examples: [['The version alone, for scripts', '$0 --version']],
  });

  protected async run(): Promise<number> {
    this.print(VERSION);
    return 0;
  }
}
