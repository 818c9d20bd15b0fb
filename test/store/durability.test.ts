/**
 * A writer is killed, or runs out of disk, in a process of its own. What failure looks like: entries that were acknowledged
 * are missing afterwards, or the store cannot be opened any more.
 */
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {homePaths} from '../../src/config/home.ts';
import {openStore} from '../../src/store/sqlite-store.ts';
import {makeEvent, makeLog, makeSession} from '../support/records.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
let bundle: string;

beforeAll(() => {
  // Beside node_modules, where the bundle finds the addon.
  const folder = join(__dirname, '../../node_modules/.cache/ddcoterm-test');
  mkdirSync(folder, {recursive: true});
  bundle = join(folder, `store-${process.pid}.mjs`);
  const flags = [
    '--bundle',
    '--format=esm',
    '--platform=node',
    '--external:@photostructure/sqlite',
    '--log-level=error',
  ];
  execFileSync('npx', ['esbuild', 'src/store/sqlite-store.ts', ...flags, `--outfile=${bundle}`]);
});

afterAll(() => rmSync(bundle));

beforeEach(() => {
  sandbox = createSandbox('durability');
});

afterEach(() => sandbox.remove());

/** Writes one batch after the other and prints the number of each that was acknowledged. */
const WRITER = `
  const [bundle, pathsJson, sessionJson, eventJson, logJson, repeat] = process.argv.slice(1);
  const {openStore} = await import(bundle);
  const store = await openStore(JSON.parse(pathsJson), {access: 'write'});
  const session = JSON.parse(sessionJson);
  await store.createSession(session);
  const event = JSON.parse(eventJson);
  const log = JSON.parse(logJson);
  for (let number = 0; ; number++) {
    const events = [{...event, id: 'event-' + number, pid: number}];
    const logs = [{...log, id: 'log-' + number, text: ('word' + number + ' ').repeat(Number(repeat))}];
    try {
      await store.write({sessionId: session.id, events, logs, session: {commandCount: number}});
    } catch (error) {
      console.log(error.code);
      break;
    }
    console.log(number);
  }
  await store.close();`;

function writerArguments(repeat: number): {argv: string[]; sessionId: string} {
  const session = makeSession();
  const records = [homePaths(sandbox.env), session, makeEvent(session), makeLog(session, '')];
  const argv = [
    '--input-type=module',
    '-e',
    WRITER,
    '--',
    bundle,
    ...records.map((record) => JSON.stringify(record)),
    String(repeat),
  ];
  return {argv, sessionId: session.id};
}

async function expectWhole(sessionId: string, acknowledged: number): Promise<void> {
  const store = await openStore(homePaths(sandbox.env), {access: 'write'});
  const {commandCount} = (await store.getSession(sessionId))!;
  // The last batch may have been committed without its acknowledgement coming through; never the other way round.
  expect([acknowledged, acknowledged + 1]).toContain(commandCount);
  const events = await store.listEvents({query: null, limit: 100_000, oldestFirst: true});
  expect(events.items.map(({event}) => event.pid)).toEqual(Array.from({length: commandCount + 1}, (_, index) => index));
  const query = {type: 'text' as const, value: `word${acknowledged}`, quoted: false};
  expect((await store.searchLogs({query, limit: 10})).items.map(({log}) => log.id)).toEqual([`log-${acknowledged}`]);
  await store.close();
}

test.each([3, 40, 150])('after kill -9 behind batch %i everything acknowledged is there', async (killAfter) => {
  const {argv, sessionId} = writerArguments(50);
  const child = spawn(process.execPath, argv, {stdio: ['ignore', 'pipe', 'inherit']});
  let last = -1;
  for await (const line of createInterface({input: child.stdout})) {
    last = Number(line);
    if (last === killAfter) child.kill('SIGKILL');
  }
  expect(last).toBeGreaterThanOrEqual(killAfter);
  await expectWhole(sessionId, last);
});

// The size limit of `ulimit -f` stands in for a full disk.
test('a full disk is told as STORE_FULL, and what was there before stays', async () => {
  const {argv, sessionId} = writerArguments(4000);
  const {stdout} = spawnSync('sh', ['-c', 'ulimit -f 4000; exec "$@"', 'sh', process.execPath, ...argv], {
    encoding: 'utf8',
  });
  const lines = stdout.trim().split('\n');
  expect(lines.at(-1)).toBe('STORE_FULL');
  expect(lines.length).toBeGreaterThan(5);
  await expectWhole(sessionId, Number(lines.at(-2)));
});
