import {DdcotermError} from '../errors.ts';

export const storeTooNew = (file: string, found: number, known: number) =>
  new DdcotermError(
    'STORE_TOO_NEW',
    `Cannot open store "${file}": a newer ddcoterm wrote it (schema ${found}, this one knows ${known})`,
    'Update ddcoterm, or point DDCOTERM_HOME at another folder',
  );

export const storeTooOld = (file: string, found: number, wanted: number) =>
  new DdcotermError(
    'STORE_TOO_OLD',
    `Cannot read store "${file}": an older ddcoterm wrote it (schema ${found}, this one reads ${wanted})`,
    'Run "ddcoterm agent stop": the agent brings the store up to date when it starts next',
  );

export const storeBroken = (file: string, cause: unknown) =>
  new DdcotermError(
    'STORE_BROKEN',
    `Cannot use store "${file}": the database is damaged`,
    'Run "ddcoterm agent stop": the agent sets the file aside when it starts next and rebuilds it from the recordings',
    {cause},
  );

export const storeFull = (file: string, cause: unknown) =>
  new DdcotermError(
    'STORE_FULL',
    `Cannot write "${file}": the disk or its quota is full`,
    'Free some space, or lower limits.store in config.yaml; recording goes on by itself',
    {cause},
  );

export const storeLocked = (file: string, cause: unknown) =>
  new DdcotermError(
    'STORE_LOCKED',
    `Cannot use store "${file}": another process holds the lock`,
    'Run "ddcoterm agent status" to see what the agent is doing, then try again',
    {cause},
  );

export const storeUnusable = (file: string, state: string, cause: unknown) =>
  new DdcotermError(
    'STORE_UNUSABLE',
    `Cannot open store "${file}": ${state}`,
    'Look at owner and mode of the file and its folder: both belong to you, 0600 and 0700',
    {cause},
  );

export const sessionNotFound = (reference: string) =>
  new DdcotermError(
    'SESSION_NOT_FOUND',
    `Cannot find session "${reference}": no session of that id`,
    'Run "ddcoterm ls" to see the sessions there are',
  );

export const sessionAmbiguous = (reference: string, candidates: string[]) =>
  new DdcotermError(
    'SESSION_AMBIGUOUS',
    `Cannot tell session "${reference}": several ids begin with it`,
    `Use more characters of one of these: ${candidates.join(', ')}`,
  );

export const sessionExists = (id: string) =>
  new DdcotermError('SESSION_EXISTS', `Cannot create session "${id}": it is in the store already`);

export const cursorInvalid = (cursor: string) =>
  new DdcotermError(
    'CURSOR_INVALID',
    `Cannot continue at cursor "${cursor.slice(0, 40)}": no page of this store ended there`,
    'Start again without a cursor',
  );

/** Key and value tell where in the query the mistake is. */
export class QueryValueError extends DdcotermError {
  constructor(
    readonly key: string,
    readonly value: string,
    readonly wanted: string,
  ) {
    super('QUERY_VALUE', `Cannot search ${key} for "${value}": it is not ${wanted}`);
  }
}

export const queryValue = (key: string, value: string, wanted: string) => new QueryValueError(key, value, wanted);

export const recordingPathInvalid = (path: string) =>
  new DdcotermError(
    'RECORDING_PATH_INVALID',
    `Cannot use recording path "${path}": it is not of the form YYYY/MM/DD/<session>.cast.gz`,
  );

export const recordingMissing = (file: string, cause: unknown) =>
  new DdcotermError('RECORDING_MISSING', `Cannot read recording "${file}": the file is not there`, undefined, {cause});

export const recordingBroken = (file: string, fileOffset: number, cause?: unknown) =>
  new DdcotermError(
    'RECORDING_BROKEN',
    `Cannot read recording "${file}": the part at byte ${fileOffset} is damaged or cut`,
    'What comes before it can still be played',
    {cause},
  );

export const recordingUnusable = (file: string, state: string, cause: unknown) =>
  new DdcotermError(
    'RECORDING_UNUSABLE',
    `Cannot use recording "${file}": ${state}`,
    'Look at owner and mode of the file and its folders: all belong to you, 0600 and 0700',
    {cause},
  );
