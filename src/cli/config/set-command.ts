import {Command, Option} from 'clipanion';
import {BaseCommand} from '../base-command.ts';

export class ConfigSetCommand extends BaseCommand {
  static override paths = [['config', 'set']];
  static override usage = Command.Usage({
    category: 'Set-up',
    description: 'Change one setting in config.yaml.',
    details: `
      The value is checked first; lists and maps are written as in YAML. Comments and order of the file stay, a link to a
      dotfile stays a link, and the file gets mode 0600. It takes effect with the next invocation; limits and retention
      when the agent looks next.

      Without a value it is read from stdin, at a terminal without showing it: the way for keys, since other programs can see
      the words of a command.

      Exit status: 0; 1 when the setting or its value is wrong or the file cannot be written: it is then as it was.
    `,
    examples: [
      ['A smaller store', '$0 config set limits.store 5GiB'],
      ['Do not record psql, without removing its shim', '$0 config set commands.psql.record false'],
      ['A key, typed or piped', '$0 config set connection_config.api_key'],
      ['A list', "$0 config set shims '[kubectl, psql]'"],
    ],
  });

  key = Option.String();
  value = Option.String({required: false});

  protected async run(): Promise<number> {
    const {setConfigValue} = await import('../../config/write.ts');
    const {parseSettingText} = await import('../../config/setting-text.ts');
    const {isSecretName} = await import('../../config/secret-keys.ts');
    const {readValue} = await import('./read-value.ts');
    const value = this.value ?? (await readValue(this.context, this.key));
    setConfigValue(this.context.paths, this.key, parseSettingText(this.key, value));
    if (this.value !== undefined && this.context.isTty.stderr && isSecretName(this.key.split('.').at(-1)!)) {
      this.note(
        'ddcoterm: The key is set. Leave it out next time and type it: other programs can see the words of a command',
      );
    }
    return 0;
  }
}
