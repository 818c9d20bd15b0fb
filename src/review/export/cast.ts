/**
 * `--format cast3` and `cast2`: asciicast as others read it. Nothing of ours is in it: no comments, no private codes, no
 * lone surrogates. Each command is a marker.
 *
 * https://docs.asciinema.org/manual/asciicast/v3/ and .../v2/
 */
import {constants} from 'node:os';
import type {CastEvent} from '../../store/cast.ts';
import type {EventRecord, SessionRecord} from '../../store/records.ts';
import {formatArgv} from '../command-line.ts';
import type {Keyframe} from '../member-text.ts';
import type {ReadItem} from '../recording-reader.ts';
import {showsCaptures, terminalText} from '../terminal-text.ts';
import {wellFormed} from '../well-formed.ts';

export type CastVersion = 2 | 3;

/** What asciicast recorders store by custom; `show` tells the others. */
const HEADER_VARIABLES = ['SHELL', 'TERM'];

/** A player draws a keyframe on a fresh terminal. */
const RIS = '\x1bc';

export interface CastSource {
  session: SessionRecord;
  /** From the start of the recording. */
  items: AsyncIterable<ReadItem>;
  /** In order of their start. */
  commands: readonly EventRecord[];
}

export async function* exportCast(
  version: CastVersion,
  {session, items, commands}: CastSource,
): AsyncGenerator<string> {
  const lines = new CastLines(version);
  const markers = [...commands];
  const takeMarkers = (untilUs: number) => {
    const due = markers.findIndex(({startUs}) => startUs > untilUs);
    return markers.splice(0, due < 0 ? markers.length : due);
  };
  yield renderHeader(version, session);
  const isShown = showsCaptures(session);
  for await (const item of items) {
    if (item.kind === 'screen') {
      yield lines.screen(item.keyframe, session);
      continue;
    }
    if (item.kind !== 'events') continue;
    let text = '';
    for (const event of item.events) {
      for (const command of takeMarkers(event.elapsedUs)) text += lines.line(command.startUs, 'm', command.commandLine);
      text += lines.event(event, isShown);
    }
    yield text;
  }
}

/** Writes event lines with the times as the version wants them. */
class CastLines {
  private lastUs = 0;
  private columns = 0;
  private rows = 0;

  constructor(private readonly version: CastVersion) {}

  line(elapsedUs: number, code: string, data: string): string {
    const us = Math.max(this.lastUs, elapsedUs);
    // v3 tells the time since the event before, v2 that since the start.
    const time = this.version === 3 ? us - this.lastUs : us;
    this.lastUs = us;
    return `[${(time / 1_000_000).toFixed(6)}, "${code}", ${JSON.stringify(wellFormed(data))}]\n`;
  }

  event(event: CastEvent, isCaptureShown: boolean): string {
    const text = terminalText(event, isCaptureShown);
    if (text !== null) return this.line(event.elapsedUs, 'o', text);
    switch (event.kind) {
      case 'input':
        return this.line(event.elapsedUs, 'i', event.text);
      case 'resize':
        return this.resize(event.elapsedUs, event.columns, event.rows);
      case 'end':
        return this.version === 3 ? this.line(event.elapsedUs, 'x', String(statusOf(event))) : '';
      default:
        return '';
    }
  }

  /** Where a recording is entered, or goes on after a hole. The blank screen at its start is the header's. */
  screen({us, columns, rows, screen}: Keyframe, session: SessionRecord): string {
    if (this.columns === 0) [this.columns, this.rows] = sizeOf(session);
    const resize = columns === this.columns && rows === this.rows ? '' : this.resize(us, columns, rows);
    return resize + (screen === '' && us === 0 ? '' : this.line(us, 'o', RIS + screen));
  }

  private resize(us: number, columns: number, rows: number): string {
    [this.columns, this.rows] = [columns, rows];
    return this.line(us, 'r', `${columns}x${rows}`);
  }
}

function renderHeader(version: CastVersion, session: SessionRecord): string {
  const [columns, rows] = sizeOf(session);
  const variables = Object.entries(session.env).filter(([name]) => HEADER_VARIABLES.includes(name));
  const common = {
    timestamp: Math.floor(session.startedAtMs / 1000),
    command: formatArgv([session.command, ...session.argv.slice(1)]),
    ...(session.title === null ? {} : {title: session.title}),
    ...(variables.length === 0 ? {} : {env: Object.fromEntries(variables)}),
  };
  const {TERM} = session.env;
  const header =
    version === 3
      ? {version, term: {cols: columns, rows, ...(TERM === undefined ? {} : {type: TERM})}, ...common}
      : {version, width: columns, height: rows, duration: session.durationUs / 1_000_000, ...common};
  return `${JSON.stringify(header, (_key, value: unknown) => (typeof value === 'string' ? wellFormed(value) : value))}\n`;
}

/** As a shell would tell it. */
function statusOf({exitStatus, signal}: {exitStatus: number | null; signal: string | null}): number {
  if (signal === null) return exitStatus ?? 0;
  const numbers: Record<string, number> = constants.signals;
  return 128 + (numbers[signal] ?? 0);
}

const sizeOf = ({columns, rows}: SessionRecord): [number, number] => [columns || 80, rows || 24];
