import {DdcotermError} from '../../errors.ts';

/** A mistake in a query, and where it is. */
export class QuerySyntaxError extends DdcotermError {
  /** Characters that are wrong: the one at the position. */
  readonly length = 1;

  /** @param position Index into the query's text, in UTF-16 code units; its length for "at the end". */
  constructor(
    state: string,
    readonly position: number,
    hint = 'Put text with special characters in "quotes", or a backslash before each of them',
  ) {
    super('QUERY_SYNTAX', `Cannot read query at character ${position + 1}: ${state}`, hint);
  }
}
