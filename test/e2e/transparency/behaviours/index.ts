import type {Behaviour} from '../support/behaviour.ts';
import {DESCRIPTORS} from './descriptors.ts';
import {EXITS} from './exits.ts';
import {JOBS} from './jobs.ts';
import {PROCESSES} from './processes.ts';
import {PROGRAMS} from './programs.ts';
import {STREAMS} from './streams.ts';
import {TERMINAL} from './terminal.ts';

export const BEHAVIOURS: readonly Behaviour[] = [
  ...STREAMS,
  ...DESCRIPTORS,
  ...EXITS,
  ...JOBS,
  ...TERMINAL,
  ...PROCESSES,
  ...PROGRAMS,
];
