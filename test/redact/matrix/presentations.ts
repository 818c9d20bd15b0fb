/** The ways in which the matrix shows a secret. */

import {ARRANGED_PRESENTATIONS} from './arranged-by-tools.ts';
import {SEQUENCE_PRESENTATIONS} from './drawn-by-sequences.ts';
import type {Presentation} from './presentation.ts';
import {PROGRAM_PRESENTATIONS} from './shown-by-programs.ts';
import {TOOL_PRESENTATIONS} from './shown-by-tools.ts';
import {FILE_PRESENTATIONS} from './shown-in-files.ts';
import {STRING_PRESENTATIONS} from './shown-in-strings.ts';
import {SHELL_PRESENTATIONS} from './typed-at-shells.ts';
import {PROGRAM_TYPINGS} from './typed-in-programs.ts';

export const PRESENTATIONS: readonly Presentation[] = [
  ...FILE_PRESENTATIONS,
  ...PROGRAM_PRESENTATIONS,
  ...TOOL_PRESENTATIONS,
  ...ARRANGED_PRESENTATIONS,
  ...SEQUENCE_PRESENTATIONS,
  ...SHELL_PRESENTATIONS,
  ...PROGRAM_TYPINGS,
  ...STRING_PRESENTATIONS,
];
