/** `ddcoterm logs`. */
import type {LogHit, Store} from '../store/store.ts';
import {emptyNote} from './empty-note.ts';
import {followList} from './follow.ts';
import {type ListRequest, parseCount, parseListOptions} from './list-options.ts';
import {listAll} from './pages.ts';
import {highlightPattern} from './render/highlight.ts';
import {renderJson} from './render/json.ts';
import {type LogEntryOptions, renderLogEntry} from './render/log-entry.ts';
import {logHitJson} from './render/records-json.ts';
import {ShortIds} from './short-ids.ts';
import type {Viewing} from './viewing.ts';

export interface LogRequest extends ListRequest {
  json: boolean;
  /** Lines around each hit. */
  context: string;
  /** Whole entries. */
  full: boolean;
}

/** Lines of an entry that matched as a whole. */
const HEAD_LINES = 20;
const MAX_CONTEXT = 100_000;

/** @param onEmpty Told why there is nothing. */
export async function* listLogs(
  store: Store,
  request: LogRequest,
  viewing: Viewing,
  onEmpty: (note: string) => void,
): AsyncGenerator<string> {
  const options = parseListOptions(request, 'logs', viewing.nowMs);
  const render = createRenderer(store, request, viewing);
  let count = 0;
  if (request.json) yield '[';
  for await (const hit of listAll((page) => store.searchLogs(page), options)) {
    const entry = await render(hit);
    yield request.json ? `${count === 0 ? '\n' : ',\n'}${entry}` : entry;
    count++;
  }
  if (request.json) yield count === 0 ? ']\n' : '\n]\n';
  else if (count === 0) onEmpty(await emptyNote(store, 'log entries'));
}

/** New log text as it comes: of an entry that grows, the lines that are new. JSON: one object a line. */
export async function* followLogs(
  store: Store,
  request: LogRequest,
  viewing: Viewing,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const options = parseListOptions(request, 'logs', viewing.nowMs);
  const render = createRenderer(store, request, viewing);
  const toldLines = new Map<string, number>();
  const keyOf = ({log}: LogHit) => `${log.id} ${log.endUs} ${log.text.length}`;
  for await (const hits of followList({list: (page) => store.searchLogs(page), options, keyOf, signal})) {
    for (const hit of hits) {
      const fresh = onlyNewLines(hit, toldLines.get(hit.log.id) ?? 0);
      toldLines.set(hit.log.id, lineCount(hit));
      if (fresh !== null) yield request.json ? `${await render(fresh)}\n` : await render(fresh);
    }
  }
}

/** Of an entry told before, what follows its first `told` lines; null when that is nothing. */
export function onlyNewLines(hit: LogHit, told: number): LogHit | null {
  if (told === 0) return hit;
  const isSearch = hit.lines.length > 0;
  const candidates = isSearch ? hit.lines : Array.from({length: lineCount(hit)}, (_, line) => line);
  const lines = candidates.filter((line) => line >= told);
  return lines.length === 0 ? null : {...hit, lines};
}

function createRenderer(store: Store, request: LogRequest, viewing: Viewing): (hit: LogHit) => Promise<string> {
  if (request.json) return async (hit) => renderJson(logHitJson(hit), 0);
  const ids = new ShortIds(store);
  const options: Omit<LogEntryOptions, 'shortId'> = {
    ...viewing,
    context: request.full ? MAX_CONTEXT : parseCount('--context', request.context, 0, MAX_CONTEXT),
    headLines: request.full ? Number.POSITIVE_INFINITY : HEAD_LINES,
    pattern: highlightPattern(parseListOptions(request, 'logs', viewing.nowMs).query),
  };
  return async (hit) => renderLogEntry(hit, {...options, shortId: await ids.ofAll([hit.log.sessionId])});
}

const lineCount = ({log}: LogHit): number => log.text.split('\n').length;
