import {readFileSync} from 'node:fs';

/** Set by the bundler. Absent when run from source, as tests do. */
declare const DDCOTERM_VERSION: string | undefined;

export const VERSION: string = typeof DDCOTERM_VERSION === 'string' ? DDCOTERM_VERSION : readPackageVersion();

function readPackageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as {version: string}).version;
}
