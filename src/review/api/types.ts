/**
 * The JSON of `/api/v1`, shared with the front end, which imports these types and nothing else of ours. The OpenAPI document
 * says the same, and a test holds the two together.
 *
 * Lists take `query` (Datadog's search syntax), `from` and `to` (milliseconds since 1970), `cursor`, `limit` (1 to 1000)
 * and `order=newest|oldest`. Errors are problem details of RFC 9457.
 */
import type {ApprovalRequest} from '../../policy/approvals/request.ts';
import type {Redaction} from '../../redact/redacted.ts';
import type {MemberRecord} from '../../store/records.ts';
import type {StoreStats, Tombstone} from '../../store/store.ts';
import type {eventHitJson, eventJson, logHitJson, sessionJson} from '../render/records-json.ts';

/** `GET /api/v1/sessions/{id}`, and the items of `GET /api/v1/sessions`. */
export type SessionJson = ReturnType<typeof sessionJson>;
/** The items of `GET /api/v1/sessions/{id}/events`: all commands and processes of one session, oldest first. */
export type EventJson = ReturnType<typeof eventJson>;
/** The items of `GET /api/v1/events`. */
export type EventHitJson = ReturnType<typeof eventHitJson>;
/** The items of `GET /api/v1/logs`, also `?session={id}` for the hits inside one recording. */
export type LogHitJson = ReturnType<typeof logHitJson>;

export interface PageJson<T> {
  items: T[];
  /** `cursor` of the next page; null on the last one. */
  next: string | null;
}

/** What lists, facets and histograms exist for: `/api/v1/{sessions,events,logs}`. */
export type ListKind = 'sessions' | 'events' | 'logs';

/** `GET /api/v1/{kind}/facets?fields=command,@exit_code`: without `fields` those that the kind is usually narrowed by. */
export interface FacetsJson {
  /** Of everything that matches, not of the listed values only. */
  total: number;
  facets: FacetJson[];
  /** The numbers were estimated from a sample, as counting would have taken too long; asked again they are nearer. */
  approximate: boolean;
}

export interface FacetJson {
  /** As it is written in a query: `command`, `@exit_code`, `@kubectl.context`. */
  field: string;
  /** For people: `Exit code`. */
  label: string;
  /** Most frequent first, at most 50. `query` is the term that selects exactly these: `@exit_code:0`. */
  values: {value: string; count: number; query: string}[];
  /** More values than were listed. */
  more: boolean;
}

/** `GET /api/v1/{kind}/histogram?buckets=60`: by start; bounds default to those of what matches. */
export interface HistogramJson {
  fromMs: number;
  toMs: number;
  bucketMs: number;
  /** One per bucket, without gaps. `failed`: those that ended with another status than 0, or by a signal. */
  buckets: {startMs: number; count: number; failed: number}[];
  /** As in facets. */
  approximate: boolean;
}

/** `GET /api/v1/query?query=…`: is it one? */
export type QueryCheckJson = {ok: true} | {ok: false; message: string; offset: number; length: number};

/** `GET /api/v1/sessions/{id}/redactions`: which rule masked when; never what. */
export interface RedactionsJson {
  items: Redaction[];
}

/**
 * `GET /api/v1/sessions/{id}/members`: where a player can start. The text of one, asciicast v3 lines with `#` comments, is
 * `GET /api/v1/sessions/{id}/members/{sequence}` (sent with `Content-Encoding: gzip`, as it lies on the disk), that of several
 * in a row `…/members/{sequence}?through={sequence}`; the whole file is `GET /api/v1/sessions/{id}/recording`, which knows ranges.
 *
 * A day can have hundreds of thousands. `fromUs` gives those from the last keyframe at or before that moment on, `toUs` those
 * that begin until then, `after` those behind a sequence number, `keyframes=true` only those with one; `limit` is 1 to 10000.
 */
export interface MembersJson {
  items: Omit<MemberRecord, 'sessionId'>[];
  /** Of what can be read now; grows while the session is live. */
  durationUs: number;
  /** A part of the recording is known to be lost; damage shows where it is read. */
  hasHoles: boolean;
  /** `after` of the next page; null on the last one. */
  next: number | null;
}

/** `GET /api/v1/sessions/{id}/live`: server-sent events, each with one of these as its data. */
export type LiveJson =
  | {kind: 'members'; items: MembersJson['items']; durationUs: number}
  | {kind: 'session'; session: SessionJson}
  | {kind: 'events'; items: EventJson[]}
  /** The last one: the session is over and everything was told. */
  | {kind: 'end'};

/** `GET /api/v1/logs/tail?query=…` and `/api/v1/events/tail`: server-sent events, one item each. */
export type TailJson = {kind: 'log'; item: LogHitJson} | {kind: 'event'; item: EventHitJson};

/** `GET`, `POST` of `/api/v1/views`, `DELETE /api/v1/views/{id}`. */
export interface SavedViewJson {
  id: string;
  name: string;
  kind: ListKind;
  /** The part of the URL behind `?`. */
  search: string;
}

/** `GET /api/v1/approvals`: the commands of all users of this machine that wait for somebody else to agree. */
export interface ApprovalsJson {
  items: (ApprovalRequest & {
    /** Of the user who runs this server: they cannot decide about it. */
    isOwn: boolean;
  })[];
}

/** Body of `POST /api/v1/approvals/{id}`. */
export interface ApprovalDecisionJson {
  isGranted: boolean;
  comment: string | null;
}

/** `GET /api/v1/about` */
export interface AboutJson {
  version: string;
  user: string;
  host: string;
  stats: StoreStats;
}

export type TombstoneJson = Tombstone;

/** RFC 9457, `application/problem+json`. */
export interface ProblemJson {
  /** `about:blank` */
  type: string;
  title: string;
  status: number;
  detail: string;
  /** The code of the error, as in the README. */
  code: string;
  hint?: string;
  /** Where a query is wrong: characters from 0. */
  offset?: number;
  length?: number;
  /** Of a session that was deleted (status 410). */
  tombstone?: TombstoneJson;
}
