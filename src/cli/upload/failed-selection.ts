import type {FailedSelection} from '../../store/outbox.ts';
import {usageError} from '../errors.ts';

/**
 * @param words Numbers, as `upload failed` shows them.
 * @throws {DdcotermError} USAGE
 */
export function parseFailedSelection(words: readonly string[], all: boolean, verb: string): FailedSelection {
  if (all && words.length > 0) throw usageError('Cannot choose entries: there are numbers beside --all');
  if (!all && words.length === 0) {
    throw usageError(
      `Cannot ${verb} entries: none is named`,
      `Name their numbers from "ddcoterm upload failed", or --all`,
    );
  }
  const wrong = words.find((word) => !/^\d{1,15}$/.test(word));
  if (wrong !== undefined)
    throw usageError(`Cannot ${verb} entry "${wrong}": it is no number of "ddcoterm upload failed"`);
  return all ? {} : {ids: words.map(Number)};
}
