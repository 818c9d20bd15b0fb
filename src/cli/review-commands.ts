/** The commands that look at what was recorded. */
import type {CommandClass} from 'clipanion';
import type {CliContext} from './context.ts';

export const REVIEW_COMMANDS: readonly CommandClass<CliContext>[] = [];
