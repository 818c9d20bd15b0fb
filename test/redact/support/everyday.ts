/**
 * Everyday terminal output without secrets, made of what is at hand wherever the tests run: this checkout's packages, a
 * program among them, and lists of numbers. The benchmark adds what the machine has besides.
 */
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';

export interface EverydayText {
  name: string;
  text: string;
  /** Of hashes and identifiers nothing at all may be masked. */
  isHashes: boolean;
}

const MAX_FILE_CHARS = 150_000;

/** @param checkout Its root; packages are installed there. */
export function everydayTexts(checkout: string): EverydayText[] {
  const packages = join(checkout, 'node_modules');
  const files = listFiles(packages).filter((path) => !path.includes('/.'));
  const ofKind = (pattern: RegExp, maxChars: number) =>
    concat(spread(files.filter((path) => pattern.test(path))), maxChars);
  const program = readFileSync(files.find((path) => path.endsWith('.wasm') && statSync(path).size > 300_000)!);
  return [
    {name: 'source code: JavaScript', text: ofKind(/\.[cm]?js$/, 1_500_000), isHashes: false},
    {name: 'source code: TypeScript', text: ofKind(/\.d\.[cm]?ts$/, 1_000_000), isHashes: false},
    {name: 'documents', text: ofKind(/\.md$/, 1_500_000), isHashes: false},
    {name: 'manifests', text: ofKind(/\/package\.json$/, 500_000), isHashes: false},
    {name: 'lock file', text: readFileSync(join(checkout, 'package-lock.json'), 'utf8'), isHashes: true},
    {name: 'ls -lR', text: listing(files.slice(0, 15_000)), isHashes: false},
    {name: 'sha256sum', text: sums('sha256', files.slice(0, 6_000)), isHashes: true},
    {name: 'git log --oneline', text: sums('sha1', files.slice(0, 6_000)), isHashes: true},
    {name: 'UUIDs', text: uuids(12_000), isHashes: true},
    {name: 'base64', text: program.subarray(0, 600_000).toString('base64').replace(/.{76}/g, '$&\n'), isHashes: true},
    {name: 'xxd', text: hexdump(program.subarray(0, 200_000)), isHashes: true},
    {name: 'access log', text: accessLog(6_000), isHashes: false},
    {name: 'kubectl get', text: kubectlTables(3_000), isHashes: false},
  ];
}

function listFiles(folder: string, found: string[] = []): string[] {
  const entries = readdirSync(folder, {withFileTypes: true}).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) listFiles(path, found);
    else if (entry.isFile()) found.push(path);
  }
  return found;
}

/** Every so-many-th file, so that all packages are there. */
const spread = (files: readonly string[]) => {
  const step = Math.max(1, Math.floor(files.length / 800));
  return files.filter((_, at) => at % step === 0);
};

function concat(files: readonly string[], maxChars: number): string {
  let text = '';
  for (const path of files) {
    if (text.length >= maxChars) break;
    const content = readFileSync(path, 'utf8');
    if (content.length <= MAX_FILE_CHARS) text += `${content}\n`;
  }
  return text.slice(0, maxChars);
}

const listing = (files: readonly string[]) =>
  files
    .map((path) => `-rw-r--r-- 1 joe joe ${String(statSync(path).size).padStart(9)} Nov 24 09:00 ${path}`)
    .join('\n');

const sums = (algorithm: string, files: readonly string[]) =>
  files.map((path) => `${createHash(algorithm).update(path).digest('hex')}  ${path}`).join('\n');

function uuids(count: number): string {
  const hex = (n: number) => createHash('md5').update(`uuid ${n}`).digest('hex');
  const lines = Array.from({length: count}, (_, n) =>
    hex(n).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  );
  return lines.map((uuid, n) => (n % 3 === 0 ? uuid : `request_id=${uuid} etag="${hex(n + count)}"`)).join('\n');
}

function hexdump(bytes: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const hex = bytes
      .subarray(at, at + 16)
      .toString('hex')
      .replace(/.{4}/g, '$& ');
    lines.push(
      `${at.toString(16).padStart(8, '0')}: ${hex} ${bytes.toString('latin1', at, at + 16).replace(/[^ -~]/g, '.')}`,
    );
  }
  return lines.join('\n');
}

const accessLog = (count: number) =>
  Array.from(
    {length: count},
    (_, n) =>
      `10.0.${n % 256}.${(n * 7) % 256} - joe [24/Nov/2026:09:00:${String(n % 60).padStart(2, '0')} +0000] "GET /api/v1/tokens/${n}?page=${n % 9}&key=name HTTP/1.1" 200 ${n * 37} "https://example.com/login" "Mozilla/5.0 (X11; Linux x86_64)" trace=${createHash('md5').update(String(n)).digest('hex')}`,
  ).join('\n');

const kubectlTables = (count: number) =>
  [
    'NAME                              TYPE                                  DATA   AGE',
    ...Array.from(
      {length: count},
      (_, n) =>
        `db-credentials-${n.toString(36)}x7k2p${' '.repeat(10)}kubernetes.io/service-account-token   3      ${n % 90}d`,
    ),
  ].join('\n');
