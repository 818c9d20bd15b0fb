/**
 * What a policy costs before a command starts: one verdict with the agent running, with the agent to be started, and an
 * invocation without any action once it is known, beside the same command by itself.
 *
 *   node test/bench/policy.mjs     (after "npm run build"; needs the native relay and a shell)
 */
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {loadavg, tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const TURNS = Number(process.env.BENCH_TURNS ?? 100);
const COLD_TURNS = Number(process.env.BENCH_COLD_TURNS ?? 10);
const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-bench-'));
const programs = join(folder, 'programs');
mkdirSync(programs);
for (const name of ['asked', 'known', 'plain']) symlinkSync('/bin/true', join(programs, name));
const env = {PATH: `${programs}:/usr/bin:/bin`, HOME: folder, SHELL: '/bin/sh', LANG: 'C.UTF-8'};

const POLICY = `process_config:
  commands:
    - command: asked
      lints:
        - if has_arg("scale") and flags.context == nil then return "which context?" end
      rules:
        - rule: has_arg("delete") and k8s_context == "prod"
          actions: [record, process_info, approval]
        - rule: has_arg("never")
          actions: [record]
        - rule: cwd == "/nowhere"
          actions: [record]
        - rule: user ~= "nobody"
          actions: []
    - command: known
      rules: [{rule: true, actions: []}]
`;

const installed = spawnSync(
  'sh',
  [join(ROOT, 'installer/install.sh'), '--yes', '--no-modify-path', '--shims', 'asked,known,plain'],
  {
    env,
    encoding: 'utf8',
    input: '',
  },
);
if (installed.status !== 0) throw new Error(installed.stdout + installed.stderr);
writeFileSync(join(folder, '.ddcoterm/config.yaml'), POLICY, {mode: 0o600});

const cli = (...args) => spawnSync(join(folder, '.ddcoterm/bin/ddcoterm'), args, {env, encoding: 'utf8'});
const shim = (name) => join(folder, '.ddcoterm/overrides', name);
function timed(file, args) {
  const startedAt = process.hrtime.bigint();
  const {status} = spawnSync(file, args, {env, stdio: 'ignore'});
  if (status !== 0) throw new Error(`${file} ended with ${status}`);
  return Number(process.hrtime.bigint() - startedAt) / 1e6;
}
const percentile = (times, share) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))];

const rows = {direct: [], 'shim, switched off': [], 'one verdict, agent running': [], 'no action, known': []};
timed(shim('asked'), ['get']); // the agent and the first evaluation
timed(shim('known'), ['get']);
const off = {...env, DDCOTERM_DISABLE: '1'};
for (let turn = 0; turn < TURNS; turn++) {
  rows.direct.push(timed('/bin/true', ['get']));
  const startedAt = process.hrtime.bigint();
  spawnSync(shim('plain'), ['get'], {env: off, stdio: 'ignore'});
  rows['shim, switched off'].push(Number(process.hrtime.bigint() - startedAt) / 1e6);
  rows['one verdict, agent running'].push(timed(shim('asked'), ['get', String(turn)]));
  rows['no action, known'].push(timed(shim('known'), ['get']));
}
rows['one verdict, agent to be started'] = [];
for (let turn = 0; turn < COLD_TURNS; turn++) {
  cli('agent', 'stop');
  rows['one verdict, agent to be started'].push(timed(shim('asked'), ['get', String(turn)]));
}
cli('agent', 'stop');
rmSync(folder, {recursive: true, force: true});

const base = percentile(rows['shim, switched off'], 0.5);
console.log(`load ${loadavg()[0].toFixed(1)}, ${TURNS} turns (${COLD_TURNS} with a start); milliseconds`);
console.log('| what | p50 | p95 | p50 over the shim switched off | bar |');
console.log('| --- | --- | --- | --- | --- |');
const BARS = {
  'one verdict, agent running': '5',
  'one verdict, agent to be started': '250',
  'no action, known': 'not measurable',
};
for (const [name, times] of Object.entries(rows)) {
  const p50 = percentile(times, 0.5);
  const cells = [p50, percentile(times, 0.95), p50 - base].map((ms) => ms.toFixed(1));
  console.log(`| ${name} | ${cells.join(' | ')} | ${BARS[name] ?? ''} |`);
}
