/**
 * Somebody without rights, for as long as a test runs: known to nobody but the commands that are started through it, since
 * the files that say so are mounted over the real ones in a mount namespace of their own.
 */
import {execFileSync} from 'node:child_process';
import {chmodSync, chownSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {FrameServer} from '../../host/support/frame-server.ts';
import type {HostSandbox} from '../../host/support/host-sandbox.ts';

const NAME = 'ddcoterm-test';
export const OTHER_UID = 48_642;

/** Debian's own setting: sudo runs the command in a PTY of its own, with a monitor. */
const SUDOERS = `Defaults use_pty\nroot ALL=(ALL:ALL) ALL\n${NAME} ALL=(ALL:ALL) NOPASSWD: ALL\n`;

const MOUNT_AND_RUN = `
for file in passwd group shadow sudoers; do mount --bind "$1/$file" "/etc/$file" || exit 99; done
shift
exec setpriv --reuid ${OTHER_UID} --regid ${OTHER_UID} --init-groups "$@"`;

export class OtherUser {
  private readonly files: string;

  /** Gives the box, all of it, to that user. */
  constructor(private readonly box: HostSandbox) {
    this.files = join(box.home, 'etc');
    const settings = join(box.paths.run, 'host-settings');
    writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^uid=.*$/m, `uid=${OTHER_UID}`));
    execFileSync('chown', ['-R', `${OTHER_UID}:${OTHER_UID}`, box.home]);
    execFileSync('mkdir', [this.files]);
    this.write(
      'passwd',
      `${readFileSync('/etc/passwd', 'utf8')}${NAME}:x:${OTHER_UID}:${OTHER_UID}::${box.home}:/bin/sh\n`,
      0o644,
    );
    this.write('group', `${readFileSync('/etc/group', 'utf8')}${NAME}:x:${OTHER_UID}:\n`, 0o644);
    this.write('shadow', `${readFileSync('/etc/shadow', 'utf8')}${NAME}:*:19000:0:99999:7:::\n`, 0o600);
    this.write('sudoers', SUDOERS, 0o440);
  }

  /** Words that run `words` as that user. */
  words(words: string[]): string[] {
    return ['unshare', '--mount', 'sh', '-c', MOUNT_AND_RUN, 'sh', this.files, ...words];
  }

  /** The socket becomes that user's, as if the user's own agent listened. */
  async listen(server: FrameServer): Promise<void> {
    const own = process.geteuid!();
    process.seteuid!(OTHER_UID);
    try {
      await server.listen();
    } finally {
      process.seteuid!(own);
    }
  }

  /** A copy of a program with the rights of root. */
  makeSetuid(program: string): string {
    const copy = join(this.box.home, 'setuid-program');
    execFileSync('cp', [program, copy]);
    chownSync(copy, 0, 0);
    chmodSync(copy, 0o4755);
    return copy;
  }

  private write(name: string, text: string, mode: number): void {
    const file = join(this.files, name);
    writeFileSync(file, text);
    chownSync(file, 0, 0);
    chmodSync(file, mode);
  }
}
