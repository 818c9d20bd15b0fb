/** Sends items of one destination and notes in the outbox what became of them, before anything else is done. */
import type {HttpAnswer, HttpClient, RequestBody} from '../../datadog/http-client.ts';
import type {Route} from '../../datadog/route.ts';
import {DdcotermError} from '../../errors.ts';
import type {DestinationState, Outbox, PauseReason} from '../../store/outbox.ts';
import type {Destination} from '../destination.ts';
import {describeAnswer, judge} from './answer.ts';
import {BodyEncoder, type Item, objectBody} from './batch.ts';
import {mergeOutcomes, outcomeOf} from './outcome.ts';
import type {ServerClock} from './server-clock.ts';

export type Result =
  /** `restMs`: the receiver's count is used up, so nothing is sent for so long. */
  | {kind: 'go-on'; restMs: number | null}
  /** Nothing was lost: the same is to be sent again. */
  | {kind: 'later'; retryAfterMs: number | null}
  /** Nothing is to be sent until somebody says so. */
  | {kind: 'paused'};

export interface DeliveryOptions {
  destination: Destination;
  client: HttpClient;
  clock: ServerClock;
  outbox: Outbox;
  now: () => number;
  onPause: (reason: PauseReason, detail: string) => Promise<void>;
  onSent: (entries: number) => void;
}

/** So many entries refused, and none accepted in between: then it is not the entries. */
const MAX_REFUSED_IN_A_ROW = 50;

export const GO_ON: Result = {kind: 'go-on', restMs: null};

type Sent = {answer: HttpAnswer} | {failure: DdcotermError};

export class Delivery {
  private readonly encoder = new BodyEncoder();
  private refusedInARow = 0;

  constructor(private readonly options: DeliveryOptions) {}

  /**
   * A batch; where it is refused its halves, until what is wrong stands alone and is set aside.
   *
   * @param clockVersion Of the clock that the items were rendered by: if it was wrong, they may be refused for their time only.
   */
  async sendLogs(items: readonly Item[], clockVersion: number): Promise<Result> {
    const sent = await this.post(this.options.destination.routes.logs, await this.encoder.array(items));
    if (!isRefused(sent) || this.hasOtherClock(clockVersion)) return this.note(items, sent);
    if (items.length === 1) return this.setAside(items, sent.answer);
    const middle = Math.ceil(items.length / 2);
    const first = await this.sendLogs(items.slice(0, middle), clockVersion);
    const goesOn = first.kind === 'go-on' && first.restMs === null;
    return goesOn ? this.sendLogs(items.slice(middle), clockVersion) : first;
  }

  /** Single events at the same time; what was accepted is noted, whatever became of the others. */
  async sendEvents(items: readonly Item[], clockVersion: number): Promise<Result> {
    const route = this.options.destination.routes.events;
    if (route === null) throw new Error('events were queued for a receiver that has no Events API');
    const sent = await Promise.all(items.map(async (item) => this.post(route, await objectBody(item))));
    const settled: {item: Item; refusal: string | null}[] = [];
    const others: Sent[] = [];
    for (const [index, one] of sent.entries()) {
      const item = items[index]!;
      if (isAccepted(one)) settled.push({item, refusal: null});
      else if (isRefused(one) && !this.hasOtherClock(clockVersion))
        settled.push({item, refusal: describeAnswer(one.answer.status, one.answer.text)});
      else others.push(one);
    }
    const outcome = mergeOutcomes(settled.map(({item, refusal}) => outcomeOf([item], refusal)));
    const accepted = settled.filter(({refusal}) => refusal === null).map(({item}) => item);
    const {destination, outbox} = this.options;
    await outbox.settle(destination.name, outcome, this.successState(accepted));
    const refusal = settled.find((one) => one.refusal !== null)?.refusal;
    if (refusal && (await this.countRefusals(settled.length - accepted.length, refusal))) return {kind: 'paused'};
    return others.length === 0 ? {kind: 'go-on', restMs: longestWait(sent)} : this.worst(others);
  }

  private hasOtherClock(version: number): boolean {
    return this.options.clock.version !== version;
  }

  private async post(route: Route, body: RequestBody): Promise<Sent> {
    try {
      const answer = await this.options.client.send(route, body);
      this.options.clock.note(answer.serverDateMs);
      return {answer};
    } catch (error) {
      if (!(error instanceof DdcotermError)) throw error;
      return {failure: error};
    }
  }

  private async note(items: readonly Item[], sent: Sent): Promise<Result> {
    if (!isAccepted(sent)) return this.worst([sent]);
    const {outbox, destination} = this.options;
    await outbox.settle(destination.name, outcomeOf(items, null), this.successState(items));
    return {kind: 'go-on', restMs: longestWait([sent])};
  }

  private async setAside(items: readonly Item[], answer: HttpAnswer): Promise<Result> {
    const {outbox, destination} = this.options;
    const reason = describeAnswer(answer.status, answer.text);
    await outbox.settle(destination.name, outcomeOf(items, reason), {});
    return (await this.countRefusals(items.length, reason)) ? {kind: 'paused'} : GO_ON;
  }

  private async countRefusals(count: number, reason: string): Promise<boolean> {
    this.refusedInARow += count;
    if (this.refusedInARow < MAX_REFUSED_IN_A_ROW) return false;
    this.refusedInARow = 0;
    await this.options.onPause('all-refused', reason);
    return true;
  }

  private successState(accepted: readonly Item[]): Partial<DestinationState> {
    if (accepted.length === 0) return {};
    this.refusedInARow = 0;
    this.options.onSent(accepted.length);
    const sentBytes = accepted.reduce((sum, {bytes}) => sum + bytes, 0);
    return {lastSuccessAtMs: this.options.now(), sentEntries: accepted.length, sentBytes, lastError: null};
  }

  /** Of several answers the one that asks for the most patience. */
  private async worst(answers: readonly Sent[]): Promise<Result> {
    const {outbox, destination, now} = this.options;
    const described = answers.map((sent) =>
      'failure' in sent ? sent.failure.message : describeAnswer(sent.answer.status, sent.answer.text),
    );
    const refusedKey = answers.findIndex((sent) => 'answer' in sent && judge(sent.answer.status) === 'key-refused');
    if (refusedKey >= 0) {
      await this.options.onPause('key-refused', described[refusedKey]!);
      return {kind: 'paused'};
    }
    await outbox.updateDestination(destination.name, {lastError: described[0]!, lastErrorAtMs: now()});
    return {kind: 'later', retryAfterMs: longestWait(answers)};
  }
}

function longestWait(answers: readonly Sent[]): number | null {
  const waits = answers.flatMap((sent) => ('answer' in sent ? [sent.answer.retryAfterMs ?? 0] : []));
  const longestMs = Math.max(0, ...waits);
  return longestMs > 0 ? longestMs : null;
}

const isAccepted = (sent: Sent): boolean => 'answer' in sent && judge(sent.answer.status) === 'accepted';

const isRefused = (sent: Sent): sent is {answer: HttpAnswer} =>
  'answer' in sent && judge(sent.answer.status) === 'refused';
