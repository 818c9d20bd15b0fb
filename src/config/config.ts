/** The settings of `config.yaml`, typed, with their defaults. `load.ts` reads and checks the file. */
import {NO_POLICY, type Policy} from './policy.ts';
import {DEFAULT_REDACT, type RedactConfig} from './redact.ts';
import {DEFAULT_UPLOAD, type UploadConfig} from './upload.ts';

export interface Config {
  /** Commands that `ddcoterm shim sync` keeps shims for. */
  shims: string[];
  /** What happens to a command when recording cannot start: it runs all the same, or it does not start (status 125). */
  onFailure: 'open' | 'block';
  /** Record what is typed, also of commands without echo problems; passwords never. */
  recordInput: boolean;
  /** `all`: also the bytes of streams that are no terminal. */
  capture: 'terminal' | 'all';
  /** Say at start and end of a whole session where it can be watched. */
  announce: boolean;
  /** Let shims say a line on stderr, too. */
  announceShims: boolean;
  /** Inject shell integration into interactive bash, zsh and fish. */
  shellIntegration: boolean;
  /** Where processes are seen: `auto` takes the kernel's reports where they can be had, else looks at /proc. */
  processes: 'auto' | 'proc' | 'none';
  /** Put on every session. */
  tags: Record<string, string>;
  /** Settings for single commands; they win over the general ones. */
  commands: Record<string, CommandConfig>;
  limits: LimitsConfig;
  /** Age at which sessions go, milliseconds. */
  retentionMs: number;
  agent: {
    /** The agent leaves when nothing happened for so long, milliseconds. */
    idleMs: number;
  };
  /** Coding agents that the built-in table does not know: name, and a variable that gives it away. */
  authors: {name: string; variable: string}[];
  redact: RedactConfig;
  /** `connection_config` and `upload`. */
  upload: UploadConfig;
  /** `process_config`, `lint_without_terminal` and `on_policy_error`. */
  policy: Policy;
  approvals: ApprovalsConfig;
}

export interface ApprovalsConfig {
  /** Who is asked: the other users of this machine, or Datadog Case Management. */
  backend: 'embedded' | 'datadog';
  /** A request that nobody has decided by then is over, milliseconds. */
  timeoutMs: number;
  /** Where the users of this machine find each other's requests. */
  folder: string;
  /** Of Case Management, for its cases: project and type. */
  project: string | null;
  caseType: string;
  /** Where Datadog's API is; null: that of the site. */
  url: string | null;
}

export interface CommandConfig {
  capture?: 'terminal' | 'all';
  recordInput?: boolean;
  /** False: the shim stays, but nothing of this command is recorded. */
  record?: boolean;
  tags?: Record<string, string>;
}

export interface LimitsConfig {
  /** Output bytes of one recording kept byte for byte; after that the screen is kept once a second. */
  recordingBytes: number;
  /** Bytes of all recordings and the database together. */
  storeBytes: number;
  /** Recording pauses while less than this is free, bytes. */
  freeDiskBytes: number;
  /** Characters of one command's log text; of longer output the head and the tail are kept. */
  logTextChars: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const MIB = 1024 * 1024;

export const DEFAULT_CONFIG: Config = {
  shims: [],
  onFailure: 'open',
  recordInput: false,
  capture: 'terminal',
  announce: true,
  announceShims: false,
  shellIntegration: true,
  processes: 'auto',
  tags: {},
  commands: {},
  limits: {
    recordingBytes: 1024 * MIB,
    storeBytes: 20 * 1024 * MIB,
    freeDiskBytes: 500 * MIB,
    logTextChars: MIB,
  },
  retentionMs: 90 * DAY_MS,
  agent: {idleMs: 10 * 60 * 1000},
  authors: [],
  redact: DEFAULT_REDACT,
  upload: DEFAULT_UPLOAD,
  policy: NO_POLICY,
  approvals: {
    backend: 'embedded',
    timeoutMs: 60 * 60 * 1000,
    folder: '/tmp/ddcoterm-approvals',
    project: null,
    caseType: '00000000-0000-0000-0000-000000000001',
    url: null,
  },
};
