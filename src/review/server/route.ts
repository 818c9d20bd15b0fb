/** What a route is: its place, what it takes and gives (the OpenAPI document is made of that), and its work. */
import type {IncomingHttpHeaders} from 'node:http';
import type {Readable} from 'node:stream';
import type {HomePaths} from '../../config/home.ts';
import type {EventStream} from './event-stream.ts';
import type {JsonSchema} from './json-schema.ts';
import type {ReadStore} from './read-store.ts';
import type {Recordings} from './recordings.ts';
import type {SavedViews} from './saved-views.ts';

export interface Services {
  store: ReadStore;
  paths: HomePaths;
  recordings: Recordings;
  views: SavedViews;
  /** Who serves, and where: `about` tells it. */
  version: string;
  user: string;
  host: string;
}

export interface ApiRequest {
  /** Parts of the path, decoded. */
  path: Record<string, string>;
  /** Known parameters only. */
  query: ReadonlyMap<string, string>;
  headers: IncomingHttpHeaders;
  /** Parsed JSON; undefined where the method has no body. */
  body: unknown;
  /** Aborted when the caller went away or the server stops. */
  signal: AbortSignal;
}

export type Reply =
  | {kind: 'json'; status?: number; body: unknown; headers?: Record<string, string>}
  | {kind: 'bytes'; status?: number; headers: Record<string, string>; body: Readable | Buffer}
  | {kind: 'empty'; status?: number}
  | {kind: 'events'; run(stream: EventStream): Promise<void>};

/** A parameter of the query string: what the document says of it, and how its text is read. */
export interface Parameter<T> {
  name: string;
  about: string;
  schema: JsonSchema;
  required?: boolean;
  /** @throws {DdcotermError} PARAMETER_INVALID, or another code of the value's own. */
  parse(text: string): T;
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/api/v1`, parts in braces: `/sessions/{id}`. */
  path: string;
  summary: string;
  parameters?: readonly Parameter<unknown>[];
  /** Name of a schema. */
  body?: string;
  response:
    | {schema: string; status?: number}
    | {types: readonly string[]; about: string}
    /** Server-sent events whose data is one of these. */
    | {events: string}
    | {status: 204};
  handle(request: ApiRequest, services: Services): Promise<Reply>;
}
