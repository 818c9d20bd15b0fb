/** A thread that writes as an agent does, ten batches a second of one session that goes on, until it is told to stop. */
import {setTimeout as sleep} from 'node:timers/promises';
import {parentPort, workerData} from 'node:worker_threads';
import {makeBatch, makeSession} from './store-data.mjs';

const {rooms, paths, sessionNumber, startedAtMs, firstNumber, perSecond} = workerData;
const BATCHES_A_SECOND = 10;
/** Half of them are logs, half events. */
const perBatch = perSecond / BATCHES_A_SECOND / 2;

let isStopped = false;
parentPort.once('message', () => {
  isStopped = true;
});

const {openStore} = await import(rooms);
const store = await openStore(paths, {access: 'write'});
const session = makeSession(sessionNumber, startedAtMs);
await store.createSession(session).catch(() => undefined); // a kept store has it from the last time
const start = performance.now();
let batches = 0;
for (; !isStopped; batches++) {
  const now = {...session, startedAtMs: startedAtMs + batches * perBatch * 1000};
  await store.write(makeBatch(now, firstNumber + batches * perBatch, perBatch));
  await sleep(Math.max(0, start + ((batches + 1) * 1000) / BATCHES_A_SECOND - performance.now()));
}
parentPort.postMessage((batches * perBatch * 2 * 1000) / (performance.now() - start));
await store.close();
