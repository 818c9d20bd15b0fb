/**
 * `export --format html`: one file that somebody opens years later, on a machine without a network. What fails here: the page
 * needs something that is not in it, or what was recorded becomes more than text.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import type {Browser, BrowserContext} from 'playwright-core';
import {Installation} from '../../support/installation.ts';
import {describeWith} from '../../support/programs.ts';
import {launchBrowser, WatchedPage} from './support/browser.ts';
import {recordShell, sessionOf} from './support/record-shell.ts';

const TITLE = `'"><script>document.title=1</script>`;

// A page waits for half a minute before it says what is missing.
jest.setTimeout(90_000);

describeWith(['chromium', 'bash'], 'the exported page', () => {
  let installation: Installation;
  let browser: Browser;
  let context: BrowserContext;
  let watched: WatchedPage;
  let file: string;
  const requests: string[] = [];

  beforeAll(async () => {
    installation = Installation.create(['ls']);
    await recordShell(installation, [
      ['echo the quick brown fox', /^the quick brown fox/m],
      [
        `printf '</script><script>document.title="taken"</script><!-- \\e]0;${TITLE.replaceAll("'", '')}\\a\\n'`,
        /^<\/script>/m,
      ],
      ['for i in $(seq 1 300); do echo "row $i of many"; done', /^row 300/m],
      ['ls /nonexistent', /No such file/],
    ]);
    const id = await sessionOf(installation, 'ended');
    file = join(installation.sandbox.home, 'session & more.html');
    const {status, stderr} = installation.run('export', id, '--format', 'html', '-o', file);
    expect([status, stderr]).toEqual([0, '']);
    browser = await launchBrowser();
    context = await browser.newContext({viewport: {width: 1400, height: 900}, colorScheme: 'light', offline: true});
    watched = new WatchedPage(await context.newPage());
    watched.page.on('request', (request) => requests.push(request.url()));
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    installation?.remove();
  }, 60_000);

  afterEach(() => {
    expect(watched.complaints.splice(0)).toEqual([]);
  });

  const open = async (hash = '') => {
    await watched.page.goto('about:blank');
    await watched.page.goto(pathToFileURL(file).href + hash);
    await watched.page.locator('.stage[aria-busy=false]').waitFor();
  };

  test('plays, and shows commands and transcript, with nothing but itself', async () => {
    const {page} = watched;
    await open();
    await page.selectOption('.speed select', '16');
    await page.locator('.big-play').click();
    await page.getByRole('button', {name: 'Play again (k)'}).waitFor();
    await watched.untilScreen('No such file');
    expect(await page.locator('.command-row', {hasText: 'ls /nonexistent'}).textContent()).toContain('2');
    await page.getByRole('tab', {name: 'Transcript'}).click();
    await page.locator('.transcript .line', {hasText: /^row 42 of many/}).click();
    await watched.untilScreen('row 42 of many');
    await watched.screenshot('exported-light');
    expect(await watched.findBarriers()).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('file:') && url !== 'about:blank')).toEqual([]);
  });

  test('finds text, and an address leads to the moment', async () => {
    const {page} = watched;
    await open();
    await page.getByRole('searchbox', {name: 'Search in this recording'}).fill('"row 150"');
    await page.locator('.hit-row').first().click();
    await watched.untilScreen('row 150 of many');
    await page.waitForURL(/#.*line=row\+150/);
    const {hash} = new URL(page.url());
    await open(hash);
    await watched.untilScreen('row 150 of many');
    await watched.untilScreen('row 300 of many', false);
  });

  test('keeps what was recorded as text', async () => {
    const {page} = watched;
    await open('#tab=transcript');
    await page.locator('.transcript .line', {hasText: '</script><script>'}).waitFor();
    expect(await page.title()).toMatch(/ddcoterm$/);
    expect(readFileSync(file, 'utf8')).not.toContain('taken');
    expect(await page.locator('script:not([data-part])').count()).toBe(1);
  });

  test('runs no script that somebody adds', async () => {
    const {page} = watched;
    const changed = join(installation.sandbox.home, 'changed.html');
    writeFileSync(
      changed,
      readFileSync(file, 'utf8').replace('</body>', '<script>document.title="taken"</script></body>'),
    );
    await page.goto(pathToFileURL(changed).href);
    await page.locator('.command-row').first().waitFor();
    expect(await page.title()).not.toBe('taken');
    expect(watched.complaints.splice(0).join()).toMatch(/Content Security Policy/);
  });

  test('fits a phone', async () => {
    const {page} = watched;
    await open();
    await page.setViewportSize({width: 390, height: 844});
    await watched.until('document.documentElement.scrollWidth <= 390');
    await watched.screenshot('exported-390');
  });
});
