/** Decoded chunks of one recording: the few that were used last stay, so that the page's memory does not grow. */
import {type ChunkContent, ChunkDecoder} from './chunk-text.ts';
import {Turns} from './turn.ts';

/** Characters of recording text that may stay: about 50 MB with what JavaScript adds. */
const MAX_CHARS = 12 * 1024 * 1024;

export interface ChunkRequest {
  chunk: number;
  startUs: number;
  /** Asked once, however many wait. */
  read: () => Promise<string>;
}

export class ChunkShelf {
  /** In order of their last use. */
  private readonly decoders = new Map<number, ChunkDecoder>();
  private readonly loading = new Map<number, Promise<ChunkDecoder>>();

  /** @param maxChars Beyond it what was not used for longest goes. */
  constructor(
    private readonly signal: AbortSignal,
    private readonly maxChars = MAX_CHARS,
  ) {}

  /** Null: it is not loaded. */
  peek(chunk: number): ChunkContent | null {
    const decoder = this.decoders.get(chunk);
    if (decoder === undefined) return null;
    this.decoders.delete(chunk);
    this.decoders.set(chunk, decoder);
    return decoder.content;
  }

  async load(request: ChunkRequest): Promise<ChunkContent> {
    const {chunk} = request;
    const kept = this.peek(chunk);
    if (kept !== null) return kept;
    let loading = this.loading.get(chunk);
    if (loading === undefined) {
      loading = this.decode(request).finally(() => this.loading.delete(chunk));
      this.loading.set(chunk, loading);
    }
    return (await loading).content;
  }

  /** Puts what was recorded meanwhile where it belongs, if that is loaded. */
  async append(chunk: number, text: string): Promise<void> {
    await this.loading.get(chunk)?.catch(() => undefined); // whoever asked for it is told
    await this.decoders.get(chunk)?.push(text, new Turns(this.signal));
  }

  private async decode({chunk, startUs, read}: ChunkRequest): Promise<ChunkDecoder> {
    const decoder = new ChunkDecoder(startUs);
    await decoder.push(await read(), new Turns(this.signal));
    this.decoders.set(chunk, decoder);
    this.forgetOldest(chunk);
    return decoder;
  }

  private forgetOldest(newest: number): void {
    let chars = 0;
    for (const {content} of this.decoders.values()) chars += content.chars;
    for (const [chunk, {content}] of this.decoders) {
      if (chars <= this.maxChars || chunk === newest) return;
      this.decoders.delete(chunk);
      chars -= content.chars;
    }
  }
}
