import {spawn} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {pathToFileURL} from 'node:url';

/**
 * Where nobody sees a browser (no display, or a terminal of another machine) nothing happens.
 *
 * @param url Signs in whoever has it, so it is on no command line, which every user of the machine could read.
 * @param page A file for its owner only; the browser is sent on from there.
 */
export async function openInBrowser(url: string, page: string, env: NodeJS.ProcessEnv): Promise<void> {
  const program = openerOf(env, process.platform);
  if (program === null) return;
  // The address is printed as well: who has no place for the page, or no opener, copies it.
  try {
    await writeFile(page, renderPage(url), {mode: 0o600});
  } catch {
    return;
  }
  const opener = spawn(program, [pathToFileURL(page).href], {env, stdio: 'ignore', detached: true});
  opener.once('error', () => undefined);
  opener.unref();
}

const renderPage = (url: string): string => `<!doctype html><meta http-equiv="refresh" content="0; url=${url}">\n`;

export function openerOf(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  if (platform === 'darwin') return env.SSH_CONNECTION === undefined ? 'open' : null;
  const hasDisplay = Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
  return hasDisplay ? 'xdg-open' : null;
}
