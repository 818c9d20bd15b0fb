/** Runs a behaviour directly and through a host, in the same folder, one after the other. */
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {Terminal} from '@xterm/headless';
import {type Aspect, BASH, type Behaviour, DEFAULT_ASPECTS, PROMPT, type Size} from './behaviour.ts';
import type {InstalledHost} from './hosts.ts';
import type {TerminalJob, Terminals} from './terminals.ts';

export type Observation = Partial<Record<Aspect, unknown>> & {error: string | null};

export interface Comparison {
  direct: Observation;
  hosted: Observation;
  /** Everything that the direct run showed and wrote. */
  directText: string;
  /** Working directory of the sessions that the hosted run recorded. */
  cwd: string;
}

const DEFAULT_SIZE: Size = [24, 80, 0, 0];
const DEFAULT_SECONDS = 20;

export async function compare(behaviour: Behaviour, host: InstalledHost, terminals: Terminals): Promise<Comparison> {
  const slug = behaviour.name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
  const cwd = join(host.runs, slug, 'home');
  const bound = join(host.runs, slug, 'bound');
  const aspects = behaviour.compare ?? DEFAULT_ASPECTS;
  const job = describeJob(behaviour, host, {cwd, bound, slug});
  const observe = async (folder: string) => {
    rmSync(join(host.runs, slug), {recursive: true, force: true});
    mkdirSync(cwd, {recursive: true});
    for (const [name, text] of Object.entries(behaviour.files ?? {})) writeFileSync(join(cwd, name), text);
    symlinkSync(folder, bound);
    const {error, end, output, modes} = await terminals.play(job);
    const text = normalise(output.toString('latin1'));
    const files = listFiles(cwd);
    const screen = aspects.includes('screen') ? await renderScreen(output, job.size) : '';
    const all = {end, output: text, screen, modes, files};
    return {
      observation: {error, ...Object.fromEntries(aspects.map((aspect) => [aspect, all[aspect]]))},
      text: [output.toString('utf8'), ...Object.values(files)].join('\n'),
    };
  };
  const direct = await observe(host.programs);
  const hosted = await observe(host.shims);
  return {direct: direct.observation, hosted: hosted.observation, directText: direct.text, cwd};
}

function describeJob(
  {script, shell = BASH, steps = [], size = DEFAULT_SIZE, env, seconds = DEFAULT_SECONDS}: Behaviour,
  host: InstalledHost,
  {cwd, bound, slug}: {cwd: string; bound: string; slug: string},
): TerminalJob {
  return {
    argv: script === undefined ? shell : ['bash', '-c', script],
    env: {
      ...host.env,
      HOME: cwd,
      PS1: PROMPT,
      PATH: `${bound}:${host.programs}:${host.env.PATH}`,
      RUN_MARK: `${host.name}-${slug}`,
      ...env,
    },
    cwd,
    size,
    steps,
    seconds,
  };
}

/** Process ids differ from run to run: in bash's `[1] 4711` and `line 1: 4711 Terminated`, and in zsh's. */
const normalise = (text: string): string =>
  text.replaceAll(/(\[\d+\]\s*[+-]?\s*)\d+/g, '$1PID').replaceAll(/(line \d+:)\s+\d+(?= )/g, '$1 PID');

/** Path → mode and content, below a folder. */
function listFiles(folder: string): Record<string, string> {
  const paths = readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter((path) => !path.endsWith('.pid')) // process ids differ from run to run
    .sort();
  return Object.fromEntries(paths.map((path) => [path, describeFile(join(folder, path))]));
}

function describeFile(path: string): string {
  const stats = lstatSync(path);
  const mode = (stats.mode & 0o7777).toString(8);
  if (stats.isSymbolicLink()) return `-> ${readlinkSync(path)}`;
  return stats.isFile() ? `${mode} ${readFileSync(path, 'latin1')}` : mode;
}

async function renderScreen(output: Buffer, [rows, columns]: Size): Promise<string> {
  const terminal = new Terminal({cols: columns, rows, scrollback: 1_000, allowProposedApi: true});
  await new Promise<void>((resolve) => terminal.write(output, resolve));
  const {active} = terminal.buffer;
  const lines = Array.from({length: active.length}, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
  return lines.join('\n').trimEnd();
}
