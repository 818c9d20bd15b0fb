/**
 * The web app in Chromium, as somebody meets it with much in the store: DDCOTERM_BENCH_SESSIONS (default 100000) sessions and
 * one recording of a day with DDCOTERM_BENCH_MB (default 500) megabytes of output. Needs chromium.
 */
import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {fillHome} from './support/web-store.mjs';

const SESSIONS = Number(process.env.DDCOTERM_BENCH_SESSIONS ?? 100_000);
const DAY_MEGABYTES = Number(process.env.DDCOTERM_BENCH_MB ?? 500);
const VISITS = 7;
const SEEKS = 60;
const SCROLL_FRAMES = 180;
const PLAY_SECONDS = 8;

/** From the press to the picture: busy is over and drawn. */
const WATCH_SEEKS = `(() => {
  window.seeks = [];
  let pressedAtMs = null;
  const stage = document.querySelector('.stage');
  document.addEventListener('pointerdown', () => { pressedAtMs = performance.now(); }, {capture: true});
  new MutationObserver(() => {
    if (pressedAtMs === null || stage.getAttribute('aria-busy') !== 'false') return;
    const startMs = pressedAtMs;
    pressedAtMs = null;
    requestAnimationFrame(() => window.seeks.push(performance.now() - startMs));
  }).observe(stage, {attributes: true, attributeFilter: ['aria-busy']});
})()`;

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = findChromium();
if (program === null) {
  console.log('Not measured: there is no chromium on PATH');
  process.exit(0);
}
if (!existsSync(join(root, 'dist/web/index.html')))
  spawnSync('node', ['esbuild.config.mjs'], {cwd: root, stdio: 'inherit'});

const home = mkdtempSync(join(tmpdir(), 'ddcoterm-bench-web-'));
const env = {...process.env, HOME: home, DDCOTERM_HOME: home};
let server = null;
let browser = null;
try {
  const startedAtMs = Date.now();
  const dayId = await fillHome(home, {sessions: SESSIONS, dayMegabytes: DAY_MEGABYTES});
  console.log(
    `${SESSIONS} sessions and a day with ${DAY_MEGABYTES} MB of output, written in ${seconds(Date.now() - startedAtMs)} s\n`,
  );
  server = spawn(process.execPath, [join(root, 'dist/ddcoterm.mjs'), 'ui', '--no-open', '--port', '0'], {env});
  const address = await readAddress(server);
  browser = await chromium.launch({
    executablePath: program,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  });
  const context = await browser.newContext({viewport: {width: 1400, height: 900}});
  await measure(context, address, dayId);
} finally {
  await browser?.close();
  await stop(server);
  rmSync(home, {recursive: true, force: true});
}

async function measure(context, address, dayId) {
  const {origin} = new URL(address);
  const first = await context.newPage();
  report('first view after the start, sessions', [await timeVisit(first, address, '.session-row')], 1000);
  await first.close();

  report(
    `first view, sessions (${VISITS} visits)`,
    await timeVisits(context, `${origin}/sessions`, '.session-row'),
    1000,
  );
  const replay = `${origin}/sessions/${dayId}`;
  report(
    `a day's replay opened (${VISITS} visits)`,
    await timeVisits(context, replay, '.stage[aria-busy=false]'),
    1000,
  );

  await measureList(context, `${origin}/sessions`);
  await measureReplay(context, replay);
}

async function measureList(context, href) {
  const page = await context.newPage();
  await timeVisit(page, href, '.session-row');
  await untilCounted(page);
  const frames = await page.evaluate(scrollScript(SCROLL_FRAMES));
  report('a frame while scrolling through the sessions', frames, null);
  const jumps = [];
  for (const share of [0.5, 0.9, 0.25, 0.75, 0.1]) jumps.push(await page.evaluate(jumpScript(share)));
  report('jump into the list until its rows are there', jumps, null);
  await page.close();
}

async function measureReplay(context, href) {
  const page = await context.newPage();
  await timeVisit(page, href, '.stage[aria-busy=false]');
  const bar = await page.locator('.seek-bar').boundingBox();
  await page.evaluate(WATCH_SEEKS);
  for (let seek = 0; seek < SEEKS; seek++) {
    const share = ((seek * 7919) % SEEKS) / SEEKS;
    const before = await page.evaluate('window.seeks.length');
    await page.mouse.click(bar.x + 2 + share * (bar.width - 4), bar.y + bar.height / 2);
    await until(page, `window.seeks.length > ${before}`);
  }
  report(`seek in the page (${SEEKS}, all over the day)`, await page.evaluate('window.seeks'), 200);
  await reportMemory(page, 'after the seeks');
  await page.selectOption('.speed select', '16');
  await page.keyboard.press('0');
  await page.keyboard.press('k');
  await page.waitForTimeout(PLAY_SECONDS * 1000);
  await reportMemory(page, `after ${PLAY_SECONDS} s at 16×`);
  await page.close();
}

/** Garbage is collected first: what counts is what is held. */
async function reportMemory(page, when) {
  const client = await page.context().newCDPSession(page);
  await client.send('HeapProfiler.collectGarbage');
  const {usedSize, backingStorageSize = 0} = await client.send('Runtime.getHeapUsage');
  const browserClient = await page.context().browser().newBrowserCDPSession();
  const {processInfo} = await browserClient.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({type}) => type === 'renderer').map(({id}) => privateMegabytes(id));
  const heap = (usedSize + backingStorageSize) / 1e6;
  line(
    `memory of the page ${when}`,
    `${heap.toFixed(0)} MB held, ${Math.max(...renderers).toFixed(0)} MB private`,
    '200 MB',
  );
}

function privateMegabytes(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/Private_Dirty:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1000;
}

function scrollScript(frames) {
  return `new Promise((resolve) => {
  const list = document.querySelector('.virtual-rows');
  const times = [];
  let last = performance.now();
  const step = (now) => {
    times.push(now - last);
    last = now;
    list.scrollTop += 240;
    if (times.length < ${frames}) requestAnimationFrame(step);
    else resolve(times.slice(1));
  };
  requestAnimationFrame(step);
})`;
}

function jumpScript(share) {
  return `new Promise((resolve) => {
  const list = document.querySelector('.virtual-rows');
  const startMs = performance.now();
  list.scrollTop = list.scrollHeight * ${share};
  const look = () => {
    const isThere = list.querySelector('.session-row') !== null && list.querySelector('.row-placeholder') === null;
    if (isThere) resolve(performance.now() - startMs);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(() => requestAnimationFrame(look));
})`;
}

/** How many there are is known only when all are counted. */
function untilCounted(page) {
  return until(page, `/[1-9]/.test(document.querySelector('.list-count [role=status]').textContent)`);
}

async function timeVisits(context, href, selector) {
  const times = [];
  for (let visit = 0; visit < VISITS; visit++) {
    const page = await context.newPage();
    times.push(await timeVisit(page, href, selector));
    await page.close();
  }
  return times;
}

async function timeVisit(page, href, selector) {
  const startMs = performance.now();
  await page.goto(href, {waitUntil: 'commit'});
  await page.waitForSelector(selector, {timeout: 120_000});
  return performance.now() - startMs;
}

/** playwright's own `waitForFunction` evaluates text inside of the page, which the content policy forbids. */
async function until(page, expression) {
  const deadlineMs = Date.now() + 60_000;
  while (!(await page.evaluate(expression))) {
    if (Date.now() > deadlineMs) throw new Error(`Waited a minute for ${expression}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function report(what, timesMs, barMs) {
  const sorted = [...timesMs].sort((a, b) => a - b);
  const at = (share) => `${sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(0)} ms`;
  const figures = sorted.length === 1 ? at(0) : `p50 ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)}`;
  line(what, figures, barMs === null ? '' : `${barMs} ms`);
}

function line(what, figures, bar) {
  console.log(`${what.padEnd(52)} ${figures.padEnd(42)} ${bar === '' ? '' : `bar ${bar}`}`.trimEnd());
}

function readAddress(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk) => {
      output += chunk.toString('utf8');
      const [address] = /http:\/\/\S+(?=\n)/.exec(output) ?? [];
      if (address !== undefined) resolve(address);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (status) => reject(new Error(`ddcoterm ui ended with ${status}: ${output}`)));
  });
}

async function stop(child) {
  if (child === null || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await ended;
}

function findChromium() {
  const {status, stdout} = spawnSync('sh', ['-c', 'command -v chromium || command -v google-chrome'], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : null;
}

function seconds(ms) {
  return (ms / 1000).toFixed(0);
}
