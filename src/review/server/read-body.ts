/** The JSON body of a request. */
import type {IncomingMessage} from 'node:http';
import {bodyInvalid, requestTooLarge} from './errors.ts';

/** The largest we know, a saved view, is a tenth of this. */
const MAX_BODY_BYTES = 256 * 1024;

/** @throws {DdcotermError} REQUEST_TOO_LARGE, BODY_INVALID. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  // Forms of other sites cannot send this type.
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw bodyInvalid('its content type is not application/json');
  }
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw requestTooLarge('body', MAX_BODY_BYTES);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw requestTooLarge('body', MAX_BODY_BYTES);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw bodyInvalid('it is no JSON');
  }
}
