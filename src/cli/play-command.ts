import {ReadStream, WriteStream} from 'node:tty';
import {Command, Option} from 'clipanion';
import type {Store} from '../store/store.ts';
import {ReviewCommand} from './review-command.ts';

export class PlayCommand extends ReviewCommand {
  static override paths = [['play']];
  static override usage = Command.Usage({
    category: 'Review',
    description: 'Replay a session in this terminal.',
    details: `
      Keys, as video players have them: space pause; \`.\` \`,\` a frame forward and back; arrows 5 s, with Shift (or l, j)
      10 s; \`]\` \`[\` next and previous command; 0 to 9 tenths; \`>\` \`<\` speed; i shorten pauses or not; ? help; q quit.

      TIME is 1:23, 83s, 1h2m, 50%, #3 (the third command), @14:05 (a clock time) or an ISO time. Behind a slash it names the
      line that was written then: the player stands still there. A session that still runs is played until it ends. Whoever presses no key gets the prompt back at the end, with the last picture above it.

      Where stdout is no terminal the output is printed at once, without timing. Nothing in a recording can set titles,
      colours or the clipboard of the terminal that plays it.

      Exit status: 0; 1 when there is no such session or it has no recording; 2 for a command line that is not understood.
    `,
    examples: [
      ['The newest session', '$0 play last'],
      ['From the third command, twice as fast', '$0 play -2 --at "#3" --speed 2'],
      ['At a line, as "logs" tells it', '$0 play last --at "0:08.9/pod-1 is ready"'],
      ['Watch what happens now', '$0 play last --follow'],
    ],
  });

  at = Option.String('--at', {description: 'Start at this moment'});
  speed = Option.String('--speed', '1', {description: 'Times as fast, 0.01 to 1000 (default: 1)'});
  idle = Option.String('--idle', '2', {description: 'Shorten pauses to so many seconds, or "off" (default: 2)'});
  follow = Option.Boolean('--follow,-f', false, {description: 'Begin at the live end of a session that still runs'});
  reference = Option.String({name: 'id'});

  protected async review(store: Store): Promise<number> {
    const {playAsText, playOnTerminal} = await import('../review/play-session.ts');
    const session = await store.resolveSession(this.reference);
    const onProblem = (problem: string) => this.note(`ddcoterm: ${problem}`);
    const source = {store, paths: this.context.paths, session, onProblem};
    const {stdin, stdout} = this.context;
    if (!(stdout instanceof WriteStream)) {
      await this.printAll(playAsText(source, this));
      return 0;
    }
    const keyboard = stdin instanceof ReadStream ? stdin : await openKeyboard();
    await playOnTerminal(source, this, {output: stdout, keyboard});
    if (keyboard !== stdin) keyboard?.destroy();
    return 0;
  }
}

async function openKeyboard(): Promise<ReadStream | null> {
  const {openKeyboard} = await import('../review/player/user-terminal.ts');
  return openKeyboard();
}
