/** The end of streams that were too long to be kept whole: where a program says what became of it. */
import type {RedactedEvent} from '../redact/redacted.ts';

type Captured = Extract<RedactedEvent, {kind: 'capture'}>;

/** Of all streams together, characters. */
export const TAIL_CHARS = 256 * 1024;

export class CapturedTail {
  private events: Captured[] = [];
  private chars = 0;
  private droppedEvents = 0;

  add(event: Captured): void {
    this.events.push(event);
    this.chars += event.text.length;
    while (this.chars - this.events[this.droppedEvents]!.text.length >= TAIL_CHARS) {
      this.chars -= this.events[this.droppedEvents++]!.text.length;
    }
    if (this.droppedEvents * 2 < this.events.length) return;
    this.events = this.events.slice(this.droppedEvents);
    this.droppedEvents = 0;
  }

  /** @returns What is kept, oldest first; it is given back only once. */
  take(): Captured[] {
    const kept = this.events.slice(this.droppedEvents);
    this.events = [];
    this.chars = 0;
    this.droppedEvents = 0;
    return kept;
  }
}
