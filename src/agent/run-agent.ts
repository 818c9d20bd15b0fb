/** The agent's life: its lock, its store, itself. */
import {existsSync, mkdirSync, readFileSync, statSync} from 'node:fs';
import {connect} from 'node:net';
import {join} from 'node:path';
import type {HomePaths} from '../config/home.ts';
import {loadConfig} from '../config/load.ts';
import {fileStamp} from '../config/stamp.ts';
import {DdcotermError, systemErrorCode} from '../errors.ts';
import type {LuauRunner} from '../policy/luau-runner.ts';
import {takeConnectionVariables} from '../protocol/environment.ts';
import {acquireExclusiveLock, type ExclusiveLock} from '../store/exclusive-lock.ts';
import {openStore, setAsideBrokenDatabase} from '../store/sqlite-store.ts';
import type {Store} from '../store/store.ts';
import {Agent} from './agent.ts';
import {AgentLog} from './agent-log.ts';
import {ConfigReader} from './config-reader.ts';
import {agentRunning} from './errors.ts';
import {PolicyDesk} from './policy-desk.ts';
import {deriveTags} from './profile-tags.ts';
import {profileFor} from './profiles.ts';
import {rebuildStore} from './rebuild.ts';
import {Rulebook} from './rulebook.ts';
import {VerdictCache} from './verdict-cache.ts';

/** An agent that stops holds its lock until all is written; a successor waits so long for it. */
const LOCK_WAIT_MS = 10_000;
const LOCK_RETRY_MS = 25;

/** Files that profiles read tags from are small; what is bigger is none of them. */
const MAX_TAG_FILE_BYTES = 4 * 1024 * 1024;

/** @param runner Of the snippets of policies; it may be starting already. */
export async function runAgent(paths: HomePaths, runner: LuauRunner): Promise<void> {
  for (const folder of [paths.root, paths.run, paths.data, paths.recordings, paths.log]) {
    mkdirSync(folder, {recursive: true, mode: 0o700});
  }
  const log = new AgentLog(paths.agentLog, Date.now);
  try {
    const lock = await waitForLock(paths);
    await serve(paths, log, lock, runner);
  } catch (error) {
    if (!(error instanceof DdcotermError && error.code === 'AGENT_RUNNING')) log.error('Cannot start agent', error);
    process.exitCode = 1;
  }
}

async function serve(paths: HomePaths, log: AgentLog, lock: ExclusiveLock, runner: LuauRunner): Promise<void> {
  const reader = new ConfigReader(paths, Date.now);
  const rulebook = new Rulebook(reader.read().config.redact, log);
  const store = await openOrRebuild(paths, log, rulebook);
  const agent = new Agent({
    paths,
    store,
    log,
    rulebook,
    readConfig: () => reader.read().config,
    profileFor: (command) => profileFor(paths, command),
    deriveTags: (profile, hello) => deriveTags(profile, hello, readTagFile),
    policy: new PolicyDesk({
      relay: join(paths.bin, `ddcoterm-host-${process.platform}-${process.arch}`),
      runner,
      loadConfig: () => reader.read(),
      profileFor: (command) => profileFor(paths, command),
      readFile: readTagFile,
      get redactor() {
        return rulebook.text;
      },
      now: Date.now,
      cache: new VerdictCache(join(paths.run, 'policy-cache')),
      configStamp: () => fileStamp(paths.config),
    }),
    connection: connectionOf(process.env),
    now: Date.now,
    onStopped: () => {
      void store.close().then(() => {
        lock.release();
        process.exit(0);
      });
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void agent.stop());
  process.on('uncaughtException', (error) => {
    log.error('Cannot go on', error);
    process.exit(1); // hosts start another agent and send again what was not acknowledged
  });
  await agent.start();
}

/** Taken out of the environment, so that nothing that is told of it has them. HOME finds key files written with `~`. */
function connectionOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const taken = takeConnectionVariables(env as Record<string, string>);
  return {...taken, ...(env.HOME && {HOME: env.HOME})};
}

async function openOrRebuild(paths: HomePaths, log: AgentLog, rulebook: Rulebook): Promise<Store> {
  if (existsSync(paths.database)) {
    try {
      return await openStore(paths, {access: 'write'});
    } catch (error) {
      if (!(error instanceof DdcotermError) || error.code !== 'STORE_BROKEN') throw error;
      log.error('Cannot use the database, it is set aside and built anew from the recordings', error);
      setAsideBrokenDatabase(paths);
    }
  }
  const store = await openStore(paths, {access: 'write'});
  const sessions = await rebuildStore({
    paths,
    store,
    log,
    limits: loadConfig(paths).config.limits,
    redact: (text) => rulebook.text.redactText(text).text,
    promptOf: (command) => profileFor(paths, command).prompt ?? null,
  });
  if (sessions > 0) log.info(`database built anew: ${sessions} sessions`);
  return store;
}

/** Many hosts that start at once start many agents: those that find one serving leave at once. */
async function waitForLock({agentLock, socket}: HomePaths): Promise<ExclusiveLock> {
  for (let waitedMs = 0; waitedMs < LOCK_WAIT_MS; waitedMs += LOCK_RETRY_MS) {
    const lock = acquireExclusiveLock(agentLock);
    if (lock !== null) return lock;
    if (await isServed(socket)) break;
    await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
  }
  throw agentRunning(agentLock);
}

function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function readTagFile(path: string): string | null {
  try {
    // A path out of a user's environment may be a pipe or a device, and reading it never end.
    const stats = statSync(path);
    return stats.isFile() && stats.size <= MAX_TAG_FILE_BYTES ? readFileSync(path, 'utf8') : null;
  } catch (error) {
    // Not there, not readable, a folder: then the tag has no value.
    if (systemErrorCode(error) !== undefined) return null;
    throw error;
  }
}
