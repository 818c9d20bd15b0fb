import {DdcotermError} from '../errors.ts';

export const timeMalformed = (option: string, value: string, wanted: string) =>
  new DdcotermError('TIME_MALFORMED', `Cannot read ${option} "${value}": it is no time`, `Write it as ${wanted}`);

export const positionMalformed = (value: string) =>
  new DdcotermError(
    'TIME_MALFORMED',
    `Cannot read --at "${value}": it is no moment of a recording`,
    'Write it as 1:23, 83s, 1h2m, 50%, #3 (a command), @14:05 (a clock time) or 2026-11-24T14:05:00; behind a slash the line to stand at, if any',
  );

export const positionOutside = (value: string, state: string) =>
  new DdcotermError('POSITION_OUTSIDE', `Cannot go to "${value}": ${state}`);

export const numberOutside = (option: string, value: string, lowest: number, highest: number) =>
  new DdcotermError('NUMBER_OUTSIDE', `Cannot use ${option} "${value}": it is no number from ${lowest} to ${highest}`);

export const recordingAbsent = (id: string) =>
  new DdcotermError(
    'RECORDING_ABSENT',
    `Cannot play session "${id}": it has no recording, because nothing of it ran on a terminal`,
    `Run "ddcoterm show ${id}" for what is known of it, or set "capture: all" to keep the streams of such commands`,
  );

export const recordingGone = (id: string, file: string, cause: unknown) =>
  new DdcotermError(
    'RECORDING_MISSING',
    `Cannot read recording "${file}": ${reason(cause)}`,
    `What else is known stays in "ddcoterm show ${id}"; "ddcoterm rm ${id}" removes it`,
    {cause},
  );

export const exportFormatUnknown = (format: string, known: readonly string[]) =>
  new DdcotermError(
    'EXPORT_FORMAT_UNKNOWN',
    `Cannot export as "${format}": there is no such format`,
    `The formats are ${known.join(', ')}`,
  );

export const exportNotWritable = (file: string, cause: unknown) =>
  new DdcotermError('EXPORT_NOT_WRITABLE', `Cannot write export "${file}": ${reason(cause)}`, undefined, {cause});

export const exportPageMissing = (file: string, cause: unknown) =>
  new DdcotermError(
    'EXPORT_PAGE_MISSING',
    `Cannot export as "html": "${file}" cannot be read`,
    'Install ddcoterm anew, or build it with "npm run build"',
    {cause},
  );

export const sessionLive = (id: string) =>
  new DdcotermError(
    'SESSION_LIVE',
    `Cannot remove session "${id}": it is still being recorded`,
    'End the command first; then remove it',
  );

export const deletionUnconfirmed = (count: number) =>
  new DdcotermError(
    'DELETION_UNCONFIRMED',
    `Cannot remove ${count === 1 ? '1 session' : `${count} sessions`}: nobody is there to confirm it`,
    'Add --yes where there is no terminal to ask on',
  );

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

export const nothingToRemove = () =>
  new DdcotermError(
    'NOTHING_TO_REMOVE',
    'Cannot remove sessions: none is named',
    'Name them by ID, by --query QUERY or by --before 30d',
  );

export const idleMalformed = (value: string) =>
  new DdcotermError(
    'IDLE_MALFORMED',
    `Cannot use --idle "${value}": it is no number of seconds`,
    'Write it as 2, 0.5 or 1m; "off" plays every pause in full',
  );

/** @param picture The query, and a mark under the mistake. */
export const queryUnreadable = (error: DdcotermError, picture: string) =>
  new DdcotermError(error.code, error.message, error.hint === undefined ? picture : `${picture}\n${error.hint}`);
