import {once} from 'node:events';
import {hostname, userInfo} from 'node:os';
import {Command, Option} from 'clipanion';
import {BaseCommand} from './base-command.ts';
import {openInBrowser} from './open-in-browser.ts';

export class UiCommand extends BaseCommand {
  static override paths = [['ui']];
  static override usage = Command.Usage({
    category: 'Review',
    description: 'Look at sessions, replays, events and logs in the browser.',
    details: `
      Serves the web app on this machine only (127.0.0.1), prints its address, opens it where there is a display, and runs
      until Ctrl-C. The address signs in one browser, once; run the command again for another one. Where it runs already, the
      second one prints a new address of the first and ends.

      Scripts use the same API under \`/api/v1\`, described by \`/api/v1/openapi.json\`, with a token of
      \`ddcoterm ui token create\`.

      Exit status: 0 when it was ended by Ctrl-C, or runs already; 1 when the port or the store cannot be used; 2 for a command line
      that is not understood.
    `,
    examples: [
      ['Open it', '$0 ui'],
      ['On a server: print the address for a tunnel (ssh -L 7117:127.0.0.1:7117)', '$0 ui --no-open --port 7117'],
    ],
  });

  port = Option.String('--port', {
    description: 'Port to listen on; 0 for any that is free (default: 7117 or one above)',
  });
  staysClosed = Option.Boolean('--no-open', false, {description: 'Only print the address'});

  protected async run(): Promise<number> {
    const {findRunningUi, startUi} = await import('../review/server/run-ui.ts');
    const {parseCount} = await import('../review/list-options.ts');
    const {paths, env} = this.context;
    const port = this.port === undefined ? undefined : parseCount('--port', this.port, 0, 65_535);
    const running = await findRunningUi(paths, port);
    if (running !== null) {
      await this.show(running);
      return 0;
    }
    const {VERSION} = await import('../config/version.ts');
    const {openReadStore} = await import('../review/server/threaded-store.ts');
    const {store, close} = openReadStore(paths, env);
    try {
      // What cannot be read at all is told here, not in the browser.
      await store.version();
      const user = userInfo().username;
      const ui = await startUi({paths, store, version: VERSION, user, host: hostname(), port});
      await this.show(ui.url);
      this.note('It runs until Ctrl-C');
      // What lists are counted by is read while the browser starts. Should that fail, whoever counts is told.
      store.countFacets('logs', {query: null}, ['host'], 1).catch(() => undefined);
      await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
      await ui.close();
      return 0;
    } finally {
      await close();
    }
  }

  private async show(url: string): Promise<void> {
    const {env, paths} = this.context;
    this.print(url);
    if (env.SSH_CONNECTION) this.note(tunnelNote(new URL(url).port, env.SSH_CONNECTION));
    if (!this.staysClosed) await openInBrowser(url, paths.uiPage, env);
  }
}

/** @param connection `SSH_CONNECTION`: addresses and ports of client and server. The port has to be the same at both ends. */
function tunnelNote(port: string, connection: string): string {
  const [, , server = '', sshPort = '22'] = connection.split(' ');
  const options = sshPort === '22' ? '' : `-p ${sshPort} `;
  return `Where the browser is, run this first: ssh ${options}-L ${port}:127.0.0.1:${port} ${userInfo().username}@${server}`;
}
