/** One entry: a command and what it showed, with what was searched for marked. */
import {useMemo, useState} from 'preact/hooks';
import type {LogHitJson} from '../../review/api/types.ts';
import {lineTimeUs} from '../../review/render/records-json.ts';
import {Highlighted} from '../ui/highlighted.tsx';
import {Icon} from '../ui/icons.tsx';
import {memo} from '../ui/memo.ts';
import {Moment} from '../ui/moment.tsx';
import {EventBadge} from '../ui/outcome.tsx';
import {clipped, plural, printableLines} from '../ui/text.ts';
import {replayHref} from '../url/route.ts';
import {excerptOf, wholeOf} from './excerpt.ts';

export interface LogEntryProps {
  entry: LogHitJson;
  query: string;
  pattern: RegExp | null;
}

export const LogEntry = memo(function LogEntry({entry, query, pattern}: LogEntryProps) {
  const [isWhole, setWhole] = useState(false);
  const lines = useMemo(() => trimEnd(printableLines(entry.text)), [entry.text]);
  const matched = useMemo(() => entry.matchedLines.map(({line}) => line), [entry.matchedLines]);
  const parts = useMemo(() => (isWhole ? wholeOf(lines) : excerptOf(lines, matched)), [isWhole, lines, matched]);
  const marked = new Set(matched);
  const {session, commandLine, exitStatus, sessionId} = entry;
  const [hit] = entry.matchedLines;
  const moment = hit === undefined ? {us: entry.startUs} : {us: hit.elapsedUs, line: lines[hit.line] ?? ''};
  return (
    <article class="log-entry">
      <header class="log-head">
        {exitStatus !== null && <EventBadge event={{endUs: entry.endUs, exitStatus, signal: null}} />}
        <code class="command-line">{clipped(commandLine ?? session.command, 300)}</code>
        <span class="log-where">
          {clipped(session.user, 40)}@{clipped(session.host, 60)}
        </span>
        <span class="row-start">
          <Moment iso={entry.startedAt} />
        </span>
        <a class="button button-small" href={replayHref(sessionId, {...moment, find: pattern === null ? '' : query})}>
          <Icon name="play" size={11} />
          Watch
        </a>
      </header>
      <div class="log-text">
        {parts.map((part) =>
          part.kind === 'gap' ? (
            <button key={`gap${part.count}`} type="button" class="log-gap" onClick={() => setWhole(true)}>
              {plural(part.count, 'more line')}
            </button>
          ) : (
            <div key={part.first} class="lines">
              {part.lines.map((text, index) => {
                const line = part.first + index;
                return (
                  <div key={line} class={marked.has(line) ? 'line is-hit' : 'line'}>
                    <a
                      class="line-link"
                      href={replayHref(sessionId, {us: lineTimeUs(entry, line), line: text})}
                      tabIndex={-1}
                      aria-label={`Watch line ${line + 1}`}
                    >
                      {line + 1}
                    </a>
                    <span>
                      <Highlighted text={text.slice(0, 4000)} pattern={pattern} />
                    </span>
                  </div>
                );
              })}
            </div>
          ),
        )}
        {lines.length === 0 && <p class="muted">It showed nothing.</p>}
      </div>
      {entry.omittedLines > 0 && isWhole && (
        <p class="entry-note">
          {plural(entry.omittedLines, 'line')} in the middle were left out as it was recorded; the replay has them.
        </p>
      )}
      {isWhole && (
        <button type="button" class="link-button" onClick={() => setWhole(false)}>
          Fold
        </button>
      )}
    </article>
  );
});

function trimEnd(lines: string[]): string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(0, last + 1);
}
