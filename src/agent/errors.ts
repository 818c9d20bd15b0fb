import {DdcotermError} from '../errors.ts';

export const agentRunning = (lock: string) =>
  new DdcotermError('AGENT_RUNNING', `Cannot start agent: another one holds "${lock}"`, 'Run "ddcoterm agent status"');

export const socketFolderForeign = (folder: string) =>
  new DdcotermError(
    'SOCKET_FOLDER_FOREIGN',
    `Cannot listen in "${folder}": it belongs to another user or others may write to it`,
    `Remove it, or run: chmod 700 "${folder}"`,
  );

export const helloExpected = (type: number) =>
  new DdcotermError('FRAME_UNEXPECTED', `Cannot accept connection: its first frame is of type ${type}, not HELLO`);
