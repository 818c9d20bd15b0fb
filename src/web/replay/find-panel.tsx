/** Searching inside the recording. */
import type {RefObject} from 'preact';
import {formatOffset} from '../../review/render/time.ts';
import type {Player} from '../player/player.ts';
import {Highlighted, useHighlight} from '../ui/highlighted.tsx';
import {Icon} from '../ui/icons.tsx';
import {clipped, plural} from '../ui/text.ts';
import {VirtualRows} from '../ui/virtual-rows.tsx';
import type {Found} from './find.ts';
import {hitAt} from './hits.ts';
import type {PlayerAction} from './keys.ts';
import {usePlayerValue} from './use-player.ts';

/** Of a line, before what was found in it. */
const CHARS_BEFORE = 16;

export interface FindBoxProps {
  input: RefObject<HTMLInputElement | null>;
  query: string;
  found: Found;
  onQuery: (query: string) => void;
  act: (action: PlayerAction) => void;
}

export function FindBox({input, query, found, onQuery, act}: FindBoxProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') act({kind: 'hit', direction: event.shiftKey ? -1 : 1});
    if (event.key !== 'Escape') return;
    onQuery('');
    input.current?.blur();
  };
  return (
    <search class="find-box">
      <Icon name="search" size={14} />
      <input
        ref={input}
        type="search"
        value={query}
        placeholder="Search in this recording"
        aria-label="Search in this recording"
        onInput={({currentTarget}) => onQuery(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {query.trim() !== '' && (
        <>
          <span class="find-count" role="status">
            {describe(found)}
          </span>
          <button
            type="button"
            class="icon-button"
            title="Previous hit (N)"
            aria-label="Previous hit"
            onClick={() => act({kind: 'hit', direction: -1})}
          >
            <Icon name="previous" size={14} />
          </button>
          <button
            type="button"
            class="icon-button"
            title="Next hit (n)"
            aria-label="Next hit"
            onClick={() => act({kind: 'hit', direction: 1})}
          >
            <Icon name="next" size={14} />
          </button>
        </>
      )}
    </search>
  );
}

export function FoundList({
  player,
  query,
  found,
  chosen,
  onChoose,
}: {
  player: Player;
  query: string;
  found: Found;
  chosen: number;
  onChoose: (index: number) => void;
}) {
  const pattern = useHighlight(query);
  const {hits} = found;
  const current = hitAt(
    hits,
    usePlayerValue(player, ({positionUs}) => Math.floor(positionUs / 1000) * 1000),
    chosen,
  );
  if (found.error !== null) return <p class="panel-note">{found.error.message}</p>;
  if (hits.length === 0) {
    return (
      <p class="panel-note">{found.isLoading ? 'Searching…' : 'Nothing on the screen of this session matches.'}</p>
    );
  }
  return (
    <VirtualRows
      count={hits.length}
      rowHeight={52}
      label="Hits"
      shownIndex={current}
      render={(index) => {
        const hit = hits[index]!;
        return (
          <button
            type="button"
            class={`hit-row ${index === current ? 'is-current' : ''}`}
            onClick={() => onChoose(index)}
          >
            <span class="row-time">{formatOffset(hit.us)}</span>
            <span class="hit-command">{clipped(hit.commandLine ?? '', 120)}</span>
            <code class="hit-text">
              <Highlighted text={clipped(fromMatch(hit.text.trim(), pattern), 300)} pattern={pattern} />
            </code>
          </button>
        );
      }}
    />
  );
}

/** What was searched for is in sight, however long the line. */
function fromMatch(text: string, pattern: RegExp | null): string {
  const at = pattern === null ? -1 : text.search(pattern);
  return at <= CHARS_BEFORE ? text : `…${text.slice(at - CHARS_BEFORE)}`;
}

function describe({hits, hasMore, isLoading, error}: Found): string {
  if (error !== null) return '!';
  if (isLoading && hits.length === 0) return '…';
  return hits.length === 0 ? 'none' : `${plural(hits.length, 'hit')}${hasMore ? '+' : ''}`;
}
