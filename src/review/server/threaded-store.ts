/** Searching and counting in a thread of its own; what is looked up by a key, which takes a moment, right here. */
import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Worker} from 'node:worker_threads';
import type {HomePaths} from '../../config/home.ts';
import type {ListOptions} from '../../store/store.ts';
import {FreshStore} from './fresh-store.ts';
import {createReadStore, type ReadMethod, type ReadStore} from './read-store.ts';
import {fromSentError, type StoreReply} from './store-messages.ts';

const LOOK_UPS: readonly ReadMethod[] = [
  'getSession',
  'resolveSession',
  'listMembers',
  'listRedactions',
  'listTombstones',
  'version',
];

export interface OpenReadStore {
  store: ReadStore;
  close(): Promise<void>;
}

/** @param env Of which the home folder was made: the thread makes the same of it. */
export function openReadStore(paths: HomePaths, env: NodeJS.ProcessEnv): OpenReadStore {
  const here = new FreshStore(paths);
  const file = workerFile();
  const thread = file === null ? null : new StoreThread(file, env);
  const store = createReadStore((method, args) =>
    thread === null || isLookUp(method, args) ? here.call(method, args) : thread.call(method, args),
  );
  return {
    store,
    async close() {
      await thread?.close();
      await here.close();
    },
  };
}

/** The events of one session are a look-up, too. */
function isLookUp(method: ReadMethod, args: unknown[]): boolean {
  if (method !== 'listEvents') return LOOK_UPS.includes(method);
  const {query, sessionId} = args[0] as ListOptions;
  return query === null && sessionId !== undefined;
}

/** The bundler puts shared code into `dist/chunks/`. From source there is no bundle, and no thread. */
function workerFile(): string | null {
  const here = dirname(fileURLToPath(import.meta.url));
  const files = [here, dirname(here)].map((folder) => join(folder, 'store-worker.mjs'));
  return files.find((file) => existsSync(file)) ?? null;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

class StoreThread {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  constructor(
    private readonly file: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  call(method: ReadMethod, args: unknown[]): Promise<unknown> {
    this.worker ??= this.start();
    const id = ++this.lastId;
    this.worker.postMessage({id, method, args});
    return new Promise((resolve, reject) => this.waiting.set(id, {resolve, reject}));
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  /** Where it dies, those who wait are told, and the next call starts another. */
  private start(): Worker {
    const worker = new Worker(this.file, {workerData: {env: {...this.env}}});
    worker.on('message', (reply: StoreReply) => this.settle(reply));
    worker.once('error', (error) => this.fail(error));
    worker.once('exit', () => this.fail(new Error('The reading thread ended')));
    return worker;
  }

  private settle(reply: StoreReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ('error' in reply) waiting?.reject(fromSentError(reply.error));
    else waiting?.resolve(reply.result);
  }

  private fail(error: Error): void {
    this.worker = null;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const {reject} of waiting) reject(error);
  }
}
