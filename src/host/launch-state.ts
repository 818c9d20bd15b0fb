/**
 * What Node changes in its own process before any of our code runs, as the launcher saw it before: closed standard
 * descriptors (Node opens /dev/null there), ignored and blocked signals (it resets them), the limit of open files (it raises it) and
 * further inherited descriptors (it would not hand them on). The command gets all of it back.
 *
 * The launcher says so in one variable, which is taken out of the environment again:
 * `closed=0,2 ignored=0000000000001000 blocked=0000000000000000 files=1024:524288 open=3,63`
 */
import {constants} from 'node:os';

/** Set by the launchers, never seen by a command. */
export const LAUNCH_VARIABLE = 'DDCOTERM_LAUNCH';

export interface LaunchState {
  /** Standard descriptors that were closed. */
  closed: number[];
  /** Numbers of ignored signals. */
  ignoredSignals: number[];
  /** Mask of blocked signals in hexadecimal; null where there are none, or the launcher could not tell. */
  blockedSignals: string | null;
  /** Soft and hard limit of open files; null where the launcher could not tell. */
  openFiles: {soft: string; hard: string} | null;
  /** Inherited descriptors above 2. */
  descriptors: number[];
}

export const PLAIN_LAUNCH: LaunchState = {
  closed: [],
  ignoredSignals: [],
  blockedSignals: null,
  openFiles: null,
  descriptors: [],
};

/** Bash puts process substitutions at 63 and below; what lies far above is no descriptor that somebody redirected. */
const MAX_DESCRIPTOR = 255;

/** Words that are not understood are passed over: a newer launcher may say more. */
export function parseLaunchState(text: string | undefined): LaunchState {
  const words = new Map((text ?? '').split(' ').map((word) => word.split('=', 2) as [string, string | undefined]));
  const [soft, hard] = (words.get('files') ?? '').split(':');
  return {
    closed: numbers(words.get('closed')).filter((descriptor) => descriptor <= 2),
    ignoredSignals: signalsOfMask(words.get('ignored') ?? ''),
    blockedSignals: /^(?!0+$)[0-9a-f]{1,16}$/i.exec(words.get('blocked') ?? '')?.[0] ?? null,
    openFiles: soft && hard && [soft, hard].every((limit) => /^\d+$/.test(limit)) ? {soft, hard} : null,
    descriptors: numbers(words.get('open')).filter((descriptor) => descriptor > 2 && descriptor <= MAX_DESCRIPTOR),
  };
}

const numbers = (list: string | undefined): number[] =>
  (list ?? '')
    .split(',')
    .filter((word) => /^\d+$/.test(word))
    .map(Number);

/** @param mask Hexadecimal, bit n-1 for signal n: `SigIgn` of /proc/self/status. */
function signalsOfMask(mask: string): number[] {
  if (!/^[0-9a-f]{1,16}$/i.test(mask)) return [];
  const bits = BigInt(`0x${mask}`);
  const isSet = (signal: number) => ((bits >> BigInt(signal - 1)) & 1n) === 1n;
  // Some shells ignore SIGQUIT while they run a script, as the launcher is one: alone it says nothing about us.
  const signals = Array.from({length: 64}, (_, index) => index + 1).filter(isSet);
  return isSet(constants.signals.SIGINT) ? signals : signals.filter((signal) => signal !== constants.signals.SIGQUIT);
}
