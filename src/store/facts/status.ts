/** `status`: how a command ended, as `query-fields.ts` says it in SQL. */
import type {Scope} from '../query-fields.ts';
import {type FactTables, type Fill, fillByEither, fillBySession} from './leaf.ts';
import type {Dictionaries} from './session-facts.ts';

export const STATUS_WORDS = ['error', 'ok', 'info'] as const;

/**
 * @param wants Which of the words.
 * @returns A test of the codes of exit status and signal: 1 or 0.
 */
export function statusTest(
  {exit}: Dictionaries,
  wants: (word: string) => boolean,
): (exit: number, signal: number) => 0 | 1 {
  const [error, ok, info] = STATUS_WORDS.map(wants);
  const isBad = exit.select((status) => status !== '0');
  const isGood = exit.select((status) => status === '0');
  return (exitCode, signalCode) => {
    if (signalCode !== 0 || isBad[exitCode] === 1) return error ? 1 : 0;
    return info || (ok && isGood[exitCode] === 1) ? 1 : 0;
  };
}

export function fillByStatus(
  scope: Scope,
  tables: FactTables,
  dictionaries: Dictionaries,
  wants: (word: string) => boolean,
): Fill {
  const test = statusTest(dictionaries, wants);
  const byRow: Fill = (out, start, end) => {
    const {exit, signal} = tables.rows.codes;
    for (let row = start; row < end; row++) out[row - start] = test(exit[row]!, signal[row]!);
  };
  const {codes, count} = tables.sessions;
  const ordinals = Uint8Array.from({length: count}, (_, ordinal) => test(codes.exit[ordinal]!, codes.signal[ordinal]!));
  const bySession = fillBySession(tables, ordinals);
  if (scope === 'sessions') return bySession;
  return scope === 'events' ? byRow : fillByEither(tables, byRow, bySession);
}
