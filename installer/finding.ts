/** Something that makes a shim less than it should be, and what to do about it. */
export interface Finding {
  /** Stable; listed in docs/error-codes.md. */
  code: string;
  /** `error`: something is not recorded, or does not run. `warning`: it may happen. `info`: good to know. */
  severity: 'error' | 'warning' | 'info';
  /** The shim it is about; null: all of them. */
  shim: string | null;
  /** A sentence without a full stop. */
  problem: string;
  /** What to type or look at. */
  cure: string;
}
