/** Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) on one open reply. */
import {once} from 'node:events';
import type {ServerResponse} from 'node:http';
import {renderJson} from '../render/json.ts';

/** A comment so often keeps what stands between from hanging up, and finds out who is gone. */
const HEARTBEAT_MS = 15_000;

export class EventStream {
  private readonly heartbeat: NodeJS.Timeout;

  /** @param signal Aborted when the reader is gone or the server stops. */
  constructor(
    private readonly response: ServerResponse,
    readonly signal: AbortSignal,
  ) {
    response.writeHead(200, {'content-type': 'text/event-stream; charset=utf-8'});
    response.flushHeaders();
    this.heartbeat = setInterval(() => {
      // To a reader that takes nothing nothing is sent: the server ends what is idle.
      if (!response.writableNeedDrain) response.write(':\n\n');
    }, HEARTBEAT_MS);
  }

  /** As fast as the reader takes it: what is not taken does not pile up in memory. */
  async send(data: unknown): Promise<void> {
    if (this.signal.aborted || this.response.destroyed) return;
    if (this.response.write(`data: ${renderJson(data, 0)}\n\n`)) return;
    // Aborted while waiting: the caller looks at the signal.
    await once(this.response, 'drain', {signal: this.signal}).catch(() => undefined);
  }

  end(): void {
    clearInterval(this.heartbeat);
    this.response.end();
  }
}
