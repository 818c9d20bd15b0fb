import {existsSync} from 'node:fs';
import {isDeepStrictEqual} from 'node:util';
import {Command, Option} from 'clipanion';
import {createPalette} from '../ansi.ts';
import {ShimBaseCommand} from '../shim/shim-base-command.ts';

export class InitCommand extends ShimBaseCommand {
  static override paths = [['init']];
  static override usage = Command.Usage({
    category: 'Set-up',
    description: 'Ask for the settings and write config.yaml, with a comment for each.',
    details: `
      Where there is a config.yaml already, its values are what Enter chooses, and only what you change is changed in it.
      Without a terminal, and with --yes, nothing is asked: defaults are written where there is no file, and a file that is
      there stays as it is, unless --force replaces it.

      Exit status: 0; 1 when it was broken off or the file cannot be written: nothing is changed then.
    `,
    examples: [
      ['Set up', '$0 init'],
      ['In a script', '$0 init --yes --shims kubectl,psql'],
      ['Begin anew', '$0 init --force'],
    ],
  });

  yes = Option.Boolean('--yes,-y', false, {description: 'Ask nothing'});
  force = Option.Boolean('--force', false, {description: 'Begin with the defaults, also where there is a file'});
  names = Option.String('--shims', {description: 'Commands to record, with commas between'});

  protected async run(): Promise<number> {
    const {isTty} = this.context;
    return isTty.stdin && isTty.stdout && !this.yes ? this.interview() : this.takeDefaults();
  }

  private async takeDefaults(): Promise<number> {
    const {paths} = this.context;
    if (existsSync(paths.config) && !this.force) {
      this.print(`There is a "${paths.config}" already: it stays as it is`);
      return 0;
    }
    await this.writeAnew(new Map(this.names === undefined ? [] : [['shims', await this.parsedNames()]]));
    this.note('Run "ddcoterm shim sync" to make the shims of its list');
    return 0;
  }

  private async interview(): Promise<number> {
    const {openDialogue} = await import('./ask.ts');
    const {initQuestions} = await import('./questions.ts');
    const {findKnownCommands} = await import('./known-commands.ts');
    const {DEFAULT_CONFIG} = await import('../../config/config.ts');
    const {checkEditable} = await import('../../config/write.ts');
    const {paths} = this.context;
    const isNew = this.force || !existsSync(paths.config);
    if (!isNew) checkEditable(paths);
    const current = isNew ? DEFAULT_CONFIG : await this.context.config();
    const found = this.names?.split(',') ?? (await findKnownCommands(this.context));
    const dialogue = openDialogue(this.context, createPalette(this.context.color));
    try {
      this.print(`Settings of ddcoterm, kept in ${paths.config}. Enter takes what stands in brackets.`);
      const answers = await dialogue.askAll(initQuestions(current, found));
      if (isNew) await this.writeAnew(answers);
      else await this.writeChanges(answers);
      if (await dialogue.confirm('Make the shims now?')) await this.syncNow(answers.get('shims') as string[]);
    } finally {
      dialogue.close();
    }
    return 0;
  }

  private async parsedNames(): Promise<unknown> {
    const {parseSettingText} = await import('../../config/setting-text.ts');
    const {settingText} = await import('./questions.ts');
    return parseSettingText('shims', settingText('shims', this.names ?? ''));
  }

  private async writeAnew(chosen: ReadonlyMap<string, unknown>): Promise<void> {
    const {renderConfigTemplate} = await import('../../config/template.ts');
    const {finalTarget, writeConfigFile} = await import('../../config/write.ts');
    const {paths} = this.context;
    writeConfigFile(finalTarget(paths.config), renderConfigTemplate(chosen));
    this.print(`Wrote ${paths.config}`);
  }

  private async writeChanges(answers: ReadonlyMap<string, unknown>): Promise<void> {
    const {setConfigValue} = await import('../../config/write.ts');
    const {SETTINGS} = await import('../../config/settings.ts');
    const current = await this.context.config();
    const changed = [...answers].filter(([key, value]) => {
      const before = SETTINGS.find((setting) => setting.key === key)?.read(current);
      return !isDeepStrictEqual(before, value) && String(before) !== String(value);
    });
    for (const [key, value] of changed) setConfigValue(this.context.paths, key, value);
    this.print(changed.length === 0 ? 'Nothing to change' : `Changed ${changed.map(([key]) => key).join(', ')}`);
  }

  private async syncNow(names: readonly string[]): Promise<void> {
    const {syncShims} = await import('../../../installer/shim-folder.ts');
    await this.report(syncShims(names, await this.shims()));
  }
}
