/** The value of a setting from stdin: typed at a terminal without being shown, or the first line of what comes. */
import {createInterface} from 'node:readline/promises';
import {Writable} from 'node:stream';
import type {CliContext} from '../context.ts';

export async function readValue({stdin, stderr, isTty}: CliContext, key: string): Promise<string> {
  const nowhere = new Writable({write: (_chunk, _encoding, done) => done()});
  const lines = createInterface({input: stdin, output: nowhere, terminal: isTty.stdin});
  try {
    if (isTty.stdin) stderr.write(`${key}: `);
    for await (const line of lines) return line.trim();
    return '';
  } finally {
    lines.close();
    if (isTty.stdin) stderr.write('\n');
  }
}
