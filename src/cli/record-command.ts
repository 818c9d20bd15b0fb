import {userInfo} from 'node:os';
import {basename} from 'node:path';
import {Command, Option} from 'clipanion';
import {BaseCommand} from './base-command.ts';
import type {CliContext} from './context.ts';
import {saveLevelUnknown} from './errors.ts';
import {findExecutable, findExecutables, type SearchPlace} from './find-executable.ts';
import {parseTags} from './tags.ts';

export class RecordCommand extends BaseCommand {
  static override paths = [Command.Default, ['record']];
  static override usage = Command.Usage({
    category: 'Record',
    description: 'Record an interactive session of your shell, or one command.',
    details: `
      Without arguments \`$SHELL\` is started and recorded until it ends. What stands behind \`--\` is run and recorded as one
      command. A literal first word COMMAND is dropped unless a program of that name exists, so that aliases made for
      other recorders keep working.

      Exit status: that of the command, whose death by a signal is passed on; 125 when it must be recorded and cannot be
      (\`on_failure: block\`); 126 when it cannot be executed; 127 when it is not found; 2 for a command line that is not
      understood.
    `,
    examples: [
      ['Record this shell until "exit"', '$0'],
      ['Record one command', '$0 -- psql -h db.example.com orders'],
      ['Name and tag the recording', '$0 --title "Index rebuild" --tag ticket:OPS-12 -- psql orders'],
      ['Keep it on this machine', '$0 --no-upload'],
    ],
  });

  title = Option.String('--title', {description: 'What the recording is called in lists'});
  tags = Option.Array('--tag', [], {description: 'A tag as key:value; may be repeated'});
  recordInput = Option.Boolean('--record-input', {description: 'Record what is typed, too; passwords never'});
  quiet = Option.Boolean('--quiet', false, {description: 'Say nothing at start and end'});
  staysHere = Option.Boolean('--no-upload', false, {description: 'Nothing of it leaves this machine'});
  saveLevel = Option.String('--save-level', {
    description:
      'What is kept, whatever the policy says: none, process_info (that it ran, and its processes) or record',
  });
  approval = Option.Boolean('--approval', false, {description: 'Ask somebody else to agree first'});
  words = Option.Rest({name: 'command'});

  protected async run(): Promise<number> {
    const tags = parseTags(this.tags);
    const actions = chosenActions(this.saveLevel, this.approval);
    const command = await chooseCommand(this.words, this.context);
    const {runHost} = await import('../host/run-host.ts');
    return runHost({
      ...command,
      env: this.context.env,
      title: this.title,
      tags,
      recordInput: this.recordInput,
      upload: !this.staysHere,
      quiet: this.quiet,
      actions,
    });
  }
}

/** Each keeps what the one before it keeps. */
const SAVE_LEVELS: Record<string, readonly string[]> = {
  none: [],
  process_info: ['process_info'],
  record: ['record', 'process_info'],
};

/** @returns Undefined where the policy chooses. */
function chosenActions(level: string | undefined, approval: boolean): string[] | undefined {
  if (level === undefined && !approval) return undefined;
  const kept = SAVE_LEVELS[level ?? 'record'];
  if (kept === undefined) throw saveLevelUnknown(level ?? '', Object.keys(SAVE_LEVELS));
  return approval ? [...kept, 'approval'] : [...kept];
}

interface ChosenCommand {
  origin: 'shell' | 'command';
  /** As typed; names the profile. */
  name: string;
  executable: string;
  args: string[];
}

export async function chooseCommand(words: string[], context: CliContext): Promise<ChosenCommand> {
  const [name, ...args] = await withoutLiteral(words, context);
  if (name !== undefined) {
    const executable = await findExecutable(name, context);
    return {origin: 'command', name: basename(name), executable, args};
  }
  const shell = context.env.SHELL || userInfo().shell || '/bin/sh';
  return {origin: 'shell', name: basename(shell), executable: await findExecutable(shell, context), args: []};
}

/** Drops the word COMMAND that aliases of other recorders put first, unless it names a program. */
async function withoutLiteral(words: string[], place: SearchPlace): Promise<string[]> {
  if (words[0] !== 'COMMAND' || (await findExecutables('COMMAND', place)).length > 0) return words;
  return words.slice(1);
}
