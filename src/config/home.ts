/** Where things lie below `$DDCOTERM_HOME`: declared once, for every room. */
import {createHash} from 'node:crypto';
import {homedir, tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';

export interface HomePaths {
  root: string;
  config: string;
  /** The shim scripts; first on PATH. */
  overrides: string;
  /** Marks a folder as holding shims: whoever searches PATH for a real command passes it over. */
  shimMarker: string;
  /** The user's own profiles, YAML. */
  profiles: string;
  bin: string;
  /** One folder a version: bundles, assets and native addons. */
  lib: string;
  run: string;
  socket: string;
  /** What the native relay reads instead of config.yaml. */
  hostSettings: string;
  /** Held by the one agent that may write. */
  agentLock: string;
  data: string;
  database: string;
  recordings: string;
  /** Where a running `ddcoterm ui` listens, and the secret by which a second one asks it for an address. */
  uiServer: string;
  /** Sends a browser on to the address with the secret. */
  uiPage: string;
  /** Tokens of the web API, hashed. */
  apiTokens: string;
  savedViews: string;
  /** What the next command of ours at a terminal tells its user, once. */
  notice: string;
  log: string;
  agentLog: string;
  /** One JSON object a line: what went wrong in hosts, for `ddcoterm doctor`. Never session content. */
  hostFailures: string;
}

export const SHIM_MARKER_NAME = '.ddcoterm-shims';

/** Equals PROTOCOL_VERSION of protocol/frame.ts, which this room may not import; a test compares them. */
export const SOCKET_VERSION = 1;

/** `sun_path` holds 108 bytes on Linux and 104 on macOS and the BSDs, the final NUL included. */
const MAX_SOCKET_PATH_BYTES = 103;

/** @param env Environment of the caller: DDCOTERM_HOME, else HOME, else the passwd entry decides. */
export function homePaths(env: NodeJS.ProcessEnv): HomePaths {
  const root = env.DDCOTERM_HOME || join(env.HOME || homedir(), '.ddcoterm');
  const run = join(root, 'run');
  const data = join(root, 'data');
  const log = join(root, 'log');
  const overrides = join(root, 'overrides');
  return {
    root,
    config: join(root, 'config.yaml'),
    overrides,
    shimMarker: join(overrides, SHIM_MARKER_NAME),
    profiles: join(root, 'shims'),
    bin: join(root, 'bin'),
    lib: join(root, 'lib'),
    run,
    socket: socketPath(run),
    hostSettings: join(run, 'host-settings'),
    agentLock: join(run, 'agent.lock'),
    data,
    database: join(data, 'ddcoterm.db'),
    recordings: join(data, 'recordings'),
    uiServer: join(run, 'ui.json'),
    uiPage: join(run, 'ui.html'),
    apiTokens: join(data, 'api-tokens.json'),
    savedViews: join(data, 'views.json'),
    notice: join(run, 'notice'),
    log,
    agentLog: join(log, 'agent.log'),
    hostFailures: join(log, 'host-failures.jsonl'),
  };
}

/** Where hosts tell each other that an agent starts. */
export const startClaimOf = (socket: string): string => `${socket}.starting`;

/** The socket's path, or a short one below the temporary folder, named after the long one, where that does not fit. */
function socketPath(run: string): string {
  const path = join(run, `agent-v${SOCKET_VERSION}.sock`);
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return path;
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return join(tmpdir(), `ddcoterm-${userInfo().uid}`, `${hash}.sock`);
}
