import {DdcotermError, systemErrorCode} from '../../errors.ts';
import type {CliContext} from '../context.ts';

/** One line of `ddcoterm doctor`. */
export interface Check {
  area: 'installation' | 'home' | 'settings' | 'store' | 'agent' | 'recorder' | 'shims' | 'upload';
  /** Stable; the code of the failure where there is one. */
  code: string;
  /** `fail`: something is not recorded or not safe. `warn`: it may come to that. */
  state: 'ok' | 'warn' | 'fail';
  /** A sentence without a full stop. */
  message: string;
  /** What to type or look at; absent where nothing is to be done. */
  cure?: string;
}

export type Examine = (context: CliContext) => Promise<Check[]> | Check[];

export const ok = (area: Check['area'], code: string, message: string): Check => ({area, code, state: 'ok', message});

/** A failure on the way is an answer, too: a doctor must not die of what it looks for. */
export async function examineSafely(area: Check['area'], examine: Examine, context: CliContext): Promise<Check[]> {
  try {
    return await examine(context);
  } catch (error) {
    if (error instanceof DdcotermError) {
      const {code, message, hint} = error;
      return [{area, code, state: 'fail', message, ...(hint === undefined ? {} : {cure: hint})}];
    }
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    const message = `Cannot look at the ${area}: the system says ${code}`;
    return [
      {
        area,
        code,
        state: 'fail',
        message,
        cure: 'Look at the home folder: ls -la "$(dirname "$(ddcoterm config path)")"',
      },
    ];
  }
}
