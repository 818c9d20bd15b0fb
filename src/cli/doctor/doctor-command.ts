import {Command, Option} from 'clipanion';
import {createPalette} from '../ansi.ts';
import {BaseCommand} from '../base-command.ts';
import type {Check} from './check.ts';

export class DoctorCommand extends BaseCommand {
  static override paths = [['doctor']];
  static override usage = Command.Usage({
    category: 'Set-up',
    description: 'Check everything that recording needs, and say the cure of what is wrong.',
    details: `
      Installation, home folder, settings, store, agent, recorder, shims and upload. Where there is a key or a receiver, it
      is asked whether it is there and takes the key; nothing is sent. A shim and a recorder say nothing when they
      cannot do their work, so that nobody is disturbed: here it comes to light.

      Exit status: 0 when all is well or there are warnings only, 1 when something fails.
    `,
    examples: [
      ['Is everything as it should be?', '$0 doctor'],
      ['What fails, for a script', `$0 doctor --json | jq -r '.[] | select(.state == "fail") | .code'`],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON'});

  protected async run(): Promise<number> {
    const {examineAll} = await import('./examine.ts');
    const checks = await examineAll(this.context);
    if (this.json) this.printJson(checks);
    else this.print(this.render(checks));
    return checks.some(({state}) => state === 'fail') ? 1 : 0;
  }

  private render(checks: Check[]): string {
    const {green, yellow, red, dim} = createPalette(this.context.color);
    const label = {ok: green('ok  '), warn: yellow('warn'), fail: red('FAIL')};
    return checks
      .map(({state, message, cure}) => `${label[state]}  ${message}${cure === undefined ? '' : `\n      ${dim(cure)}`}`)
      .join('\n');
  }
}
