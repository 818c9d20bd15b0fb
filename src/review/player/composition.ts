/** The picture on the user's terminal: the recorded screen, the status line, the help. Pure. */
import {renderHelp} from './status-line.ts';
import type {Frame, Size} from './view.ts';

export interface Overlays {
  /** Null: the row belongs to the recording. */
  statusLine: string | null;
  helpOn: boolean;
}

/** The status line has a row of its own where the terminal is higher than the recording. */
export function recordingSize(size: Size, recordedRows: number): Size {
  return size.rows > recordedRows ? {...size, rows: size.rows - 1} : size;
}

export function composeFrame({lines, cursor}: Frame, size: Size, {statusLine, helpOn}: Overlays): Frame {
  const picture = Array.from({length: size.rows}, (_, row) => lines[row] ?? '');
  const statusRow = size.rows - 1;
  const helpLines = helpOn ? renderHelp(size.columns).slice(0, statusRow) : [];
  picture.splice(0, helpLines.length, ...helpLines);
  if (statusLine !== null) picture[statusRow] = statusLine;
  const isCovered = helpOn || (statusLine !== null && cursor?.row === statusRow);
  return {lines: picture, cursor: isCovered ? null : cursor};
}
