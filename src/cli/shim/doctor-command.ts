import {Command, Option} from 'clipanion';
import {createPalette} from '../ansi.ts';
import {BaseCommand} from '../base-command.ts';

export class ShimDoctorCommand extends BaseCommand {
  static override paths = [['shim', 'doctor']];
  static override usage = Command.Usage({
    category: 'Shims',
    description: 'Find out why a shim has no effect, and what to do about it.',
    details: `
      Looks at PATH, the scripts, their modes and owners, the real commands, the recorder, and asks an interactive shell
      about aliases and functions; for that the shell is started with your rc files.

      Exit status: 0 when nothing is wrong, 1 when a shim is without effect. Warnings alone give 0.
    `,
    examples: [
      ['Why is kubectl not recorded?', '$0 shim doctor kubectl'],
      ['In every shell that you use', '$0 shim doctor --shell bash --shell zsh'],
      ['In a check of dotfiles', '$0 shim doctor --json'],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON'});
  shells = Option.Array('--shell', [], {description: 'Ask this shell instead of $SHELL; may be repeated'});
  names = Option.Rest({name: 'name'});

  protected async run(): Promise<number> {
    const {diagnoseShims} = await import('../../../installer/shim-doctor.ts');
    const {createDoctorContext} = await import('./shim-context.ts');
    const all = await diagnoseShims(await createDoctorContext(this.context, this.shells));
    const findings = all.filter(({shim}) => this.names.length === 0 || shim === null || this.names.includes(shim));
    const {bold, red, yellow, dim, green} = createPalette(this.context.color);
    const label = {error: red('error'), warning: yellow('warning'), info: dim('note')};
    if (this.json) this.printJson(findings);
    else if (findings.length === 0) this.print(green('All is well'));
    for (const {severity, problem, cure} of this.json ? [] : findings) {
      this.print(`${bold(label[severity])}: ${problem}\n  ${cure}`);
    }
    return findings.some(({severity}) => severity === 'error') ? 1 : 0;
  }
}
