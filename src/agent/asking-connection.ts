/** A host that asks for a verdict: its connection as the policy desk sees it. */
import {encodeVerdict, type Verdict} from '../protocol/verdict.ts';
import type {AskingHost} from './policy-desk.ts';

export class AskingConnection implements AskingHost {
  private readonly gone = new AbortController();
  private readonly answers: string[] = [];
  private waiting: {resolve: (answer: string) => void; reject: (error: Error) => void} | null = null;

  constructor(private readonly sendVerdict: (payload: Buffer) => void) {}

  get signal(): AbortSignal {
    return this.gone.signal;
  }

  send(verdict: Verdict): void {
    this.sendVerdict(encodeVerdict(verdict));
  }

  nextAnswer(): Promise<string> {
    const answer = this.answers.shift();
    if (answer !== undefined) return Promise.resolve(answer);
    return new Promise((resolve, reject) => {
      this.waiting = {resolve, reject};
      if (this.signal.aborted) reject(this.signal.reason as Error);
    });
  }

  receive(answer: string): void {
    if (this.waiting === null) this.answers.push(answer);
    else this.waiting.resolve(answer);
    this.waiting = null;
  }

  close(): void {
    this.gone.abort(new Error('the host is gone'));
    this.waiting?.reject(this.signal.reason as Error);
    this.waiting = null;
  }
}
