/** What a host cannot do, and why: the one list, which a test keeps true. ARCHITECTURE.md quotes it. */
import type {HostName} from './support/hosts.ts';

export interface KnownDifference {
  /** Name of the behaviour. */
  behaviour: string;
  hosts: readonly HostName[];
  /** Why it cannot be had. */
  why: string;
  /** What users get instead. */
  instead: string;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [];
