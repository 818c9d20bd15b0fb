/** The body of a request in Datadog's manner: JSON, perhaps compressed. */
import type {IncomingMessage} from 'node:http';
import {promisify} from 'node:util';
import {gunzip, inflate} from 'node:zlib';
import {IntakeError} from './intake-error.ts';

/** 5 MB, uncompressed. */
const MAX_BYTES = 5_000_000;

const unpackers = {gzip: promisify(gunzip), deflate: promisify(inflate)};

/** @throws {IntakeError} 400, 413. */
export async function readIntakeBody(request: IncomingMessage): Promise<unknown> {
  const packed = await readBytes(request);
  const bytes = await unpack(packed, request.headers['content-encoding']);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new IntakeError(400, 'The body is no JSON');
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new IntakeError(413, `Payload too large: the limit is ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function unpack(packed: Buffer, encoding = 'identity'): Promise<Buffer> {
  if (encoding === 'identity') return packed;
  const unpacker = encoding === 'gzip' || encoding === 'deflate' ? unpackers[encoding] : null;
  if (unpacker === null) throw new IntakeError(400, `Content-Encoding "${encoding.slice(0, 40)}" is not supported`);
  try {
    return await unpacker(packed, {maxOutputLength: MAX_BYTES});
  } catch (error) {
    const isTooLarge = (error as {code?: unknown}).code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge
      ? new IntakeError(413, `Payload too large: the limit is ${MAX_BYTES} bytes`)
      : new IntakeError(400, `The body is no ${encoding}`);
  }
}
