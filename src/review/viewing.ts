import type {Palette} from './render/palette.ts';

/** Who looks, when, and at what: everything that a rendering needs beside the records. */
export interface Viewing {
  nowMs: number;
  /** Cells of a line; Infinity where no terminal reads. */
  width: number;
  palette: Palette;
  /** `user@host` of whoever looks: what is the same for all sessions need not be shown. */
  viewer: string;
}
