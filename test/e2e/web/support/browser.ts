/** Debian's Chromium, driven by playwright-core, which downloads nothing. */
import {mkdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join, resolve} from 'node:path';
import {type Browser, chromium, type Page} from 'playwright-core';
import {findProgram} from '../../../support/programs.ts';

/** Kept after the tests; git ignores it. */
const ARTEFACTS = resolve(__dirname, '../../../artefacts');
const AXE = createRequire(__filename).resolve('axe-core/axe.min.js');

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findProgram('chromium')!,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A page, and everything that a page must never say: scripts that failed, and what the content policy refused. */
export class WatchedPage {
  readonly complaints: string[] = [];

  constructor(readonly page: Page) {
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => this.complaints.push(`error: ${error.message}`));
    page.on('console', (message) => {
      // Chromium tells refused requests there, too; those are for the page to handle.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.complaints.push(message.text());
    });
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /**
   * Waits until the expression is true. playwright's own `waitForFunction` evaluates text inside of the page, which the content
   * policy forbids.
   *
   * @throws {Error} It did not become true in time.
   */
  async until(expression: string, timeoutMs = 30_000): Promise<void> {
    const deadlineMs = Date.now() + timeoutMs;
    while (!(await this.page.evaluate<boolean>(expression))) {
      if (Date.now() > deadlineMs) throw new Error(`Waited ${timeoutMs} ms for ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Waits until nothing is on its way any more. */
  untilStill(): Promise<void> {
    return this.until(`!document.querySelector('.loading, [aria-busy=true]')`);
  }

  /** The rows of the terminal that is replayed. */
  async screenText(): Promise<string> {
    const rows = await this.page.locator('.stage .screen-row').allTextContents();
    return rows.join('\n').trimEnd();
  }

  /** Waits until the terminal shows, or does not show, what it must. */
  async untilScreen(text: string, isThere = true): Promise<void> {
    const rows = `[...document.querySelectorAll('.stage .screen-row')].map((row) => row.textContent).join('\\n')`;
    await this.until(
      `document.querySelector('.stage') !== null && ${rows}.includes(${JSON.stringify(text)}) === ${isThere}`,
    );
  }

  /** @returns Rules of axe that are broken in a serious or critical way, with an example each. */
  async findBarriers(): Promise<string[]> {
    await this.page.evaluate(readFileSync(AXE, 'utf8'));
    const found = await this.page.evaluate<{id: string; impact: string; nodes: {html: string}[]}[]>(
      'axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => violations)',
    );
    return found
      .filter(({impact}) => impact === 'serious' || impact === 'critical')
      .map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html.slice(0, 160)).join('  ')}`);
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(ARTEFACTS, {recursive: true});
    await this.page.screenshot({path: join(ARTEFACTS, `${name}.png`)});
  }
}
