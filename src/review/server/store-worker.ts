/** The thread that searches and counts, so that a look through a million texts keeps nobody else waiting. */
import {parentPort, workerData} from 'node:worker_threads';
import {homePaths} from '../../config/home.ts';
import {FreshStore} from './fresh-store.ts';
import {type StoreReply, type StoreRequest, toSentError} from './store-messages.ts';

const {env} = workerData as {env: NodeJS.ProcessEnv};
const store = new FreshStore(homePaths(env));
const reply = (message: StoreReply) => parentPort!.postMessage(message);

parentPort!.on('message', ({id, method, args}: StoreRequest) => {
  store.call(method, args).then(
    (result) => reply({id, result}),
    (error: unknown) => reply({id, error: toSentError(error)}),
  );
});
