/** Where the player gets a recording from: the server, or the page itself (an exported one). */
import type {Entry} from './chunk-index.ts';

export interface RecordingSource {
  /** Members that begin with a screen, and how long the recording is now. */
  readIndex(signal: AbortSignal): Promise<{keyframes: Entry[]; durationUs: number}>;
  /** The text of members, as asciicast v3 lines with comments. `last` null: to the end. */
  readText(first: number, last: number | null, signal: AbortSignal): Promise<RecordingText>;
}

export interface RecordingText {
  text: string;
  /** A damaged part is left out. */
  hasHoles: boolean;
}
