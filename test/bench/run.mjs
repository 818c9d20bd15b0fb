// `npm run bench [-- NAME…]`: runs the benchmarks of this folder, all or those named, one after the other.
import {spawnSync} from 'node:child_process';
import {readdirSync} from 'node:fs';

const folder = new URL('.', import.meta.url).pathname;
const wanted = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.mjs') && name !== 'run.mjs')
  .map((name) => name.slice(0, -4));
let failures = 0;
for (const name of names.filter((candidate) => wanted.length === 0 || wanted.includes(candidate))) {
  console.log(`\n## ${name}\n`);
  if (spawnSync(process.execPath, [`${folder}${name}.mjs`], {stdio: 'inherit'}).status !== 0) failures++;
}
process.exit(failures === 0 ? 0 : 1);
