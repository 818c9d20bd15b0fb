/** Lines for the user, on stderr. A shim says nothing unless the configuration wants it. */
import {writeSync} from 'node:fs';
import type {Config} from '../config/config.ts';
import type {CommandRequest} from './arguments.ts';

/** Eight hex digits and four: all of a UUIDv7's clock, so that no two sessions of one machine are likely to share it. */
const SHORT_ID_CHARS = 13;

export function isAnnounced(request: CommandRequest, config: Config): boolean {
  if (request.quiet === true) return false;
  return request.origin === 'shim' ? config.announceShims : config.announce;
}

export const startLine = (session: string): string =>
  `ddcoterm: recording this session; watch it with "ddcoterm play ${session.slice(0, SHORT_ID_CHARS)}"`;

export const endLine = (session: string): string =>
  `ddcoterm: the recording has ended; watch it with "ddcoterm play ${session.slice(0, SHORT_ID_CHARS)}"`;

/** Not through Node's stream, which would make a pipe of the user's non-blocking. Never throws. */
export function say(line: string): void {
  try {
    writeSync(2, `${line}\n`);
  } catch {
    // stderr is closed, or its reader is gone
  }
}
