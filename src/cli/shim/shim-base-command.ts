import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {ShimChanges, ShimContext} from '../../../installer/shim-folder.ts';
import {createPalette} from '../ansi.ts';
import {BaseCommand} from '../base-command.ts';

/** What the commands that change shims have in common. */
export abstract class ShimBaseCommand extends BaseCommand {
  protected async shims(): Promise<ShimContext> {
    const {createShimContext} = await import('./shim-context.ts');
    return createShimContext(this.context);
  }

  protected async listShims(json: boolean): Promise<number> {
    const {listShims} = await import('../../../installer/shim-folder.ts');
    const {whichShim} = await import('../../../installer/shim-doctor.ts');
    const {renderShimList} = await import('./render-list.ts');
    const rows = listShims(await this.shims()).map(({name, file, header, fresh}) => {
      const {runs, real} = whichShim(name, this.context);
      return {name, file, version: header.version, fresh, effective: runs === 'shim', real};
    });
    if (json) this.printJson(rows);
    else if (rows.length === 0) this.note('There are no shims yet. Run "ddcoterm shim add NAME"');
    else this.print(renderShimList(rows, createPalette(this.context.color)));
    return 0;
  }

  /** Makes the shims and brings `shims:` of config.yaml in step. */
  protected async addShims(names: readonly string[]): Promise<number> {
    const {addShims} = await import('../../../installer/shim-folder.ts');
    const {addShimsToConfig} = await import('../../config/write.ts');
    const changes = addShims(names, await this.shims());
    await this.report(changes);
    addShimsToConfig(this.context.paths, names);
    await this.noteMissing(names);
    return 0;
  }

  protected async report(changes: ShimChanges): Promise<void> {
    const {renderChanges} = await import('./print-changes.ts');
    const {effectNotes} = await import('./effect-notes.ts');
    const {paths, env} = this.context;
    this.print(renderChanges(changes));
    const hasHost = existsSync(join(paths.bin, 'ddcoterm-host'));
    const notes = effectNotes(changes.added, {overrides: paths.overrides, path: env.PATH, shell: env.SHELL, hasHost});
    for (const line of notes) this.note(line);
  }

  private async noteMissing(names: readonly string[]): Promise<void> {
    const {findExecutables} = await import('../find-executable.ts');
    for (const name of names) {
      if ((await findExecutables(name, this.context)).length > 0) continue;
      this.note(`There is no "${name}" on PATH yet: until there is, its shim says "command not found"`);
    }
  }
}
