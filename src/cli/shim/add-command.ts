import {Command, Option} from 'clipanion';
import {ShimBaseCommand} from './shim-base-command.ts';

export class ShimAddCommand extends ShimBaseCommand {
  static override paths = [
    ['shim', 'add'],
    ['shim', 'create'],
  ];
  static override usage = Command.Usage({
    category: 'Shims',
    description: 'Make shims, so that each invocation of these commands is recorded.',
    details: `
      A shim is a small script in the folder overrides/, which is first on PATH. The names are also added to \`shims:\` in
      config.yaml. Adding a shim again brings it up to date.

      Exit status: 0; 1 when a name cannot be a shim's, or a file cannot be written: then no shim is changed.
    `,
    examples: [
      ['Record kubectl and psql from now on', '$0 shim add kubectl psql'],
      ['The same, shorter, for one', '$0 shim kubectl'],
    ],
  });

  names = Option.Rest({name: 'name', required: 1});

  protected async run(): Promise<number> {
    return this.addShims(this.names);
  }
}
