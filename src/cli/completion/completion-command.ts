import {Command, Option} from 'clipanion';
import {BaseCommand} from '../base-command.ts';

export class CompletionCommand extends BaseCommand {
  static override paths = [['completion']];
  static override usage = Command.Usage({
    category: 'Set-up',
    description: 'Print the completion script for bash, zsh or fish.',
    details: `
      The installer sets completions up by itself. The same scripts lie in the folder completions/ of the repository.

      Exit status: 0; 2 for a shell that is not known.
    `,
    examples: [
      ['In ~/.bashrc', 'eval "$($0 completion bash)"'],
      ['In ~/.zshrc, after compinit', 'eval "$($0 completion zsh)"'],
      ['In fish', '$0 completion fish > ~/.config/fish/completions/ddcoterm.fish'],
    ],
  });

  shell = Option.String();

  protected async run(): Promise<number> {
    const {COMMANDS} = await import('../commands.ts');
    const {completionNodes} = await import('./model.ts');
    const {renderCompletion} = await import('./render.ts');
    this.print(renderCompletion(this.shell, completionNodes(COMMANDS)));
    return 0;
  }
}
