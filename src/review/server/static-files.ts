/** The files of the web app. All are read once: there are few, and no request can lead anywhere else. */
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {dirname, join, relative, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';

export interface StaticFile {
  body: Buffer;
  /** Null where it gains nothing. */
  packed: Buffer | null;
  headers: Record<string, string>;
}

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  webmanifest: 'application/manifest+json',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
  txt: 'text/plain; charset=utf-8',
};

/** esbuild's hashes: eight capital letters and digits before the ending. Such a file never changes. */
const HASHED = /[-.][A-Z0-9]{8}\.\w+$/;
const ONE_YEAR = 'public, max-age=31536000, immutable';

/** Smaller ones fit into a packet. */
const MIN_PACKED_BYTES = 1400;

export class StaticFiles {
  private readonly files: ReadonlyMap<string, StaticFile>;

  constructor(readonly folder: string) {
    this.files = new Map(listFiles(folder).map((name) => [`/${name}`, load(join(folder, name), name)]));
  }

  /** @param pathname As in the request. Addresses without an ending are pages of the app. */
  find(pathname: string): StaticFile | null {
    const found = this.files.get(pathname);
    if (found !== undefined) return found;
    const isPage = !/\.\w{1,12}$/.test(pathname) && !pathname.includes('%');
    return isPage ? (this.files.get('/index.html') ?? null) : null;
  }
}

/** The bundler puts shared code into `dist/chunks/`; from source, `dist/` is three folders up. */
export function findWebFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = [join(here, 'web'), join(here, '../web'), join(here, '../../../dist/web')];
  return candidates.find((folder) => existsSync(join(folder, 'index.html'))) ?? candidates[2]!;
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => relative('.', name).split(sep).join('/'));
}

function load(file: string, name: string): StaticFile {
  const body = readFileSync(file);
  const ending = name.slice(name.lastIndexOf('.') + 1);
  const isText = /^(?:html|js|mjs|css|json|map|svg|webmanifest|wasm|txt)$/.test(ending);
  const packed = isText && body.length >= MIN_PACKED_BYTES ? gzipSync(body) : null;
  return {
    body,
    packed,
    headers: {
      'content-type': TYPES[ending] ?? 'application/octet-stream',
      'cache-control': HASHED.test(name) ? ONE_YEAR : 'no-cache',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      vary: 'accept-encoding',
    },
  };
}
