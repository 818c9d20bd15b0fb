/** The player's own line at the bottom, and its help. */
import {textWidth} from '../../terminal/width.ts';
import {clip} from '../render/clip.ts';
import {printable} from '../render/printable.ts';
import {formatOffset} from '../render/time.ts';
import {HELP_LINES} from './actions.ts';

export interface PlayerStatus {
  state: 'playing' | 'paused' | 'ended' | 'live';
  positionUs: number;
  durationUs: number;
  speed: number;
  /** Pauses are shortened. */
  isIdleLimited: boolean;
  /** Of the command that ran last at this moment. */
  command: {number: number; count: number; line: string} | null;
  /** What the user should know of the recording, or of how it is shown. */
  remark: string | null;
}

const MARKS: Record<PlayerStatus['state'], string> = {playing: '▶', paused: '‖', ended: '■', live: '●'};

const INVERSE = '\x1b[7m';
const RESET = '\x1b[m';

export function renderStatusLine(status: PlayerStatus, columns: number): string {
  const {state, positionUs, durationUs, speed, isIdleLimited, command, remark} = status;
  const left = [
    `${MARKS[state]} ${formatOffset(positionUs)} / ${formatOffset(durationUs)}`,
    state === 'playing' ? '' : state,
    speed === 1 ? '' : `${speed}×`,
    isIdleLimited ? '' : 'pauses in full',
    command === null ? '' : `#${command.number}/${command.count} ${printable(command.line)}`,
  ];
  const right = [remark === null ? '' : printable(remark), '? help', 'q quit'];
  return INVERSE + justify(join(left), join(right), columns) + RESET;
}

/** A box over the top left corner. */
export function renderHelp(columns: number): string[] {
  const width = Math.min(columns, Math.max(...HELP_LINES.map((line) => textWidth(line))) + 2);
  return HELP_LINES.map((line) => INVERSE + pad(clip(` ${line}`, width), width) + RESET);
}

/** What is on the right goes first where room is short. */
function justify(left: string, right: string, columns: number): string {
  const room = columns - textWidth(left) - 4;
  if (room < textWidth(right)) return pad(clip(` ${left}`, columns), columns);
  return ` ${left}${' '.repeat(room - textWidth(right) + 2)}${right} `;
}

const join = (parts: string[]): string => parts.filter((part) => part !== '').join('  ');
const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - textWidth(text)));
