/** Where the player gets a recording from: the server, or the page itself (an exported one). */
import type {Entry} from './chunk-index.ts';

export interface RecordingSource {
  readIndex(signal: AbortSignal): Promise<RecordingIndex>;
  /** The text of members, as asciicast v3 lines with comments. `last` null: to the end. */
  readText(first: number, last: number | null, signal: AbortSignal): Promise<RecordingText>;
}

export interface RecordingIndex {
  /** Members that begin with a screen. */
  keyframes: Entry[];
  /** How long the recording is now. */
  durationUs: number;
  /** A part of it is known to be lost. */
  hasHoles: boolean;
}

export interface RecordingText {
  text: string;
  /** A damaged part is left out. */
  hasHoles: boolean;
}
