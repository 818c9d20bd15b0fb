/** What was on the screen, as text, in step with the player. */

import {useEffect, useMemo, useRef, useState} from 'preact/hooks';
import type {LogHitJson, SessionJson} from '../../review/api/types.ts';
import {lineTimeUs} from '../../review/render/records-json.ts';
import {formatOffset} from '../../review/render/time.ts';
import {api} from '../api/client.ts';
import type {Player} from '../player/player.ts';
import {Highlighted, useHighlight} from '../ui/highlighted.tsx';
import {memo} from '../ui/memo.ts';
import {EventBadge} from '../ui/outcome.tsx';
import {clipped, printableLines} from '../ui/text.ts';
import {toError} from '../ui/use-resource.ts';
import {blocksOf, lineAt} from './transcript-lines.ts';
import {type TranscriptState, TranscriptWindow} from './transcript-window.ts';
import {usePlayerValue} from './use-player.ts';

const BLOCK_LINES = 40;
/** How often the text of a command that still runs is asked for again: the recorder writes it every five seconds. */
const LIVE_REFRESH_MS = 3000;
/** Pixels from an edge at which more is loaded. */
const NEAR_EDGE = 600;

export interface TranscriptPanelProps {
  player: Player;
  session: SessionJson;
  find: string;
  onSeek: (us: number, text?: string) => void;
}

export function TranscriptPanel({player, session, find, onSeek}: TranscriptPanelProps) {
  const box = useRef<HTMLDivElement>(null);
  const {state, error, extend} = useTranscript(player, session);
  const pattern = useHighlight(find);
  const current = useCurrentLine(player, state);
  useCurrentInSight(box, current);
  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    if (element.scrollTop < NEAR_EDGE) extend('before');
    if (element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_EDGE) extend('after');
  };
  const onClick = (event: MouseEvent) => {
    const line = (event.target as Element).closest<HTMLElement>('[data-us]');
    if (line !== null && (getSelection()?.isCollapsed ?? true)) onSeek(Number(line.dataset.us), line.textContent ?? '');
  };
  if (error !== null) return <p class="panel-note">{error.message}</p>;
  if (state === null) return <p class="panel-note">Loading the transcript…</p>;
  if (state.entries.length === 0) return <p class="panel-note">Nothing was written on this session's screen.</p>;
  return (
    <div
      ref={box}
      class="panel-scroll transcript"
      role="region"
      aria-label="Transcript"
      tabIndex={0}
      onScroll={onScroll}
      onClick={onClick}
    >
      {state.entries.map((entry, index) => (
        <Entry
          key={entry.id}
          entry={entry}
          state={session.state}
          line={index === current?.entry ? current.line : null}
          pattern={pattern}
          onSeek={onSeek}
        />
      ))}
    </div>
  );
}

interface EntryProps {
  entry: LogHitJson;
  state: SessionJson['state'];
  /** The line that shows now; null: of another entry. */
  line: number | null;
  pattern: RegExp | null;
  onSeek: (us: number, text?: string) => void;
}

const Entry = memo(function Entry({entry, state, line, pattern, onSeek}: EntryProps) {
  const blocks = useMemo(() => blocksOf(printableLines(entry.text), BLOCK_LINES), [entry.text]);
  const isKnown = entry.commandLine !== null;
  return (
    <section class={`entry ${line === null ? '' : 'is-current'}`}>
      <button type="button" class="entry-head" onClick={() => onSeek(entry.startUs)}>
        {isKnown && (
          <EventBadge
            event={{
              endUs: entry.exitStatus === null && state === 'live' ? null : entry.endUs,
              exitStatus: entry.exitStatus,
              signal: null,
            }}
            state={state}
          />
        )}
        <code class="command-line">{isKnown ? clipped(entry.commandLine!) : 'Before the first command'}</code>
        <span class="row-time">{formatOffset(entry.startUs)}</span>
      </button>
      {blocks.map((lines, index) => {
        const first = index * BLOCK_LINES;
        const isHere = line !== null && line >= first && line < first + BLOCK_LINES;
        return (
          <Block
            key={first}
            entry={entry}
            lines={lines}
            first={first}
            line={isHere ? line - first : null}
            pattern={pattern}
          />
        );
      })}
      {entry.omittedLines > 0 && (
        <p class="entry-note">
          {entry.omittedLines.toLocaleString('en-US')} lines in the middle are left out; the replay has them.
        </p>
      )}
    </section>
  );
});

interface BlockProps {
  entry: LogHitJson;
  lines: readonly string[];
  first: number;
  line: number | null;
  pattern: RegExp | null;
}

const Block = memo(function Block({entry, lines, first, line, pattern}: BlockProps) {
  return (
    <div class="lines" style={{containIntrinsicHeight: `auto ${lines.length * 18}px`}}>
      {lines.map((text, index) => (
        <div key={index} class={index === line ? 'line is-now' : 'line'} data-us={lineTimeUs(entry, first + index)}>
          {text === '' ? '\u00a0' : <Highlighted text={text} pattern={pattern} />}
        </div>
      ))}
    </div>
  );
});

function useTranscript(player: Player, session: SessionJson) {
  const [state, setState] = useState<TranscriptState | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const window = useMemo(() => {
    const read: ConstructorParameters<typeof TranscriptWindow>[0] = (query) =>
      api.list('logs', {...query, session: session.id});
    return new TranscriptWindow(read, Date.parse(session.startedAt));
  }, [session.id, session.startedAt]);
  const busy = useRef(false);
  const run = useMemo(
    () => async (action: () => Promise<void>) => {
      if (busy.current) return;
      busy.current = true;
      try {
        await action();
        setState(window.state);
      } catch (failure) {
        setError(toError(failure));
      } finally {
        busy.current = false;
      }
    },
    [window],
  );
  useEffect(() => {
    const follow = () => {
      const {positionUs} = player.current;
      if (!busy.current && !window.covers(positionUs)) void run(() => extendOrMove(window, positionUs));
    };
    void run(() => window.showAt(player.current.positionUs));
    return player.subscribe(follow);
  }, [player, window, run]);
  useEffect(() => {
    if (session.state !== 'live') return;
    const timer = setInterval(() => {
      if (!window.state.hasAfter) void run(() => window.showAt(player.current.positionUs));
    }, LIVE_REFRESH_MS);
    return () => clearInterval(timer);
  }, [session.state, player, window, run]);
  const extend = (side: 'before' | 'after') => {
    const {hasBefore, hasAfter} = window.state;
    if (side === 'before' && hasBefore && !window.isFull) void run(() => window.extendBefore());
    if (side === 'after' && hasAfter && !window.isFull) void run(() => window.extendAfter());
  };
  return {state, error, extend};
}

/** The next entry is at hand while one watches; after a jump everything begins anew. */
async function extendOrMove(window: TranscriptWindow, positionUs: number): Promise<void> {
  if (window.state.entries.length > 0 && !window.isFull) await window.extendAfter();
  if (!window.covers(positionUs)) await window.showAt(positionUs);
}

interface CurrentLine {
  entry: number;
  line: number;
}

function useCurrentLine(player: Player, state: TranscriptState | null): CurrentLine | null {
  const entries = state?.entries ?? NO_ENTRIES;
  const key = usePlayerValue(player, ({positionUs}) => {
    const entry = entries.findLastIndex(({startUs}) => startUs <= positionUs);
    return entry < 0 ? '' : `${entry}:${lineAt(entries[entry]!, positionUs)}`;
  });
  return useMemo(() => {
    if (key === '') return null;
    const [entry, line] = key.split(':').map(Number) as [number, number];
    return {entry, line};
  }, [key]);
}

const NO_ENTRIES: readonly LogHitJson[] = [];

/** Keeps what shows now in sight, unless the reader scrolled or reads with the pointer over it. */
function useCurrentInSight(box: {readonly current: HTMLElement | null}, current: CurrentLine | null): void {
  useEffect(() => {
    const element = box.current;
    if (element === null || current === null || element.matches(':hover, :focus-within')) return;
    const now = element.querySelector('.is-now') ?? element.querySelector('.entry.is-current');
    if (now === null) return;
    const [outer, inner] = [element.getBoundingClientRect(), now.getBoundingClientRect()];
    const isInSight = inner.top >= outer.top && inner.bottom <= outer.bottom;
    if (!isInSight) element.scrollTop += inner.top - outer.top - element.clientHeight / 3;
  }, [box, current]);
}
