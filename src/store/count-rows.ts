/** Facets and histograms: how many of the rows that match have which value, and when they were. */
import type {SqlRow} from './database.ts';
import {DEFAULT_FACETS, facetColumn, facetTerm} from './facet-fields.ts';
import type {KeyFinder} from './find-keys.ts';
import type {Scope} from './query-fields.ts';
import type {CountOptions, Facet, FacetCounts, Histogram} from './store.ts';
import {fromStoredText} from './stored-text.ts';

const TABLES: Record<Scope, string> = {
  sessions: 'sessions s ON s.key = hit.key',
  events: 'events e ON e.key = hit.key JOIN sessions s ON s.key = e.session_key JOIN event_texts x ON x.key = e.key',
  logs:
    'logs l ON l.key = hit.key JOIN sessions s ON s.key = l.session_key LEFT JOIN events e ON e.key = l.event_key ' +
    'LEFT JOIN event_texts x ON x.key = l.event_key',
};

const ALIAS: Record<Scope, string> = {sessions: 's', events: 'e', logs: 'l'};

export class RowCounter {
  constructor(private readonly finder: KeyFinder) {}

  countFacets(
    scope: Scope,
    options: CountOptions,
    sessionKey: number | undefined,
    fields: readonly string[],
    limit: number,
  ): FacetCounts {
    const rows = (wrap: (select: string) => string) => this.finder.count(scope, options, sessionKey, wrap);
    const [counted] = rows((select) => `SELECT COUNT(*) AS total FROM (${select})`);
    const wanted = fields.length > 0 ? fields : DEFAULT_FACETS[scope];
    return {
      total: counted!.total as number,
      facets: wanted.flatMap((field) => this.countField(scope, field, limit, rows)),
    };
  }

  private countField(
    scope: Scope,
    field: string,
    limit: number,
    rows: (wrap: (select: string) => string) => SqlRow[],
  ): Facet[] {
    const sql = facetColumn(field, scope);
    if (sql === null) return [];
    const found = rows(
      (select) => `SELECT ${sql} AS value, COUNT(*) AS count FROM (${select}) AS hit JOIN ${TABLES[scope]}
        GROUP BY 1 HAVING value IS NOT NULL ORDER BY count DESC, value LIMIT ${Math.floor(limit) + 1}`,
    );
    const values = found.slice(0, limit).map((row) => {
      const value = typeof row.value === 'string' ? fromStoredText(row.value) : String(row.value);
      return {value, count: row.count as number, query: facetTerm(field, value)};
    });
    return [{field, values, more: found.length > limit}];
  }

  countOverTime(
    scope: Scope,
    options: CountOptions,
    sessionKey: number | undefined,
    buckets: number,
    nowMs: number,
  ): Histogram {
    const start = `${ALIAS[scope]}.started_at_ms`;
    const rows = (wrap: (select: string) => string) => this.finder.count(scope, options, sessionKey, wrap);
    const from = (select: string) => `FROM (${select}) AS hit JOIN ${TABLES[scope]}`;
    const [bounds] = rows((select) => `SELECT MIN(${start}) AS first, MAX(${start}) AS last ${from(select)}`);
    const histogram = emptyHistogram(options, nowMs, bounds as {first: number | null; last: number | null}, buckets);
    const {fromMs, bucketMs} = histogram;
    const failed = `COALESCE((${facetColumn('status', scope)}) = 'error', 0)`;
    const bucket = `CAST((${start} - ${fromMs}) / ${bucketMs} AS INTEGER)`;
    const counts = rows(
      (select) => `SELECT ${bucket} AS bucket, COUNT(*) AS count, SUM(${failed}) AS failed ${from(select)} GROUP BY 1`,
    );
    for (const row of counts) {
      const target = histogram.buckets[row.bucket as number];
      if (target !== undefined) Object.assign(target, {count: row.count, failed: row.failed});
    }
    return histogram;
  }
}

/** Widths that people read as one: milliseconds. */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BUCKET_WIDTHS = [
  ...[1, 10, 100].map((ms) => ms),
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((days) => days * DAY),
];

/** @param found First and last start of what matches; null where nothing does. */
export function emptyHistogram(
  {startedAfterMs, startedBeforeMs}: CountOptions,
  nowMs: number,
  found: {first: number | null; last: number | null} = {first: null, last: null},
  wantedBuckets = 60,
): Histogram {
  const lastMs = startedBeforeMs ?? (found.last === null ? nowMs : found.last + 1);
  const firstMs = Math.min(startedAfterMs ?? found.first ?? lastMs - HOUR, lastMs);
  const wanted = Math.max(1, Math.floor(wantedBuckets));
  const ideal = Math.max(1, (lastMs - firstMs) / wanted);
  const bucketMs = BUCKET_WIDTHS.find((width) => width >= ideal) ?? Math.ceil(ideal / DAY) * DAY;
  const fromMs = Math.floor(firstMs / bucketMs) * bucketMs;
  const count = Math.max(1, Math.ceil((lastMs - fromMs) / bucketMs));
  const buckets = Array.from({length: count}, (_, index) => ({
    startMs: fromMs + index * bucketMs,
    count: 0,
    failed: 0,
  }));
  return {fromMs, toMs: fromMs + count * bucketMs, bucketMs, buckets};
}
