/** What the server and the thread that reads for it send each other. */
import {DdcotermError} from '../../errors.ts';
import {QueryValueError} from '../../store/errors.ts';
import type {ReadMethod} from './read-store.ts';

export interface StoreRequest {
  id: number;
  method: ReadMethod;
  args: unknown[];
}

export type StoreReply = {id: number} & ({result: unknown} | {error: SentError});

/** Errors lose their class on the way. */
export type SentError =
  | {kind: 'query-value'; key: string; value: string; wanted: string}
  | {kind: 'ours'; code: string; message: string; hint: string | undefined}
  | {kind: 'bug'; stack: string};

export function toSentError(error: unknown): SentError {
  if (error instanceof QueryValueError) {
    const {key, value, wanted} = error;
    return {kind: 'query-value', key, value, wanted};
  }
  if (error instanceof DdcotermError) {
    const {code, message, hint} = error;
    return {kind: 'ours', code, message, hint};
  }
  return {kind: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error)};
}

export function fromSentError(sent: SentError): Error {
  switch (sent.kind) {
    case 'query-value':
      return new QueryValueError(sent.key, sent.value, sent.wanted);
    case 'ours':
      return new DdcotermError(sent.code, sent.message, sent.hint);
    case 'bug':
      return new Error(`In the reading thread: ${sent.stack}`);
  }
}
