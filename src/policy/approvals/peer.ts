/**
 * Who is at the other end of a Unix socket, as the kernel knows it (SO_PEERCRED of unix(7), LOCAL_PEERCRED on macOS). Node has
 * no such call: a program is run that finds the connection as its standard input.
 */
import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
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

/**
 * @param relay Path of the native relay, which knows no names: it is asked where Perl is missing, as on Alpine.
 * @throws {DdcotermError} APPROVAL_PEER_UNKNOWN
 */
export async function readPeer(socket: Socket, relay: string, perl = 'perl'): Promise<Peer> {
  const text = (await run(perl, ['-e', PERL], socket)) || (await run(relay, ['--peer'], socket));
  const [, uid, user] = /^(\d+)(?: (.*))?$/m.exec(text) ?? [];
  if (uid === undefined) throw approvalPeerUnknown();
  return {uid: Number(uid), user: user || nameOf(uid)};
}

/** From the machine's own list of users; elsewhere the number has to do. */
function nameOf(uid: string): string {
  try {
    const rows = readFileSync('/etc/passwd', 'utf8').split('\n');
    return rows.map((row) => row.split(':')).find((fields) => fields[2] === uid)?.[0] ?? uid;
  } catch {
    return uid; // not every container has the file
  }
}

/** @returns What it wrote; nothing where it could not be started. */
function run(program: string, args: string[], socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: [socket, 'pipe', 'ignore'],
      env: {PATH: '/usr/bin:/bin:/usr/local/bin'},
    });
    const chunks: Buffer[] = [];
    child.stdout!.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', () => resolve(''));
    child.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
  });
}
