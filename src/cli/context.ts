/** What a command may touch: everything that a test would want to replace is in here. */
import type {BaseContext} from 'clipanion';
import type {Config} from '../config/config.ts';
import {type HomePaths, homePaths} from '../config/home.ts';
import type {Store} from '../store/store.ts';

export type StoreAccess = 'read' | 'write';

export interface CliContext extends BaseContext {
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Milliseconds since 1970. */
  now(): number;
  paths: HomePaths;
  /** Which of the three standard streams are terminals. */
  isTty: {stdin: boolean; stdout: boolean; stderr: boolean};
  /** Colour on stdout: see `wantsColor`. */
  color: boolean;
  /** Width of the terminal on stdout; 80 where it is none or has no size. */
  columns: number;
  /** Opens the store; the caller closes it. Loads the database driver on first use. */
  openStore(access?: StoreAccess): Promise<Store>;
  /** The effective settings. Never throws: what is wrong in the file is told by `doctor` and has its default here. */
  config(): Promise<Config>;
  /** Set by a command that ran another one which died of a signal: the process then dies of the same. */
  ending: {signal: NodeJS.Signals | null};
}

export interface ContextParts {
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Looked at when they are needed, not before: see `untouched-streams.ts`. */
  streams: Readonly<Pick<BaseContext, 'stdin' | 'stdout' | 'stderr'>>;
  isTty: CliContext['isTty'];
  columns?: (() => number | undefined) | undefined;
  now?: () => number;
}

export function createContext(parts: ContextParts): CliContext {
  const {env, cwd, streams, isTty} = parts;
  const paths = homePaths(env);
  const color = wantsColor(env, isTty.stdout);
  return {
    env,
    cwd,
    get stdin() {
      return streams.stdin;
    },
    get stdout() {
      return streams.stdout;
    },
    get stderr() {
      return streams.stderr;
    },
    isTty,
    paths,
    color,
    colorDepth: color ? 8 : 1,
    get columns() {
      return parts.columns?.() || 80;
    },
    now: parts.now ?? Date.now,
    ending: {signal: null},
    async openStore(access = 'read') {
      const {openStore} = await import('../store/sqlite-store.ts');
      return openStore(paths, {access});
    },
    async config() {
      const {loadConfig} = await import('../config/load.ts');
      return loadConfig(paths, env).config;
    },
  };
}

/** NO_COLOR (no-color.org) wins over FORCE_COLOR; without either, colour is for terminals that are not dumb. */
export function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTerminal && env.TERM !== 'dumb';
}
