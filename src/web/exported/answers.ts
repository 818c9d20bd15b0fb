/** Answers what the replay asks of the API from what the page holds itself. */
import type {Ask} from '../api/client.ts';
import type {Archive} from './archive.ts';
import {searchEntries} from './search.ts';

export function answersOf(archive: Archive): Ask {
  return async (address) => {
    const {pathname, searchParams} = new URL(address, 'file:///');
    if (pathname === '/logs') return answerLogs(archive, searchParams);
    const [, , , resource, sequence] = pathname.split('/');
    switch (resource) {
      case undefined:
        return Response.json(archive.session);
      case 'events':
        return Response.json({items: archive.events, next: null});
      case 'redactions':
        return Response.json({items: archive.redactions});
      case 'members':
        if (sequence !== undefined) return new Response(await archive.readChunk(Number(sequence)));
        return Response.json({
          items: archive.chunks,
          durationUs: archive.durationUs,
          hasHoles: archive.hasHoles,
          next: null,
        });
      default:
        return problem(404, `The page has no "${resource}"`);
    }
  };
}

/** Pages and bounds as the server has them: `from` inclusive, `to` exclusive. */
function answerLogs({logs}: Archive, params: URLSearchParams): Response {
  const fromMs = Number(params.get('from') ?? Number.NEGATIVE_INFINITY);
  const toMs = Number(params.get('to') ?? Number.POSITIVE_INFINITY);
  const start = Number(params.get('cursor') ?? 0);
  const end = start + Number(params.get('limit') ?? logs.length);
  try {
    const found = searchEntries(logs, params.get('query') ?? '').filter(({startedAt}) => {
      const startedAtMs = Date.parse(startedAt);
      return startedAtMs >= fromMs && startedAtMs < toMs;
    });
    if (params.get('order') !== 'oldest') found.reverse();
    return Response.json({items: found.slice(start, end), next: end < found.length ? String(end) : null});
  } catch (error) {
    return problem(400, error instanceof Error ? error.message : String(error));
  }
}

const problem = (status: number, detail: string): Response =>
  Response.json({type: 'about:blank', title: detail, status, detail, code: 'EXPORTED_PAGE'}, {status});
