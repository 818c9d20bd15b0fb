/** Readers of what goes over several lines: each line is read with what the ones before it left. */
import type {Span} from './detector.ts';

export interface LineReader<State> {
  /** Before the first line, and whenever nothing is expected of the next one. */
  readonly idle: State;
  read(line: string, state: State): LineReading<State>;
  /** Must what is there of the next line wait for the rest of it? */
  holds(line: string, state: State): boolean;
}

export interface LineReading<State> {
  spans: Span[];
  state: State;
  /** Values that this line told to be secret and that stand in lines before it. */
  told?: readonly Told[];
}

export interface Told {
  value: string;
  ruleId: string;
}

/** What a line gave, whatever is kept for the next one. */
export type Reading = Pick<LineReading<unknown>, 'spans' | 'told'>;

/** A reader at some place of a stream; what it keeps of the lines before is its own. */
export interface Follower {
  /** The next line matters, whatever stands in it. */
  readonly isOpen: boolean;
  push(line: string): Reading;
  /** As `push` for one line after the other, but the next call sees them again. */
  peek(lines: readonly string[]): Reading[];
  /** Must what is there of the next line wait for the rest of it? */
  holds(line: string): boolean;
  reset(): void;
}

export class ReaderPlace<State> implements Follower {
  private state: State;

  constructor(private readonly reader: LineReader<State>) {
    this.state = reader.idle;
  }

  get isOpen(): boolean {
    return this.state !== this.reader.idle;
  }

  push(line: string): LineReading<State> {
    const reading = this.reader.read(line, this.state);
    this.state = reading.state;
    return reading;
  }

  peek(lines: readonly string[]): LineReading<State>[] {
    let {state} = this;
    return lines.map((line) => {
      const reading = this.reader.read(line, state);
      state = reading.state;
      return reading;
    });
  }

  holds(line: string): boolean {
    return this.reader.holds(line, this.state);
  }

  reset(): void {
    this.state = this.reader.idle;
  }
}
