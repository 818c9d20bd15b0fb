/** Runs snippets one after the other in a Luau thread, and ends the thread of one that does not end. */
import {Worker} from 'node:worker_threads';
import type {LuauReply, LuauRequest} from './luau-worker.ts';
import {threadCpuMs} from './thread-clock.ts';

export type SnippetValue = string | boolean | null | {type: string};
export type SnippetResult = {ok: true; values: SnippetValue[]} | {ok: false; message: string};

export interface LuauRunnerOptions {
  /** The bundle of `luau-worker.ts`. */
  workerFile: string | URL;
  /** A snippet that runs longer is ended. */
  limitMs?: number;
}

/** A rule looks at some words, which takes well below a millisecond. */
const DEFAULT_LIMIT_MS = 1_000;

/** One that had less of its time than this share, since the machine is busy, is given more … */
const FAIR_SHARE = 1 / 4;
/** … up to so many times its limit; the host that waits has its own. */
const MAX_LIMITS = 8;

/** Beside the WebAssembly memory a thread needs little; what grows beyond this is a leak. */
const HEAP_MB = 64;

type Waiting = (reply: LuauReply) => void;

interface LuauThread {
  worker: Worker;
  /** For `threadCpuMs`. */
  name: string | null;
}

export class LuauRunner {
  private readonly limitMs: number;
  private thread: Promise<LuauThread> | null = null;
  private waiting: Waiting | null = null;
  private lastId = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: LuauRunnerOptions) {
    this.limitMs = options.limitMs ?? DEFAULT_LIMIT_MS;
  }

  /** Starts the thread, which takes some 70 ms, so that the first snippet need not wait. */
  async warmUp(): Promise<void> {
    await this.startedThread();
  }

  /** @returns A failure where the snippet is wrong, does not end or asks for too much memory. Never throws for these. */
  run(snippet: Omit<LuauRequest, 'id'>): Promise<SnippetResult> {
    const result = this.turn.then(() => this.runNow(snippet));
    this.turn = result.catch(() => undefined); // its caller is told
    return result;
  }

  async close(): Promise<void> {
    await this.turn;
    await this.drop();
  }

  private async runNow(snippet: Omit<LuauRequest, 'id'>): Promise<SnippetResult> {
    const thread = await this.startedThread();
    const id = ++this.lastId;
    const reply = await this.ask(thread, {id, ...snippet});
    if (reply?.kind === 'values') return {ok: true, values: reply.values};
    if (reply?.kind === 'failed') return {ok: false, message: reply.message};
    await this.drop();
    const place = `${snippet.file}:${snippet.line}`;
    if (reply === null) return {ok: false, message: `${place}: still running after ${this.limitMs} ms`};
    return {ok: false, message: `${place}: ended by the memory limit of 17 MB, or by a fault of Luau`};
  }

  /** @returns Null when the time is over. */
  private ask({worker, name}: LuauThread, request: LuauRequest): Promise<LuauReply | null> {
    return new Promise((resolve) => {
      const cpuAtStartMs = threadCpuMs(name) ?? 0;
      const deadlineMs = performance.now() + this.limitMs * MAX_LIMITS;
      const hadItsShare = () => {
        const cpuMs = threadCpuMs(name);
        return cpuMs === null || cpuMs - cpuAtStartMs >= this.limitMs * FAIR_SHARE || performance.now() >= deadlineMs;
      };
      const giveUp = () => {
        if (hadItsShare()) resolve(null);
        else timer = setTimeout(giveUp, this.limitMs * FAIR_SHARE);
      };
      let timer = setTimeout(giveUp, this.limitMs);
      this.waiting = (reply) => {
        clearTimeout(timer);
        resolve(reply);
      };
      worker.postMessage(request);
    });
  }

  private startedThread(): Promise<LuauThread> {
    this.thread ??= this.startThread();
    return this.thread;
  }

  private startThread(): Promise<LuauThread> {
    const worker = new Worker(this.options.workerFile, {
      resourceLimits: {maxOldGenerationSizeMb: HEAP_MB},
      env: {},
      // Emscripten prints what it dies of; the caller tells it.
      stdout: true,
      stderr: true,
    });
    worker.unref(); // nobody is kept alive by a thread that waits
    return new Promise((resolve, reject) => {
      worker.on('message', (reply: LuauReply) => {
        if (reply.kind === 'ready') resolve({worker, name: reply.thread});
        else this.waiting?.(reply);
      });
      worker.on('error', (error) => {
        this.waiting?.({kind: 'broken', id: this.lastId, message: error.message});
        reject(error);
      });
    });
  }

  private async drop(): Promise<void> {
    const thread = await this.thread?.catch(() => null); // one that never started has nothing to end
    this.thread = null;
    this.waiting = null;
    await thread?.worker.terminate();
  }
}
