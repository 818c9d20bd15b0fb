/**
 * Who is at the other end of a Unix socket, as the kernel knows it (SO_PEERCRED of unix(7), LOCAL_PEERCRED on macOS). Node has
 * no such call: a program is run that finds the connection as its standard input.
 */
import {spawn} from 'node:child_process';
import type {Socket} from 'node:net';
import {approvalPeerUnknown} from './errors.ts';

export interface Peer {
  uid: number;
  user: string;
}

/** SOL_SOCKET and SO_PEERCRED of Linux, SOL_LOCAL and LOCAL_PEERCRED of macOS, whose structure begins with a version. */
const PERL = `
my $mac = $^O eq 'darwin';
my $c = getsockopt STDIN, $mac ? 0 : 1, $mac ? 1 : 17;
exit 1 unless defined $c;
my (undef, $uid) = unpack 'II', $c;
print "$uid ", scalar getpwuid($uid) // '';
`;

/** @throws {DdcotermError} APPROVAL_PEER_UNKNOWN */
export async function readPeer(socket: Socket): Promise<Peer> {
  const text = await run('perl', ['-e', PERL], socket);
  const [, uid, user] = /^(\d+) (.*)$/.exec(text) ?? [];
  if (uid === undefined) throw approvalPeerUnknown();
  return {uid: Number(uid), user: user || uid};
}

function run(program: string, args: string[], socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: [socket, 'pipe', 'ignore'],
      env: {PATH: '/usr/bin:/bin:/usr/local/bin'},
    });
    const chunks: Buffer[] = [];
    child.stdout!.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', () => reject(approvalPeerUnknown()));
    child.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
  });
}
