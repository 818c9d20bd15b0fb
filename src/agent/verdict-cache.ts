/**
 * Invocations that a policy lets run without any action, for the relay, which then need not ask: `run/policy-cache` holds the
 * stamp of the config.yaml that says so, and a hash for each command line. Read by `src/relay/verdict_cache.c`.
 */
import {appendFileSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {systemErrorCode} from '../errors.ts';

/** The relay reads so much; a loop over names must not make it longer and longer. */
const MAX_BYTES = 60 * 1024;

export class VerdictCache {
  constructor(private readonly file: string) {}

  /** @param stamp Of config.yaml, from before it was read. */
  note(stamp: string, argv: readonly string[]): void {
    const line = `${hashWords(argv)}\n`;
    const text = this.read();
    if (text.startsWith(`${stamp}\n`) && text.length + line.length <= MAX_BYTES) {
      if (!text.includes(`\n${line}`)) appendFileSync(this.file, line, {mode: 0o600});
      return;
    }
    const temporary = `${this.file}.${process.pid}`;
    writeFileSync(temporary, `${stamp}\n${line}`, {mode: 0o600});
    renameSync(temporary, this.file);
  }

  private read(): string {
    try {
      return readFileSync(this.file, 'utf8');
    } catch (error) {
      if (systemErrorCode(error) === undefined) throw error;
      return ''; // nothing is known yet
    }
  }
}

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
const MASK = 0xffffffffffffffffn;

/** FNV-1a, 64 bits, over the words with a NUL behind each: enough to tell some thousand command lines of one user apart. */
export function hashWords(words: readonly string[]): string {
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(`${words.join('\0')}\0`, 'utf8')) {
    hash = ((hash ^ BigInt(byte)) * FNV_PRIME) & MASK;
  }
  return hash.toString(16).padStart(16, '0');
}
