/** A `ddcoterm ui` that runs already: a file tells where, and it gives out another address. */
import {randomBytes} from 'node:crypto';
import {rm} from 'node:fs/promises';
import {request} from 'node:http';
import * as v from 'valibot';
import {systemErrorCode} from '../../errors.ts';
import {readJsonFile, writeJsonFile} from './json-file.ts';
import {CONTROL_PATH, LOOPBACK} from './web-server.ts';

const RUNNING = v.object({
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  secret: v.string(),
});

const REPLY = v.object({url: v.string()});

/** It answers at once, or it hangs. */
const TIMEOUT_MS = 2000;
const MAX_REPLY_BYTES = 4096;

export const createControlSecret = (): string => randomBytes(32).toString('base64url');

/** Where nothing can be written, as in a home that was copied for reading only, a second one finds a port of its own. */
export async function announceServer(file: string, server: {port: number; secret: string}): Promise<void> {
  await writeJsonFile(file, server).catch(passSystemError);
}

/** Unless another server has put its own name there meanwhile. */
export async function withdrawServer(file: string, secret: string): Promise<void> {
  const found = v.safeParse(RUNNING, await readJsonFile(file).catch(passSystemError));
  if (found.success && found.output.secret === secret) await rm(file, {force: true}).catch(passSystemError);
}

function passSystemError(error: unknown): null {
  if (systemErrorCode(error)?.startsWith('E')) return null;
  throw error;
}

/**
 * @param port Only a server on this one; undefined: on any.
 * @returns An address to sign in with; null: none runs.
 */
export async function askRunningServer(file: string, port: number | undefined): Promise<string | null> {
  const found = v.safeParse(RUNNING, await readJsonFile(file).catch(passSystemError));
  if (!found.success || (port !== undefined && port !== found.output.port)) return null;
  const reply = v.safeParse(REPLY, await post(found.output).catch(() => null)); // gone, or somebody else is there now
  const isOurs = reply.success && reply.output.url.startsWith(`http://${LOOPBACK}:${found.output.port}/`);
  return isOurs ? reply.output.url : null;
}

function post({port, secret}: {port: number; secret: string}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = {authorization: `Bearer ${secret}`};
    const sent = request({host: LOOPBACK, port, path: CONTROL_PATH, method: 'POST', headers, timeout: TIMEOUT_MS});
    sent.once('timeout', () => sent.destroy(new Error('no answer')));
    sent.once('error', reject);
    sent.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_REPLY_BYTES) sent.destroy(new Error('no answer of ours'));
      });
      response.once('error', reject);
      response.once('end', () => {
        try {
          resolve(JSON.parse(text));
        } catch (error) {
          reject(error);
        }
      });
    });
    sent.end();
  });
}
