// `npm test`: installs what is missing, builds, runs every suite, and says at the end what was skipped for want of a program.
// Arguments are handed to jest: `npm test -- test/redact`.
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const root = new URL('..', import.meta.url).pathname;
process.chdir(root);

const run = (command, args, env = process.env) => {
  const {status, error} = spawnSync(command, args, {stdio: 'inherit', env});
  if (error) console.error(`Cannot run "${command}": ${error.message}`);
  return status ?? 1;
};

const steps = [
  ...(existsSync('node_modules/jest') ? [] : [['npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']]]),
  ['node', ['node_modules/typescript/bin/tsc', '--noEmit']],
  ['node', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'src/web']],
  ['node', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']],
  ['node', ['esbuild.config.mjs']],
];
for (const [command, args] of steps) {
  const status = run(command, args);
  if (status !== 0) process.exit(status);
}

const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-skips-'));
const report = join(folder, 'skipped');
const status = run('node', ['node_modules/jest/bin/jest.js', ...process.argv.slice(2)], {
  ...process.env,
  DDCOTERM_SKIP_REPORT: report,
});
if (existsSync(report)) {
  console.log('\nSkipped for want of a program:');
  for (const line of new Set(readFileSync(report, 'utf8').trim().split('\n'))) console.log(`  ${line}`);
} else {
  console.log('\nNo suite was skipped.');
}
rmSync(folder, {recursive: true, force: true});
process.exit(status);
