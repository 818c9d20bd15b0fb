/** What an exported page holds of its session. */
import type {EventJson, LogHitJson, RedactionsJson, SessionJson} from '../../review/api/types.ts';
import type {Entry} from '../player/chunk-index.ts';

/** As `review/export/html.ts` writes it. */
export interface ArchiveIndex {
  session: SessionJson;
  durationUs: number;
  hasHoles: boolean;
  events: EventJson[];
  logs: LogHitJson[];
  redactions: RedactionsJson['items'];
}

export interface Archive extends ArchiveIndex {
  /** In order. */
  chunks: readonly Entry[];
  /** '' where there is no such chunk. */
  readChunk(sequence: number): Promise<string>;
}

export async function readArchive(page: Document): Promise<Archive> {
  const parts = [...page.querySelectorAll<HTMLElement>('script[data-part]')];
  const index = parts.find(({dataset}) => dataset.part === 'index');
  const chunks = new Map(
    parts.filter(({dataset}) => dataset.part === 'chunk').map((part) => [Number(part.dataset.sequence), part]),
  );
  return {
    ...(JSON.parse(await unpack(index)) as ArchiveIndex),
    chunks: [...chunks].map(([sequence, {dataset}]) => ({sequence, startUs: Number(dataset.startUs)})),
    readChunk: (sequence) => unpack(chunks.get(sequence)),
  };
}

async function unpack(part: HTMLElement | undefined): Promise<string> {
  if (part === undefined) return '';
  const packed = Uint8Array.from(atob(part.textContent ?? ''), (char) => char.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return await new Response(stream).text();
}
