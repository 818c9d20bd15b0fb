/**
 * The web app as somebody uses it: real sessions recorded by an installation, looked at in a real browser. What fails
 * here: a page does not show what was recorded, a recording reaches more than its screen, or somebody cannot use the page.
 */
import {readFileSync, statSync, truncateSync} from 'node:fs';
import type {Browser, BrowserContext, Page} from 'playwright-core';
import {Installation} from '../../support/installation.ts';
import {describeWith} from '../../support/programs.ts';
import {launchBrowser, WatchedPage} from './support/browser.ts';
import {openShell, recordShell, type Script, sessionOf} from './support/record-shell.ts';
import {WebApp} from './support/web-app.ts';

const DESKTOP = {width: 1400, height: 900};
const SECRET = ['ghp', 'abcdefghijklmnopqrstuvwxyz0123456789'].join('_');
const SCRIPT: Script = [
  ['echo the quick brown fox', /^the quick brown fox/m],
  [`printf '\\e[31mred\\e[0m \\e[1;32mgreen\\e[0m ✓\\n'`, /^red green/m],
  ['ls /nonexistent', /No such file/],
  [`printf '\\e]0;<img src=x onerror=alert(1)>\\a<script>alert(2)</script>\\n'`, /^<script>/m],
  [
    `printf '\\e]8;;https://example.com/docs\\e\\\\good link\\e]8;;\\e\\\\ \\e]8;;javascript:alert(3)\\e\\\\bad link\\e]8;;\\e\\\\\\n'`,
    /^good link/m,
  ],
  [`echo token ${SECRET}`, /^token /m],
  ['for i in $(seq 1 300); do echo "row $i of many"; done', /^row 300/m],
  ['sleep 1; echo rested', /^rested/m],
];

// A page waits for half a minute before it says what is missing.
jest.setTimeout(90_000);

describeWith(['chromium', 'bash'], 'the web app', () => {
  let installation: Installation;
  let app: WebApp;
  let browser: Browser;
  let context: BrowserContext;
  let watched: WatchedPage;
  let page: Page;
  let sessionId: string;

  beforeAll(async () => {
    installation = Installation.create(['ls']);
    await recordShell(installation, SCRIPT);
    sessionId = await sessionOf(installation, 'ended');
    [app, browser] = await Promise.all([WebApp.start(installation), launchBrowser()]);
    context = await browser.newContext({viewport: DESKTOP, colorScheme: 'dark'});
    page = await context.newPage();
    watched = new WatchedPage(page);
    await page.goto(app.address);
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    installation?.remove();
  }, 60_000);

  beforeEach(() => {
    watched.complaints.length = 0;
  });

  afterEach(() => {
    expect(watched.complaints).toEqual([]);
  });

  const goTo = (path: string) => page.goto(app.origin + path);
  const replay = (search = '') => goTo(`/sessions/${sessionId}${search}`);
  const screenShows = (text: string, isThere = true) => watched.untilScreen(text, isThere);
  const screenChanges = async (before: string) => {
    while ((await watched.screenText()) === before) await page.waitForTimeout(50);
  };
  const ready = () => page.waitForSelector('.stage[aria-busy=false]');

  test('lists sessions, and narrows them by facets and by a query', async () => {
    await goTo('/sessions');
    await page.getByRole('button', {name: /^bash/}).first().click();
    await page.waitForURL(/query=.*bash/);
    await watched.until(
      `[...document.querySelectorAll('.session-row')].every((row) => row.textContent.includes('bash'))`,
    );

    await page.getByRole('textbox', {name: 'Query of sessions'}).fill('@command:(');
    await page.keyboard.press('Enter');
    const mistake = page.getByRole('alert');
    await mistake.waitFor();
    expect(await mistake.textContent()).toMatch(/^@command:\(\n +\^/);
  });

  test('narrows the time by a brush over the histogram, and keeps a view', async () => {
    await goTo('/sessions');
    await page.locator('.histogram-plot .bar').first().waitFor({state: 'attached'});
    const plot = await page.locator('.histogram-plot').boundingBox();
    await page.mouse.move(plot!.x + 2, plot!.y + 30);
    await page.mouse.down();
    await page.mouse.move(plot!.x + plot!.width * 0.6, plot!.y + 30, {steps: 4});
    await page.mouse.up();
    await page.waitForURL(/from=\d+&to=\d+/);
    const {search} = new URL(page.url());

    await page.getByRole('button', {name: 'Views'}).click();
    const name = `Morning ${Date.now()}`;
    await page.getByRole('textbox', {name: 'Name of this view'}).fill(name);
    await page.keyboard.press('Enter');
    await page.getByRole('link', {name}).waitFor();
    await goTo('/sessions');
    await page.getByRole('button', {name: 'Views'}).click();
    await page.getByRole('link', {name}).click();
    await page.waitForURL((url) => url.search === search);
  });

  test('plays a recording to its end', async () => {
    await replay();
    await page.selectOption('.speed select', '16');
    await page.locator('.big-play').click();
    await page.getByRole('button', {name: 'Play again (k)'}).waitFor();
    expect(await watched.screenText()).toContain('rested');
  });

  test('is moved by the keys of video players', async () => {
    await replay();
    await ready();
    await page.keyboard.press('5');
    await watched.until(`Math.abs(parseFloat(document.querySelector('.seek-fill').style.width) - 50) < 1`);
    await page.keyboard.press('End');
    await screenShows('rested');
    await page.keyboard.press('0');
    await screenShows('rested', false);
    await page.keyboard.press('End');
    await screenShows('rested');
    await page.keyboard.press('[');
    await ready();
    const before = await watched.screenText();
    await page.keyboard.press('.');
    await screenChanges(before);
    await page.keyboard.press(',');
    await screenShows(before.trim().split('\n').at(-1)!);
    await page.keyboard.press('?');
    await page.getByRole('dialog', {name: 'Keys'}).waitFor();
  });

  test('jumps to a command, and says in the address where it is', async () => {
    await replay();
    await page.getByRole('button', {name: /ls \/nonexistent/}).click();
    await page.waitForURL(/[?&]t=[\d.]+/);
    const shared = page.url();
    expect(await page.locator('.mark-failed').count()).toBeGreaterThan(0);

    // A colleague opens the same moment.
    const other = await browser.newContext();
    const theirs = new WatchedPage(await other.newPage());
    await theirs.page.goto(app.createAddress());
    await theirs.page.goto(shared);
    await theirs.untilScreen('red green');
    expect(await theirs.screenText()).not.toContain('good link');
    expect(theirs.complaints).toEqual([]);
    await other.close();
  });

  test('finds text inside, with hits on the seek bar', async () => {
    await replay();
    await ready();
    await page.keyboard.press('/');
    await page.keyboard.type('"quick brown"');
    await page.locator('.hit-row').first().waitFor();
    expect(await page.locator('.hit-row mark').first().textContent()).toBe('quick brown');
    expect(await page.locator('.mark-hit').count()).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await screenShows('the quick brown fox');
    await watched.screenshot('find-dark');
  });

  test('keeps transcript, details and audit beside the player', async () => {
    await replay('?tab=transcript');
    await page.locator('.transcript .line', {hasText: 'row 42 of many'}).click();
    await screenShows('row 42 of many');
    await page.getByRole('tab', {name: /Redactions/}).click();
    await page.locator('.redactions .moment').first().waitFor();
    await page.getByRole('tab', {name: 'Details'}).click();
    await page.getByText(sessionId).waitFor();
    expect(await page.content()).not.toContain(SECRET);
  });

  test('shows a preview over the seek bar', async () => {
    await replay();
    await ready();
    const bar = await page.locator('.seek-bar').boundingBox();
    await page.mouse.move(bar!.x + bar!.width - 2, bar!.y + 15);
    await watched.until(`document.querySelector('.preview .screen')?.textContent.includes('rested')`);
  });

  test('lets nothing of a recording reach the page', async () => {
    await replay();
    await ready();
    await page.keyboard.press('End');
    await screenShows('rested');
    expect(await page.title()).toBe('Replay · ddcoterm');
    await page.getByRole('button', {name: /good link/}).click();
    await page.keyboard.press(']');
    await screenShows('good link');

    await page.locator('.screen .link', {hasText: 'bad link'}).click();
    await page.getByText('javascript:alert(3)', {exact: true}).waitFor();
    expect(await page.getByRole('button', {name: /Open/}).count()).toBe(0);
    await page.keyboard.press('Escape');

    await page.locator('.screen .link', {hasText: 'good link'}).click();
    await page.getByText('https://example.com/docs', {exact: true}).waitFor();
    await page.getByRole('button', {name: 'Stay here'}).click();
    expect(context.pages()).toHaveLength(1);
  });

  test('shows events, one in detail, and the way to its moment', async () => {
    await goTo('/events?query=status%3Aerror');
    await page.locator('.event-row').first().click();
    const detail = page.getByRole('dialog', {name: 'Event'});
    await detail.getByText('Exit status', {exact: true}).waitFor();
    await detail.getByRole('heading', {name: 'Parents and children'}).waitFor();
    const url = page.url();
    expect(url).toMatch(/event=/);
    await watched.screenshot('event-dark');
    await detail.getByRole('link', {name: 'Watch this moment'}).click();
    await screenShows('ls /nonexistent');

    await page.goto(url);
    await page.getByRole('dialog', {name: 'Event'}).getByText('Exit status', {exact: true}).waitFor();
  });

  test('searches logs, marks the hits, and leads to their moment', async () => {
    await goTo(`/logs?query=${encodeURIComponent(`"row 150" @session:${sessionId}`)}`);
    await page.locator('.log-entry').first().waitFor();
    expect(await page.locator('.log-entry mark').first().textContent()).toBe('row 150');
    expect(await page.locator('.log-text .line').count()).toBeLessThan(20);
    await page.locator('.log-entry').getByRole('link', {name: 'Watch', exact: true}).click();
    await screenShows('row 150 of many');
  });

  test('follows a live session, rewinds meanwhile, and comes back', async () => {
    const shell = await openShell(installation);
    const live = await sessionOf(installation, 'live');
    try {
      await goTo(`/sessions/${live}`);
      await page.getByRole('button', {name: 'Live', exact: true}).waitFor();
      shell.write('echo now-$((20+3))\r');
      await shell.waitFor('now-23');
      await screenShows('now-23');

      await page.keyboard.press('0');
      await screenShows('now-23', false);
      shell.write('echo later-$((40+1))\r');
      await shell.waitFor('later-41');
      await page.getByRole('button', {name: 'Go live'}).click();
      await screenShows('later-41');
      await watched.screenshot('live-dark');
      shell.write('exit\r');
      await shell.waitForExit();
      await page.getByRole('button', {name: /Live/}).waitFor({state: 'detached'});
      expect(await watched.screenText()).toContain('later-41');
    } finally {
      await shell.close();
    }
  });

  test('says why nothing comes of a live session, and goes on with the next server', async () => {
    const shell = await openShell(installation);
    const live = await sessionOf(installation, 'live');
    const {port} = new URL(app.origin);
    try {
      await goTo(`/sessions/${live}`);
      await ready();
      await app.stop();
      await page.getByText('The server does not answer').waitFor();
      shell.write('echo meanwhile-$((50+2))\r');
      await shell.waitFor('meanwhile-52');

      app = await WebApp.start(installation, Number(port));
      await page.getByText('This browser is not signed in').waitFor();
      const other = await context.newPage();
      await other.goto(app.address);
      await other.close();
      await screenShows('meanwhile-52');
      await page.locator('.stage-message').waitFor({state: 'detached'});
    } finally {
      shell.write('exit\r');
      await shell.waitForExit();
      await shell.close();
    }
  });

  test('shows what is left of a recording that was cut, and says so beside the screen', async () => {
    // What comes a second later is a part of its own.
    await recordShell(installation, [
      ['echo kept-$((30+3))', /^kept-33/m],
      ['sleep 1.5; echo lost-$((30+4))', /^lost-34/m],
    ]);
    const {id, recordingFile} = installation.json<{id: string; recordingFile: string}>('show', 'last');
    truncateSync(recordingFile, statSync(recordingFile).size - 30);
    await goTo(`/sessions/${id}?t=9999`);
    await screenShows('kept-33');
    const note = await page.getByText('A part of this recording is damaged and left out.').boundingBox();
    const screen = await page.locator('.stage-screen').boundingBox();
    expect(note!.y).toBeGreaterThanOrEqual(screen!.y + screen!.height);
  });

  test('hands out a recording that players read', async () => {
    await replay();
    const download = page.waitForEvent('download');
    await page.getByRole('link', {name: 'Download as asciicast'}).click();
    expect((await download).suggestedFilename()).toBe(`${sessionId}.cast`);
    const [header] = readFileSync(await (await download).path(), 'utf8').split('\n');
    expect(JSON.parse(header!)).toMatchObject({version: 2});
  });

  test('tails logs', async () => {
    await goTo('/logs?live=1');
    await page.getByText('What is recorded now appears here').waitFor();
    await recordShell(installation, [['echo tailed-$((4+4))', /^tailed-8/m]]);
    await page.locator('.log-entry', {hasText: 'tailed-8'}).waitFor();
  });

  const PAGES: [name: string, path: () => string, shown: string][] = [
    ['sessions', () => '/sessions', '.session-row'],
    ['replay', () => `/sessions/${sessionId}?t=3`, '.command-row'],
    ['transcript', () => `/sessions/${sessionId}?t=4&tab=transcript`, '.transcript .line'],
    ['details', () => `/sessions/${sessionId}?t=4&tab=details`, '.details dd'],
    ['events', () => '/events', '.event-row'],
    ['logs', () => '/logs?query=row', '.log-entry mark'],
    ['approvals', () => '/approvals', '.notice, .approval'],
    ['nothing', () => '/logs?query=nowhere_to_be_found', '.notice'],
  ];

  test.each(PAGES)(
    '%s has no barriers in dark and light, fits a phone, and twice the size',
    async (name, path, shown) => {
      try {
        await goTo(path());
        await page.locator(shown).first().waitFor();
        await watched.untilStill();
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({colorScheme});
          await watched.screenshot(`${name}-${colorScheme}`);
          expect([colorScheme, await watched.findBarriers()]).toEqual([colorScheme, []]);
        }
        // 640 pixels are what is left of 1280 at 200 %.
        for (const width of [640, 390]) {
          await page.setViewportSize({width, height: 844});
          await page.locator(shown).first().waitFor({state: 'attached'});
          await watched.until(`document.documentElement.scrollWidth <= ${width}`);
          await watched.screenshot(`${name}-${width}`);
          expect([width, await watched.findBarriers()]).toEqual([width, []]);
        }
      } finally {
        await page.setViewportSize(DESKTOP);
      }
    },
  );
});
