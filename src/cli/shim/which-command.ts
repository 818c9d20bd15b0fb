import {Command, Option} from 'clipanion';
import {BaseCommand} from '../base-command.ts';

export class ShimWhichCommand extends BaseCommand {
  static override paths = [['shim', 'which']];
  static override usage = Command.Usage({
    category: 'Shims',
    description: 'Tell what typing a name starts: the shim, and the command behind it.',
    details: `
      Looks at PATH alone; what aliases and functions do, \`ddcoterm shim doctor\` finds.

      Exit status: 0 when the shim of every name is what PATH finds first, else 1.
    `,
    examples: [
      ['Is kubectl recorded here?', '$0 shim which kubectl'],
      ['The real command, past the shim', "$0 shim which --json kubectl | jq -r '.[0].real'"],
    ],
  });

  json = Option.Boolean('--json', false, {description: 'Print JSON'});
  names = Option.Rest({name: 'name', required: 1});

  protected async run(): Promise<number> {
    const {whichShim} = await import('../../../installer/shim-doctor.ts');
    const places = this.names.map((name) => whichShim(name, this.context));
    if (this.json) this.printJson(places);
    else for (const place of places) this.print(describePlace(place));
    return places.every(({runs}) => runs === 'shim') ? 0 : 1;
  }
}

function describePlace(place: {name: string; runs: string; shim: string | null; real: string | null}): string {
  const {name, runs, shim, real} = place;
  if (runs === 'shim')
    return `${name}: the shim ${shim ?? 'of another home'}, which runs ${real ?? 'nothing: there is no such command'}`;
  if (runs === 'nothing') return `${name}: nothing of that name is on PATH`;
  return `${name}: ${real ?? 'another file of that name'}, not recorded${shim === null ? ': there is no shim' : `: the shim ${shim} is not found first`}`;
}
