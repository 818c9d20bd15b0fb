import {accessSync, constants, type Stats, statfsSync} from 'node:fs';
import {formatSize} from '../../config/units.ts';
import type {CliContext} from '../context.ts';
import {lstatIfThere, statIfThere} from '../stat-if-there.ts';
import {type Check, ok} from './check.ts';

const GIB = 1024 ** 3;

export async function examineHome(context: CliContext): Promise<Check[]> {
  const {root} = context.paths;
  const stats = statIfThere(root);
  if (stats === null) {
    return [
      {
        area: 'home',
        code: 'HOME_MISSING',
        state: 'warn',
        message: `There is no home folder "${root}" yet`,
        cure: 'It is made by the installer, or by the first recording',
      },
    ];
  }
  if (!stats.isDirectory()) {
    const message = `Something that is no folder has the place of the home folder "${root}": nothing is recorded`;
    return [
      {area: 'home', code: 'HOME_NO_FOLDER', state: 'fail', message, cure: `Move it away, then run the installer`},
    ];
  }
  const problems = [...examineOwner(root, stats), ...examineModes(context), ...examineWritable(root)];
  const home = problems.length > 0 ? problems : [ok('home', 'HOME', `Home folder "${root}", for you alone`)];
  return [...home, await examineDisk(context)];
}

function examineOwner(root: string, {uid}: Stats): Check[] {
  const own = process.getuid?.() ?? uid;
  if (uid === own) return [];
  const message = `The home folder "${root}" belongs to user ${uid}, and you are ${own}`;
  return [{area: 'home', code: 'HOME_OWNER', state: 'fail', message, cure: `Run: sudo chown -R ${own} ${root}`}];
}

/** Recordings are nobody else's business: folders 0700, files 0600. */
function examineModes({paths}: CliContext): Check[] {
  const {root, data, database, recordings, run, log, agentLog, hostFailures} = paths;
  const open = [root, data, database, recordings, run, log, agentLog, hostFailures].filter((path) => {
    const stats = lstatIfThere(path);
    return stats !== null && !stats.isSymbolicLink() && (stats.mode & 0o077) !== 0;
  });
  if (open.length === 0) return [];
  const message = `Others may look into ${open.map((path) => `"${path}"`).join(', ')}`;
  return [{area: 'home', code: 'HOME_MODE', state: 'fail', message, cure: `Run: chmod -R go= ${root}`}];
}

function examineWritable(root: string): Check[] {
  try {
    accessSync(root, constants.W_OK | constants.X_OK);
    return [];
  } catch {
    const message = `The home folder "${root}" cannot be written: nothing is recorded`;
    return [
      {
        area: 'home',
        code: 'HOME_UNWRITABLE',
        state: 'fail',
        message,
        cure: `Run: chmod u+rwx ${root}. Or set DDCOTERM_HOME to another folder`,
      },
    ];
  }
}

async function examineDisk(context: CliContext): Promise<Check> {
  const {bavail, bsize} = statfsSync(context.paths.root);
  const freeBytes = bavail * bsize;
  const {limits} = await context.config();
  const free = `${(freeBytes / GIB).toFixed(1)} GiB free`;
  const limit = `limits.free_disk is ${formatSize(limits.freeDiskBytes)}`;
  if (freeBytes >= 2 * limits.freeDiskBytes) return ok('home', 'DISK', `Disk: ${free}`);
  const pauses = freeBytes < limits.freeDiskBytes;
  return {
    area: 'home',
    code: 'DISK_LOW',
    state: pauses ? 'fail' : 'warn',
    message: `Disk: ${free}, ${limit}: recording ${pauses ? 'pauses' : 'will soon pause'}`,
    cure: 'Free some space, or lower limits.store or limits.free_disk',
  };
}
