/**
 * Packs the release: release/ddcoterm-VERSION.tar.gz and its checksum, for install.sh in piped mode.
 *
 *   npm run pack -- [FOLDER]     (FOLDER: where to put them; release by default)
 */
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {stageRelease} from './stage.mjs';

const folder = process.argv[2] ?? 'release';
const work = mkdtempSync(join(tmpdir(), 'ddcoterm-pack-'));
try {
  const {version} = stageRelease(join(work, 'tree'));
  const name = `ddcoterm-${version}`;
  renameSync(join(work, 'tree'), join(work, name));
  mkdirSync(folder, {recursive: true});
  const archive = join(folder, `${name}.tar.gz`);
  // COPYFILE_DISABLE: macOS' tar would add a "._" file to each file.
  execFileSync('tar', ['-czf', archive, '-C', work, name], {env: {...process.env, COPYFILE_DISABLE: '1'}});
  const digest = createHash('sha256').update(readFileSync(archive)).digest('hex');
  writeFileSync(`${archive}.sha256`, `${digest}  ${basename(archive)}\n`);
  process.stdout.write(`${archive}\n`);
} finally {
  rmSync(work, {recursive: true, force: true});
}
