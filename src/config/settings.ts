/** The settings one by one: what `config`, `init`, the completions and the README tell about them. */
import type {Config} from './config.ts';
import {formatDuration, formatSize} from './units.ts';

export interface Setting {
  /** Dotted, as in config.yaml. */
  key: string;
  about: string;
  /** The value in force, as one would write it. */
  read(config: Config): unknown;
  /** May be set by a variable, too: see `variableOf`. */
  fromEnvironment: boolean;
}

export const SETTINGS: readonly Setting[] = [
  setting('shims', 'Commands with a shim; "ddcoterm shim sync" makes it so', (c) => c.shims, false),
  setting(
    'on_failure',
    'When a command cannot be recorded: "open" runs it all the same, "block" does not',
    (c) => c.onFailure,
  ),
  setting('record_input', 'Record what is typed, too; passwords never', (c) => c.recordInput),
  setting(
    'capture',
    'Of commands without a terminal: "terminal" keeps that they ran, "all" also what went through them',
    (c) => c.capture,
  ),
  setting('announce', 'Say at start and end of a whole session where it can be watched', (c) => c.announce),
  setting('announce_shims', 'Let shims say it, too', (c) => c.announceShims),
  setting('shell_integration', 'Tell the commands of a session in bash, zsh and fish apart', (c) => c.shellIntegration),
  setting('tags', 'Put on every session', (c) => c.tags),
  setting('commands', 'Settings of single commands: capture, record_input, record, tags', writtenCommands, false),
  setting('limits.recording', 'Output of one recording that is kept byte for byte', (c) =>
    size(c.limits.recordingBytes),
  ),
  setting('limits.store', 'Everything that is kept together; the oldest goes first', (c) => size(c.limits.storeBytes)),
  setting('limits.free_disk', 'Recording pauses while less than this is free', (c) => size(c.limits.freeDiskBytes)),
  setting('limits.log_text', 'Characters of log text of one command', (c) => size(c.limits.logTextChars)),
  setting('retention', 'Age at which sessions go', (c) => formatDuration(c.retentionMs)),
  setting('agent.idle', 'The agent leaves when nothing happened for so long', (c) => formatDuration(c.agent.idleMs)),
  setting('authors', 'Coding agents of your own: name, and a variable that gives them away', (c) => c.authors, false),
];

function setting(key: string, about: string, read: (config: Config) => unknown, fromEnvironment = true): Setting {
  return {key, about, read, fromEnvironment};
}

/** A number where it is one, so that JSON says 4096 and not "4096". */
function size(bytes: number): string | number {
  const text = formatSize(bytes);
  return /^\d+$/.test(text) ? bytes : text;
}

function writtenCommands(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config.commands).map(([name, {recordInput, ...rest}]) => [
      name,
      recordInput === undefined ? rest : {...rest, record_input: recordInput},
    ]),
  );
}

/** `DDCOTERM_LIMITS_STORE` for `limits.store`. */
export function variableOf(key: string): string {
  return `DDCOTERM_${key.replaceAll('.', '_').toUpperCase()}`;
}

/** The effective settings in the shape of config.yaml. */
export function writtenConfig(config: Config): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const {key, read} of SETTINGS) {
    const [group = '', name] = key.split('.');
    if (name === undefined) written[group] = read(config);
    else written[group] = {...(written[group] as Record<string, unknown> | undefined), [name]: read(config)};
  }
  return written;
}
