/** Asks the agent whether and how a command runs, and lets it talk to the user meanwhile. */
import type {Socket} from 'node:net';
import {encodeFrame, FrameDecoder, FrameType} from '../protocol/frame.ts';
import type {Ask} from '../protocol/messages.ts';
import {decodeVerdict, type Verdict, VerdictKind} from '../protocol/verdict.ts';
import {checkAgentSocket, connectToAgent} from './agent-socket.ts';

/** An agent that has said nothing by then is not there. */
export const VERDICT_MS = 3_000;
/** One that spoke and went away has a successor soon; until then a command that may need approval does not run. */
const SUCCESSOR_MS = 30_000;

const RETRY_MS = 20;
/** When an agent is started again after the last start brought none. */
const RESTART_MS = 5_000;

export interface VerdictClientOptions {
  socketPath: string;
  ask: Ask;
  startAgent: () => boolean;
  say: (text: string) => void;
  /** A line, without its end; empty at the end of input. */
  readLine: () => Promise<string>;
}

/**
 * @returns `Run` or `Stop`; null when no agent could be had.
 * @throws {DdcotermError} SOCKET_FOREIGN.
 */
export async function askForVerdict(options: VerdictClientOptions): Promise<Verdict | null> {
  const answers: string[] = [];
  let deadlineMs = Date.now() + VERDICT_MS;
  let startedAtMs = Number.NEGATIVE_INFINITY;
  while (Date.now() < deadlineMs) {
    const socket = checkAgentSocket(options.socketPath) ? await connectToAgent(options.socketPath) : null;
    if (socket === null) {
      if (Date.now() - startedAtMs > RESTART_MS && options.startAgent()) startedAtMs = Date.now();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      continue;
    }
    const talk = new Talk(socket, options, answers);
    const verdict = await talk.hold(deadlineMs);
    if (verdict !== null) return verdict;
    if (!talk.hasHeard) continue;
    deadlineMs = Date.now() + SUCCESSOR_MS;
    startedAtMs = Number.NEGATIVE_INFINITY;
  }
  return null;
}

/** One connection. */
class Talk {
  hasHeard = false;
  private readonly decoder = new FrameDecoder();
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: Socket,
    private readonly options: VerdictClientOptions,
    /** Grows with each question that is answered. */
    private readonly answers: string[],
  ) {}

  /** @returns Null when the connection ended before a verdict. */
  async hold(deadlineMs: number): Promise<Verdict | null> {
    const {socket, options, answers} = this;
    const verdict = await new Promise<Verdict | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), deadlineMs - Date.now());
      socket.on('error', () => socket.destroy());
      socket.on('close', () => resolve(null));
      socket.on('data', (chunk) => {
        clearTimeout(timer);
        this.hasHeard = true;
        // In order: a text that comes behind a question is shown after the answer.
        this.turn = this.turn.then(() => this.receive(chunk as Buffer, resolve)).catch(() => resolve(null));
      });
      const payload = Buffer.from(JSON.stringify({...options.ask, answers}));
      socket.write(encodeFrame({type: FrameType.Ask, elapsedUs: 0, payload}));
    });
    socket.destroy();
    await this.turn; // a question that stands is answered, and the next agent gets the answer
    return verdict;
  }

  private async receive(chunk: Buffer, resolve: (verdict: Verdict) => void): Promise<void> {
    for (const {type, payload} of this.decoder.push(chunk)) {
      if (type !== FrameType.Verdict) continue;
      const verdict = decodeVerdict(payload);
      if (verdict.kind === VerdictKind.Say) this.options.say(verdict.text);
      else if (verdict.kind === VerdictKind.Ask) await this.answer(verdict);
      else resolve(verdict);
    }
  }

  private async answer({question, text}: Verdict): Promise<void> {
    if (question < this.answers.length) return; // it was sent along
    this.options.say(text);
    const line = await this.options.readLine();
    this.answers.push(line);
    if (this.socket.destroyed) return;
    this.socket.write(encodeFrame({type: FrameType.Answer, elapsedUs: 0, payload: Buffer.from(line)}));
  }
}
