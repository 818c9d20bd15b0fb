/** Recordings: the members a player fetches, and the whole file. */
import {Readable} from 'node:stream';
import type {MembersJson} from '../../api/types.ts';
import {type CastVersion, exportCast} from '../../export/cast.ts';
import {listCommands} from '../../list-commands.ts';
import {RecordingReader} from '../../recording-reader.ts';
import {parseRange} from '../byte-range.ts';
import {parameterInvalid, rangeOutside} from '../errors.ts';
import {flagParameter, read, wholeNumber} from '../parameters.ts';
import type {ApiRequest, Parameter, Route} from '../route.ts';
import {findSession} from './find-session.ts';

const CAST_TYPE = 'application/x-asciicast';
const GZIP_TYPE = 'application/gzip';

const US = Number.MAX_SAFE_INTEGER;
const FROM_US = wholeNumber('fromUs', 'From the last keyframe at or before this moment on', 0, US);
const TO_US = wholeNumber('toUs', 'Those that begin at or before this moment', 0, US);
const AFTER = wholeNumber('after', 'Those behind this sequence number', -1, US);
const KEYFRAMES = flagParameter('keyframes', 'Only those that begin with a screen');
const MEMBERS_LIMIT = wholeNumber('limit', 'So many at most', 1, 10_000);
const DEFAULT_MEMBERS = 1000;
const THROUGH = wholeNumber('through', 'The text of all from `sequence` up to this one', 0, US);

const VERSION: Parameter<CastVersion> = {
  name: 'version',
  about: 'Of asciicast: 3, or 2 for players that know no other',
  schema: {type: 'integer', enum: [2, 3]},
  parse(text) {
    if (text === '2') return 2;
    if (text === '3') return 3;
    throw parameterInvalid('version', text, '2 or 3');
  },
};

/** Members in one reply: what lies between two keyframes is far less. */
const MAX_THROUGH = 10_000;

export const RECORDING_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/sessions/{id}/members',
    summary: 'The pieces of a recording, in order',
    parameters: [FROM_US, TO_US, AFTER, KEYFRAMES, MEMBERS_LIMIT],
    response: {schema: 'Members'},
    async handle(request, {store, recordings}) {
      const session = await findSession(request, store);
      const limit = read(request, MEMBERS_LIMIT) ?? DEFAULT_MEMBERS;
      const options = memberOptions(request);
      const found = await recordings.listMembers(session, {...options, limit: limit + 1});
      const shown = found.slice(0, limit);
      const body: MembersJson = {
        items: shown.map(({sessionId, ...member}) => member),
        durationUs: await recordings.durationUs(session),
        hasHoles: await recordings.isCut(session),
        next: found.length > limit ? (shown.at(-1)?.sequence ?? null) : null,
      };
      return {kind: 'json', body};
    },
  },
  {
    method: 'GET',
    path: '/sessions/{id}/members/{sequence}',
    summary: 'The text of one piece, or of several in a row: asciicast v3 lines with comments',
    parameters: [THROUGH],
    response: {types: [CAST_TYPE], about: 'Lines of asciicast v3'},
    async handle(request, {store, recordings}) {
      const first = parseSequence(request.path.sequence ?? '');
      const last = read(request, THROUGH) ?? first;
      if (last < first || last - first >= MAX_THROUGH) {
        throw parameterInvalid('through', String(last), `from ${first} to ${first + MAX_THROUGH - 1}`);
      }
      const session = await findSession(request, store);
      const headers = {'content-type': CAST_TYPE, vary: 'accept-encoding'};
      const isPacked = first === last && takesGzip(request);
      const body = await recordings.readMembers(session, [first, last], (current, members) =>
        isPacked ? recordings.readPacked(current, members[0]!) : recordings.readText(current, members),
      );
      // A reader sees by the comments which members it got, and asks for the rest.
      return {kind: 'bytes', headers: isPacked ? {...headers, 'content-encoding': 'gzip'} : headers, body};
    },
  },
  {
    method: 'GET',
    path: '/sessions/{id}/recording',
    summary: 'The recording as it lies on the disk: asciicast v3, compressed; knows ranges',
    response: {types: [GZIP_TYPE], about: 'Gzip members, one behind the other; 206 where a range was asked for'},
    async handle(request, {store, recordings}) {
      const session = await findSession(request, store);
      const sizeBytes = await recordings.size(session);
      const headers = {
        'content-type': GZIP_TYPE,
        'accept-ranges': 'bytes',
        'content-disposition': `attachment; filename="${session.id}.cast.gz"`,
      };
      const range = parseRange(request.headers.range, sizeBytes);
      if (range === 'outside') throw rangeOutside(request.headers.range ?? '', sizeBytes);
      const {start, end} = range ?? {start: 0, end: sizeBytes - 1};
      const length = end - start + 1;
      return {
        kind: 'bytes',
        status: range === null ? 200 : 206,
        headers: {
          ...headers,
          'content-length': String(length),
          ...(range === null ? {} : {'content-range': `bytes ${start}-${end}/${sizeBytes}`}),
        },
        body: length === 0 ? Buffer.alloc(0) : await recordings.openRange(session, start, end),
      };
    },
  },
  {
    method: 'GET',
    path: '/sessions/{id}/cast',
    summary: 'The recording as players of asciicast read it, commands as markers; what is damaged is left out',
    parameters: [VERSION],
    response: {types: [CAST_TYPE], about: 'asciicast'},
    async handle(request, {store, paths, recordings}) {
      const version = read(request, VERSION) ?? 3;
      const session = await findSession(request, store);
      // A file that is not there is a problem, not a download that breaks off.
      await recordings.size(session);
      const commands = await listCommands(store, session.id);
      const items = new RecordingReader(store, paths, session).read(0, {signal: request.signal});
      const headers = {
        'content-type': CAST_TYPE,
        'content-disposition': `attachment; filename="${session.id}.cast"`,
      };
      return {kind: 'bytes', headers, body: Readable.from(exportCast(version, {session, items, commands}))};
    },
  },
];

function memberOptions(request: ApiRequest) {
  const [fromUs, toUs, after] = [read(request, FROM_US), read(request, TO_US), read(request, AFTER)];
  return {
    ...(fromUs === undefined ? {} : {fromUs}),
    ...(toUs === undefined ? {} : {toUs}),
    ...(after === undefined ? {} : {after}),
    keyframesOnly: read(request, KEYFRAMES) ?? false,
  };
}

function parseSequence(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw parameterInvalid('sequence', text, 'a whole number from 0');
}

const takesGzip = ({headers}: ApiRequest): boolean =>
  /(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i.test(
    String(headers['accept-encoding'] ?? ''),
  );
