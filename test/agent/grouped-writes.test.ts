import {GroupedWrites} from '../../src/agent/grouped-writes.ts';
import {homePaths} from '../../src/config/home.ts';
import {openStore} from '../../src/store/sqlite-store.ts';
import type {Store} from '../../src/store/store.ts';
import {makeSession} from '../support/records.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
let store: Store;

beforeEach(async () => {
  sandbox = createSandbox('grouped');
  store = await openStore(homePaths(sandbox.env), {access: 'write'});
});

afterEach(async () => {
  await store.close();
  sandbox.remove();
});

test('what comes at the same time is written, each of its session', async () => {
  const sessions = Array.from({length: 5}, () => makeSession());
  for (const session of sessions) await store.createSession(session);
  const writes = new GroupedWrites(store);
  await Promise.all(sessions.map(({id}, index) => writes.write({sessionId: id, session: {commandCount: 10 + index}})));
  const counts = await Promise.all(sessions.map(async ({id}) => (await store.getSession(id))?.commandCount));
  expect(counts).toEqual([10, 11, 12, 13, 14]);
});

test('a batch that cannot be written fails alone', async () => {
  const [first, second] = [makeSession(), makeSession()];
  for (const session of [first, second]) await store.createSession(session);
  const writes = new GroupedWrites(store);
  const results = await Promise.allSettled([
    writes.write({sessionId: first.id, session: {commandCount: 7}}),
    writes.write({sessionId: 'nobody', session: {commandCount: 8}}),
    writes.write({sessionId: second.id, session: {commandCount: 9}}),
  ]);
  expect(results.map(({status}) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect((await store.getSession(second.id))?.commandCount).toBe(9);
});

test('the order of one session is kept', async () => {
  const session = makeSession();
  await store.createSession(session);
  const writes = new GroupedWrites(store);
  await Promise.all([1, 2, 3].map((commandCount) => writes.write({sessionId: session.id, session: {commandCount}})));
  expect((await store.getSession(session.id))?.commandCount).toBe(3);
});
