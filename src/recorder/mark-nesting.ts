/**
 * Marks of a shell inside a command of the recorded shell (`ssh` to a host whose fish sends marks by itself) must not end
 * the outer command. They carry no name, so they are told apart by what ours always say beside them: the command line
 * before the output (OSC 633;E), the directory before the prompt (OSC 633;P).
 */
import type {ShellMark} from './osc-marks.ts';

export class MarkNesting {
  /** The recorded shell says command lines: then its marks can be told from others. */
  private saysCommandLines = false;
  private previous: ShellMark['kind'] | null = null;
  private innerRuns = false;

  /** @param isInCommand A command of the recorded shell is running. */
  isNested(mark: ShellMark, isInCommand: boolean): boolean {
    const {previous} = this;
    this.previous = mark.kind;
    if (mark.kind === 'command-line') this.saysCommandLines = true;
    if (!this.saysCommandLines || !isInCommand) {
      this.innerRuns = false;
      return false;
    }
    switch (mark.kind) {
      case 'prompt-start':
        return previous !== 'prompt-cwd';
      case 'prompt-end':
        return true;
      case 'output-start':
        this.innerRuns = previous !== 'command-line';
        return this.innerRuns;
      case 'command-end': {
        const wasInner = this.innerRuns;
        this.innerRuns = false;
        return wasInner;
      }
      default:
        return false;
    }
  }
}
