/** The uploader in this process, between a real store and an intake. */

import {homePaths} from '../../src/config/home.ts';
import {SecretText} from '../../src/config/secret-text.ts';
import {parseQuery} from '../../src/review/query/parse.ts';
import type {EventRecord} from '../../src/store/records.ts';
import {openStore} from '../../src/store/sqlite-store.ts';
import type {Store} from '../../src/store/store.ts';
import type {Destination} from '../../src/upload/destination.ts';
import {compatRoutes, datadogLikeRoutes} from '../../src/upload/routes.ts';
import {Uploader} from '../../src/upload/uploader.ts';
import {findFreePort} from '../support/free-port.ts';
import {makeEvent, makeLog, makeSession} from '../support/records.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';
import {type Fault, INTAKE_KEY, Intake, type IntakeOptions} from './intake/intake.ts';

let sandbox: Sandbox;
const DAY_MS = 24 * 60 * 60 * 1000;

let store: Store;
let uploader: Uploader;
let intakes: Intake[];
let pauses: [name: string, reason: string][];
let errors: unknown[];
/** Of the uploader's clock, as after a laptop slept. */
let aheadMs: number;

beforeEach(async () => {
  sandbox = createSandbox('uploader');
  store = await openStore(homePaths(sandbox.env), {access: 'write'});
  [intakes, pauses, errors, aheadMs] = [[], [], [], 0];
  uploader = createUploader();
});

afterEach(async () => {
  await uploader.close();
  for (const intake of intakes) await intake.stop();
  await store.close();
  sandbox.remove();
  expect(errors).toEqual([]);
});

const createUploader = () =>
  new Uploader({
    ...{outbox: store.outbox, now: () => Date.now() + aheadMs, random: () => 0},
    onPause: (name, reason) => pauses.push([name, reason]),
    onIdle: () => undefined,
    onError: (_what, error) => errors.push(error),
  });

const openIntake = async (options: IntakeOptions = {}) => {
  const intake = await Intake.start(options);
  intakes.push(intake);
  return intake;
};

const destinationOf = ({url}: Intake, fields: Partial<Destination> = {}): Destination => ({
  name: 'main',
  routes: datadogLikeRoutes(url),
  kinds: ['log'],
  filter: null,
  render: {format: 'datadog', tags: {}, replayUrl: 'http://127.0.0.1:7117', eventSource: 'coterm_process_info'},
  apiKey: new SecretText(INTAKE_KEY),
  keySource: 'config.yaml',
  ...{proxy: null, caFile: null, env: {}},
  ...fields,
});

const begin = async (...destinations: Destination[]) => {
  store.outbox.subscribe(
    destinations.map(({name, kinds}) => ({destination: name, kinds})),
    () => uploader.wake(),
  );
  await uploader.configure(destinations);
};

/** One command each, all in one session. */
const record = async (names: readonly string[], text = 'output', fields: Partial<EventRecord> = {}) => {
  const session = makeSession({startedAtMs: Date.now() - 10_000});
  await store.createSession(session);
  const events = names.map((name) => makeEvent(session, {name, ...fields}));
  await store.write({sessionId: session.id, events, logs: events.map(({id}) => makeLog(session, text, {eventId: id}))});
  return events;
};

const numbered = (count: number) => Array.from({length: count}, (_, index) => `cmd${index}`);

async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadlineMs = Date.now() + 15_000;
  while (!(await isSo())) {
    if (Date.now() > deadlineMs) throw new Error(`Waited for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const waiting = async (name = 'main') => {
  const [status] = (await store.outbox.listDestinations([name])).filter((found) => found.name === name);
  return status!.waiting.logs + status!.waiting.events;
};

const drained = () => until(async () => (await waiting()) === 0 && !uploader.isBusy, 'an empty queue');

/** The first requests fail so, the others are taken. */
const failFirst =
  (...faults: Fault[]) =>
  (_path: string, number: number) =>
    faults[number - 1] ?? null;

describe('Uploader', () => {
  test('sends what ended within five seconds, together, and then has no timer', async () => {
    const intake = await openIntake();
    await begin(destinationOf(intake));
    const startMs = Date.now();
    for (const name of numbered(5)) await record([name]);
    await intake.until(({ids}) => ids.size === 5, 'five commands');
    expect(Date.now() - startMs).toBeLessThan(5_000);
    expect(intake.requests.length).toBeLessThanOrEqual(2);
    await until(() => !uploader.isBusy, 'rest');
  });

  const faults: [string, Fault][] = [
    ...[408, 429, 500, 502, 503, 504, 404, 301].map((status): [string, Fault] => [
      `status ${status}`,
      {kind: 'status', status},
    ]),
    ['a reset', {kind: 'reset'}],
    ['a lost answer', {kind: 'lost-answer'}],
    ['half an answer', {kind: 'half-answer'}],
    ['a slow answer', {kind: 'slow', ms: 700}],
    ['a slow reader', {kind: 'slow-read', ms: 700}],
  ];
  test.each(faults)('delivers after %s', async (_name, fault) => {
    const intake = await openIntake({fault: failFirst(fault)});
    await begin(destinationOf(intake));
    const [event] = await record(['psql']);
    await uploader.hurry();
    await intake.until(({requests}) => requests.length === 1, 'the first try');
    await until(
      async () => (await store.outbox.listDestinations())[0]!.lastError !== null || intake.ids.size > 0,
      'its failure',
    );
    await uploader.hurry();
    await drained();
    expect([...intake.ids]).toEqual([`${event!.id}.log`]);
    expect(intake.duplicates).toEqual([]);
    expect((await store.outbox.listDestinations())[0]).toMatchObject({lastError: null, sentEntries: 1, failed: 0});
  });

  test.each([
    ['Retry-After', {'Retry-After': '2'}],
    ['X-RateLimit-Reset', {'X-RateLimit-Reset': '2'}],
  ])('waits as %s asks', async (_name, headers) => {
    const intake = await openIntake({fault: failFirst({kind: 'status', status: 429, headers})});
    await begin(destinationOf(intake));
    await record(['psql']);
    await drained();
    expect(intake.requests).toHaveLength(2);
    expect(intake.requests[1]!.atMs - intake.requests[0]!.atMs).toBeGreaterThanOrEqual(1_900);
  });

  test('rests when its count is used up, and then goes on', async () => {
    const headers = {'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '2'};
    const intake = await openIntake({headers: (number) => (number === 1 ? headers : {})});
    await begin(destinationOf(intake));
    await record(numbered(700));
    await drained();
    const [first, second] = intake.requests;
    expect(second!.atMs - first!.atMs).toBeGreaterThanOrEqual(1_900);
    expect(intake.ids.size).toBe(700);
    expect(intake.duplicates).toEqual([]);
  });

  test('comes through a proxy that cuts large requests off, with smaller ones', async () => {
    const intake = await openIntake();
    const isTooLarge = (length: number) => length > 1_200;
    intake.fault = (_path, number) =>
      isTooLarge(Number(intake.requests[number - 1]!.headers['content-length'])) ? {kind: 'early-413'} : null;
    await begin(destinationOf(intake));
    await record(numbered(100), Array.from({length: 30}, () => Math.random().toString(36)).join('\n'));
    await until(async () => {
      await uploader.hurry();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return (await waiting()) === 0;
    }, 'an empty queue');
    expect(intake.ids.size).toBe(100);
    expect(intake.duplicates).toEqual([]);
    expect(await store.outbox.listFailed({limit: 1})).toEqual([]);
  });

  test('marks what waited while the machine slept for a day', async () => {
    const intake = await openIntake();
    await begin(destinationOf(intake, {kinds: ['log', 'process-event']}));
    await store.outbox.updateDestination('main', {pauseReason: 'user', pausedAtMs: 1});
    await uploader.reload();
    const [event] = await record(['psql']);
    aheadMs = intake.clockSkewMs = DAY_MS;
    await store.outbox.updateDestination('main', {pauseReason: null});
    await uploader.reload();
    await drained();
    expect(intake.logs.map(({object}) => [object.late, object.true_timestamp])).toEqual([
      [true, new Date(event!.startedAtMs).toISOString()],
    ]);
    expect(intake.events[0]!.object.tags).toContain('late:true');
  });

  test.each([
    ['a day ahead', -DAY_MS, 'ahead'],
    ['half an hour ahead', -DAY_MS / 48, 'ahead'],
    ['a day behind', DAY_MS, 'late'],
    ['at 1970', 56 * 365 * DAY_MS, 'late'],
  ])('goes by the clock of the receiver where the one here is %s', async (_name, skewMs, mark) => {
    const intake = await openIntake({clockSkewMs: skewMs});
    await begin(destinationOf(intake, {kinds: ['log', 'process-log', 'process-event']}));
    await record(['psql', 'ssh']);
    await until(async () => {
      await uploader.hurry();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return (await waiting()) === 0;
    }, 'an empty queue');
    expect(intake.ids.size).toBe(6);
    expect(await store.outbox.listFailed({limit: 1})).toEqual([]);
    const [first] = await record(['git']);
    await drained();
    const marked = intake.logs.find(({id}) => id === `${first!.id}.log`)!;
    expect(marked.object).toMatchObject({[mark]: true, true_timestamp: new Date(first!.startedAtMs).toISOString()});
    expect(Math.abs(Number(marked.object.timestamp) - Date.now() - skewMs)).toBeLessThan(60_000);
  });

  test('waits for a name, a certificate and a proxy that are wrong today, and goes on when they are mended', async () => {
    const intake = await openIntake();
    const wrong: Partial<Destination>[] = [
      {routes: datadogLikeRoutes('https://no-such-host.invalid')},
      {routes: datadogLikeRoutes(intake.url.replace('http:', 'https:'))},
      {env: {HTTP_PROXY: `http://127.0.0.1:${await findFreePort()}`}},
      {env: {HTTP_PROXY: 'socks5://127.0.0.1:1080'}},
    ];
    const names = wrong.map((_, index) => `d${index}`);
    await begin(...wrong.map((fields, index) => destinationOf(intake, {...fields, name: names[index]!})));
    await record(['psql']);
    await until(async () => {
      const states = await store.outbox.listDestinations(names);
      return states.every(({lastError}) => lastError !== null);
    }, 'a failure of each');
    expect(intake.ids.size).toBe(0);
    expect(pauses).toEqual([]);
    for (const name of names) expect(await waiting(name)).toBe(1);
    await begin(...names.map((name) => destinationOf(intake, {name})));
    await until(async () => (await Promise.all(names.map(waiting))).every((count) => count === 0), 'empty queues');
    expect(intake.logs).toHaveLength(4);
  });

  test('finds the one entry at fault among hundreds in a few requests', async () => {
    const intake = await openIntake({isGuilty: ({command}) => command === 'cmd321'});
    const port = await intake.vanish();
    await begin(destinationOf(intake));
    await record(numbered(400));
    await intake.listen(port);
    await uploader.hurry();
    await drained();
    expect(intake.ids.size).toBe(399);
    expect(intake.duplicates).toEqual([]);
    // Twice the binary logarithm, and what was tried while nobody listened.
    expect(intake.requests.length).toBeLessThan(30);
    expect(await store.outbox.listFailed({limit: 10})).toMatchObject([{reason: expect.stringMatching(/^HTTP 400/)}]);
  });

  test('halves what is too large, down to the entry that never fits', async () => {
    const intake = await openIntake({maxBytes: 40_000});
    await begin(destinationOf(intake));
    await record(numbered(60), 'x'.repeat(2_000));
    await drained();
    expect(intake.ids.size).toBe(60);
    const tight = await openIntake({maxBytes: 2_500});
    await begin(destinationOf(tight));
    await record(['small'], 'x');
    await record(['large'], 'x'.repeat(5_000));
    await drained();
    expect([...tight.ids]).toHaveLength(1);
    expect(await store.outbox.listFailed({limit: 10})).toMatchObject([{reason: expect.stringMatching(/^HTTP 413/)}]);
  });

  test('sends a line of a megabyte, and whatever bytes there were, in parts that fit', async () => {
    const intake = await openIntake();
    await begin(destinationOf(intake));
    const [event] = await record(['cat'], `\0\udc80\ud83d\u001b[1m${'🦊"\\'.repeat(200_000)}\nend`);
    await uploader.hurry();
    await drained();
    const parts = intake.logs.map(({object}) => String(object.message));
    expect(parts.length).toBeGreaterThan(90);
    const text = parts.join('').replace('$ kubectl get pods', '').replaceAll('\n', '');
    expect(text).toBe(`\ufffd\ufffd\ufffd\u001b[1m${'🦊"\\'.repeat(200_000)}end`);
    expect(intake.logs.map(({id}) => id)).toEqual(parts.map((_, index) => `${event!.id}.log.${index + 1}`));
    expect(intake.violations).toEqual([]);
    expect(Math.max(...intake.requests.map(({bytes}) => bytes))).toBeLessThan(5_000_000);
  });

  test('sets aside a part of a long text, and sends the other parts', async () => {
    const intake = await openIntake({isGuilty: ({part}) => part === 2});
    await begin(destinationOf(intake));
    const [event] = await record(['kubectl'], 'a line of text\n'.repeat(3_000));
    await uploader.hurry();
    await drained();
    expect([...intake.ids]).toEqual([1, 3, 4].map((part) => `${event!.id}.log.${part}`));
    expect(await store.outbox.listFailed({limit: 10})).toMatchObject([{part: 1}]);
    intake.forgive();
    await store.outbox.retryFailed({});
    await drained();
    expect(intake.ids.size).toBe(4);
    expect(intake.duplicates).toEqual([]);
  });

  test('pauses where one entry after the other is refused, instead of setting all aside', async () => {
    const intake = await openIntake({isGuilty: () => true});
    await begin(destinationOf(intake));
    await record(numbered(300));
    await uploader.hurry();
    await until(() => pauses.length > 0, 'the pause');
    expect(pauses).toEqual([['main', 'all-refused']]);
    const [status] = await store.outbox.listDestinations();
    expect(status).toMatchObject({pauseReason: 'all-refused', failed: 50, waiting: {logs: 250, events: 0}});
  });

  test('goes on after a pause of the user, and sends nothing during it', async () => {
    const intake = await openIntake();
    await begin(destinationOf(intake));
    await store.outbox.updateDestination('main', {pauseReason: 'user', pausedAtMs: 1});
    await uploader.reload();
    await record(numbered(3));
    await uploader.hurry();
    await until(() => !uploader.isBusy, 'rest');
    expect(intake.requests).toEqual([]);
    await store.outbox.updateDestination('main', {pauseReason: null});
    await uploader.reload();
    await drained();
    expect(intake.ids.size).toBe(3);
  });

  test('a destination that is down does not hold up another, each has its filter and its format', async () => {
    const [down, up] = [await openIntake(), await openIntake({format: 'compat'})];
    await down.vanish();
    const filter = parseQuery('@command:psql');
    const compat = destinationOf(up, {
      name: 'vl',
      routes: compatRoutes(up.url),
      filter,
      apiKey: null,
      kinds: ['log', 'process-log'],
    });
    await begin(destinationOf(down), {...compat, render: {...compat.render, format: 'compat'}});
    await record(['psql', 'ssh', 'psql']);
    await up.until(({ids}) => ids.size === 4, 'the two of psql');
    expect(up.violations).toEqual([]);
    expect(up.requests.every(({headers}) => headers['dd-api-key'] === undefined)).toBe(true);
    await until(async () => (await waiting('vl')) === 0, 'an empty queue of the other');
    expect(await waiting()).toBe(3);
  });

  test('sends events one by one, sets aside what is refused, and keeps what fails', async () => {
    const intake = await openIntake({isGuilty: ({title}) => String(title).includes('bad')});
    await begin(destinationOf(intake, {kinds: ['process-event']}));
    intake.fault = (_path, number) => (number % 5 === 0 ? {kind: 'status', status: 500} : null);
    for (let count = 0; count < 12; count++) await record(['psql'], 'x');
    await record(['psql'], 'x', {commandLine: 'bad' as EventRecord['commandLine']});
    await until(async () => {
      await uploader.hurry();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return (await waiting()) === 0;
    }, 'an empty queue');
    expect(intake.events).toHaveLength(12);
    expect(intake.duplicates).toEqual([]);
    expect(await store.outbox.listFailed({limit: 10})).toMatchObject([{kind: 'process-event'}]);
  });

  test('takes another key at once, and starts with what waits from an earlier life', async () => {
    const intake = await openIntake({keys: ['other']});
    await begin(destinationOf(intake));
    await record(numbered(2));
    await until(() => pauses.length > 0, 'the pause');
    await uploader.close();
    uploader = createUploader();
    await uploader.configure([destinationOf(intake, {apiKey: new SecretText('other')})]);
    await drained();
    expect(intake.ids.size).toBe(2);
    expect((await store.outbox.listDestinations())[0]).toMatchObject({pauseReason: null});
  });
});
