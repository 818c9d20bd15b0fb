import {DdcotermError} from '../../errors.ts';

export const approvalUnknown = (reference: string) =>
  new DdcotermError(
    'APPROVAL_UNKNOWN',
    `Cannot decide request "${reference}": there is none, or it is over`,
    'Run "ddcoterm approvals list"',
  );

export const approvalAmbiguous = (reference: string, ids: string[]) =>
  new DdcotermError(
    'APPROVAL_AMBIGUOUS',
    `Cannot decide request "${reference}": ${ids.length} begin so`,
    `Give one of ${ids.join(', ')}`,
  );

export const approvalOwn = (id: string) =>
  new DdcotermError(
    'APPROVAL_OWN',
    `Cannot decide request "${id}": it is your own`,
    'Ask another user of this machine; COTERM_BREAK_GLASS=true runs the command at once, and is reported',
  );

export const approvalFolderUnsafe = (folder: string) =>
  new DdcotermError(
    'APPROVAL_FOLDER_UNSAFE',
    `Cannot use folder "${folder}" for approvals: others could replace what is in it`,
    `Let root make it: mkdir -m 1777 "${folder}"`,
  );

export const approvalPeerUnknown = () =>
  new DdcotermError(
    'APPROVAL_PEER_UNKNOWN',
    'Cannot tell who is asking: neither the native relay nor Perl is there to read the credentials of the connection',
    'Install Perl, or run installer/install.sh again',
  );

export const approvalServerBroken = (path: string, state: string) =>
  new DdcotermError(
    'APPROVAL_SERVER_BROKEN',
    `Cannot ask the agent at "${path}": ${state}`,
    'The requester can run the command again',
  );
