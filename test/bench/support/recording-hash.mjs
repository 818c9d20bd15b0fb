/** Recordings and texts compared without keeping them: what a terminal was sent, as SHA-256. */
import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {createGunzip} from 'node:zlib';

export const hashOfText = (text) => createHash('sha256').update(text).digest('hex');

/** Of the output events alone. */
export async function hashOfRecording(file) {
  const hash = createHash('sha256');
  let rest = '';
  const take = (line) => {
    if (!line.startsWith('[')) return;
    const [, code, data] = JSON.parse(line);
    if (code === 'o') hash.update(data);
  };
  const unpacked = createReadStream(file).pipe(createGunzip());
  unpacked.setEncoding('utf8');
  for await (const chunk of unpacked) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    lines.forEach(take);
  }
  take(rest);
  return hash.digest('hex');
}
