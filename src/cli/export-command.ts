import {resolve} from 'node:path';
import {Command, Option} from 'clipanion';
import type {Store} from '../store/store.ts';
import {ReviewCommand} from './review-command.ts';

export class ExportCommand extends ReviewCommand {
  static override paths = [['export']];
  static override usage = Command.Usage({
    category: 'Review',
    description: 'Write a session in a format that others read.',
    details: `
      Formats: \`cast3\` (asciicast v3: asciinema 3 and its player), \`cast2\` (asciicast v2: asciinema 2), \`txt\` (what
      was on the screen, command by command), \`json\` (session, commands, processes, log text), \`html\` (one page with
      player and transcript that opens in a browser without a network), \`svg\` (an animated picture for a README; pauses
      are cut). In casts each command is a marker. A session that still runs is exported as far as it is. A GIF is made by
      agg, of a cast: \`agg last.cast last.gif\`.

      Exit status: 0; 1 when there is no such session, it has no recording, or the file cannot be written; 2 for a command
      line that is not understood.
    `,
    examples: [
      ['For asciinema 2', '$0 export last --format cast2 -o last.cast'],
      ['As text', '$0 export -2 --format txt | less'],
    ],
  });

  format = Option.String('--format', 'cast3', {description: 'cast3, cast2, txt, json, html or svg (default: cast3)'});
  file = Option.String('--output,-o', {description: 'Write to this file instead of stdout'});
  reference = Option.String({name: 'id'});

  protected async review(store: Store): Promise<number> {
    const {exportSession, parseExportFormat, writeExport} = await import('../review/export/export-session.ts');
    const format = parseExportFormat(this.format);
    const session = await store.resolveSession(this.reference);
    const onProblem = (problem: string) => this.note(`ddcoterm: ${problem}`);
    const chunks = exportSession({store, paths: this.context.paths, session, format, onProblem});
    if (this.file === undefined || this.file === '-') await this.printAll(chunks);
    else await writeExport(resolve(this.context.cwd, this.file), chunks);
    return 0;
  }
}
