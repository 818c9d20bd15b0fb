import type {Behaviour} from '../support/behaviour.ts';
import {DESCRIPTORS} from './descriptors.ts';
import {EXITS} from './exits.ts';
import {JOBS} from './jobs.ts';
import {LINES} from './lines.ts';
import {PROCESSES} from './processes.ts';
import {PROGRAMS} from './programs.ts';
import {SHELL_JOBS} from './shells.ts';
import {STREAMS} from './streams.ts';
import {SURROUNDINGS} from './surroundings.ts';
import {TERMINAL} from './terminal.ts';

export const BEHAVIOURS: readonly Behaviour[] = [
  ...STREAMS,
  ...DESCRIPTORS,
  ...EXITS,
  ...JOBS,
  ...SHELL_JOBS,
  ...TERMINAL,
  ...LINES,
  ...PROCESSES,
  ...SURROUNDINGS,
  ...PROGRAMS,
];
