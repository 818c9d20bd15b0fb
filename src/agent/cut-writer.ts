/**
 * What a session's recorder yields on its way into recording and store, in order: one cut is written while the next is made
 * of what came meanwhile. What cannot be written (a full disk) is kept and tried again.
 */
import type {RecorderCut} from '../recorder/session-recorder.ts';
import type {MemberRecord} from '../store/records.ts';
import type {Store} from '../store/store.ts';

export interface RecordingSink {
  /** @param packing `quick`: a flood goes on, and time matters more than space. */
  appendMember(text: string, packing: 'small' | 'quick'): Promise<{fileOffset: number; bytes: number}>;
  close(): Promise<void>;
}

export interface CutWriterOptions {
  store: Pick<Store, 'write'>;
  /** Where the recording ends that an earlier agent began; 0 for a new one. */
  endOffset: number;
  /** Opens the recording when there is a member for it; `endOffset` is where it goes. */
  openSink: (endOffset: number) => Promise<RecordingSink>;
  /** Called before the first member that is packed quickly. */
  onQuickPacking: () => void;
  /** Null: there is room on the disk. Otherwise why nothing may be written. */
  pauseReason: () => string | null;
  onWriteError: (error: unknown) => void;
  /** The stream is safe up to this offset. */
  onWritten: (safeOffset: number) => void;
}

/** A cut and what is safe once it is written. */
export interface WaitingCut {
  /** Null: nothing is to be kept of that part of the stream. */
  cut: RecorderCut | null;
  safeOffset: number;
  isUrgent: boolean;
}

/** One that is written and one that waits: more would only be memory. */
const MAX_CUTS = 2;

export class CutWriter {
  private readonly cuts: WaitingCut[] = [];
  private sink: RecordingSink | null = null;
  private endOffset: number;
  private draining: Promise<void> | null = null;
  /** The disk took nothing the last time. */
  isStuck = false;
  /** Once behind, members are packed quickly until one comes that is not urgent. */
  private isHasty = false;
  private wasHasty = false;

  constructor(private readonly options: CutWriterOptions) {
    this.endOffset = options.endOffset;
  }

  get isEmpty(): boolean {
    return this.cuts.length === 0;
  }

  get isFull(): boolean {
    return this.isStuck || this.cuts.length >= MAX_CUTS;
  }

  push(cut: WaitingCut): void {
    this.isHasty = cut.isUrgent && (this.isHasty || this.cuts.length > 0);
    this.cuts.push(cut);
  }

  /** Writes what waits, also what comes meanwhile, until nothing is left or the disk takes no more. */
  drain(): Promise<void> {
    this.draining ??= this.writeAll().finally(() => {
      this.draining = null;
    });
    return this.draining;
  }

  async close(): Promise<void> {
    await this.sink?.close();
    this.sink = null;
  }

  private async writeAll(): Promise<void> {
    for (let next = this.cuts[0]; next !== undefined; next = this.cuts[0]) {
      if (next.cut !== null && (this.options.pauseReason() !== null || !(await this.tryWrite(next.cut)))) {
        this.isStuck = true;
        return;
      }
      this.isStuck = false;
      this.cuts.shift();
      this.options.onWritten(next.safeOffset);
    }
  }

  /** @returns False when it could not be written, most often for want of room. */
  private async tryWrite(cut: RecorderCut): Promise<boolean> {
    try {
      if (cut.member !== null) await this.appendMember(cut);
      await this.options.store.write(cut.batch);
      return true;
    } catch (error) {
      this.options.onWriteError(error);
      return false;
    }
  }

  /** Appends the member once: a cut whose transaction failed is tried again without it. */
  private async appendMember(cut: RecorderCut): Promise<void> {
    this.sink ??= await this.options.openSink(this.endOffset);
    const {text, record} = cut.member!;
    if (this.isHasty && !this.wasHasty) this.options.onQuickPacking();
    this.wasHasty ||= this.isHasty;
    const place = await this.sink.appendMember(text, this.isHasty ? 'quick' : 'small');
    const member: MemberRecord = {...record, ...place};
    this.endOffset = place.fileOffset + place.bytes;
    cut.batch.members = [member];
    cut.batch.session = {...cut.batch.session, recordingBytes: this.endOffset};
    cut.member = null;
  }
}
