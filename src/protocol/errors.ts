import {DdcotermError} from '../errors.ts';

export const frameTooLarge = (payloadBytes: number, limitBytes: number) =>
  new DdcotermError(
    'FRAME_TOO_LARGE',
    `Cannot read frame: ${payloadBytes} payload bytes announced, limit is ${limitBytes}`,
  );

export const frameMalformed = (what: string, state: string) =>
  new DdcotermError('FRAME_MALFORMED', `Cannot read frame "${what}": ${state}`);
