/** The search inside a recording: hits with their moments, in order. */
import {useMemo} from 'preact/hooks';
import type {LogHitJson, PageJson} from '../../review/api/types.ts';
import {api} from '../api/client.ts';
import {useResource} from '../ui/use-resource.ts';
import type {Hit} from './hits.ts';

export interface Found {
  hits: Hit[];
  /** There are more than are listed. */
  hasMore: boolean;
  isLoading: boolean;
  error: Error | null;
}

const MAX_HITS = 2000;
const PAGE = 100;

/** @param query Datadog's syntax, as everywhere; '': no search. */
export function useFind(sessionId: string, query: string): Found {
  const {value, isLoading, error} = useResource(query.trim() === '' ? null : `${sessionId} ${query}`, (signal) =>
    readHits(sessionId, query, signal),
  );
  return useMemo(() => {
    if (query.trim() === '' || value === null) return {hits: [], hasMore: false, isLoading, error};
    return {...value, isLoading, error};
  }, [query, value, isLoading, error]);
}

async function readHits(session: string, query: string, signal: AbortSignal): Promise<Pick<Found, 'hits' | 'hasMore'>> {
  const hits: Hit[] = [];
  let cursor: string | null = null;
  do {
    const page: PageJson<LogHitJson> = await api.list(
      'logs',
      {session, query, cursor, limit: PAGE, order: 'oldest'},
      signal,
    );
    for (const entry of page.items) hits.push(...hitsOf(entry));
    cursor = page.next;
  } while (cursor !== null && hits.length < MAX_HITS);
  hits.sort((a, b) => a.us - b.us);
  return {hits: hits.slice(0, MAX_HITS), hasMore: cursor !== null || hits.length > MAX_HITS};
}

/** An entry that matches by its attributes has no line of its own: its begin is the hit. */
function hitsOf({matchedLines, text, startUs, commandLine}: LogHitJson): Hit[] {
  if (matchedLines.length === 0) return [{us: startUs, text: commandLine ?? '', commandLine}];
  const lines = text.split('\n');
  return matchedLines.map(({line, elapsedUs}) => ({us: elapsedUs, text: lines[line] ?? '', commandLine}));
}
