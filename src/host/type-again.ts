/**
 * Puts keys back into the user's terminal: typed while a command ran that did not read them, they are for whoever reads
 * next. Linux 6.2 and later may forbid it (sysctl dev.tty.legacy_tiocsti); the keys are lost then.
 */
import {spawnSync} from 'node:child_process';

/** Without echo: they were echoed when they were typed. Numbers as in `monitor-script.ts`, and TIOCSTI. */
const SCRIPT = String.raw`
my $darwin = $^O eq 'darwin';
my ($GETS, $SETS, $STI) = $darwin ? (0x40487413, 0x80487414, 0x80017472) : (0x5401, 0x5402, 0x5412);
open my $tty, '+<&=', 3 or exit;
my $modes = "\0" x 256;
ioctl $tty, $GETS, $modes or exit;
my ($i, $o, $c, $l) = unpack $darwin ? 'Q4' : 'L4', $modes;
my $silent = $modes;
substr($silent, 0, $darwin ? 32 : 16) = pack $darwin ? 'Q4' : 'L4', $i, $o, $c, $l & ~($darwin ? 0x18 : 0x48);
ioctl $tty, $SETS, $silent;
ioctl $tty, $STI, $_ for split //, pack 'H*', $ARGV[0];
ioctl $tty, $SETS, $modes;
`;

/** No more fits into the terminal's buffer of input. */
const MAX_KEYS = 4096;

/** @param terminal The user's, which is our controlling one: others the system refuses. */
export function typeAgain(perl: string, terminal: number, keys: Buffer): void {
  const text = keys.subarray(0, MAX_KEYS).toString('hex');
  spawnSync(perl, ['-e', SCRIPT, text], {stdio: ['ignore', 'ignore', 'ignore', terminal], env: {}});
}
