/** The settings one by one: what `config`, `init`, the completions and docs/settings.md tell about them. */
import type {Config} from './config.ts';
import {formatDuration, formatSize} from './units.ts';
import type {DestinationConfig} from './upload.ts';

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
  setting(
    'processes',
    'Where the processes of a command are seen: "auto" takes the kernel\'s reports or else /proc, "proc", "none"',
    (c) => c.processes,
  ),
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
  setting(
    'connection_config.api_key',
    "Datadog's API key; only in a file that you alone may read",
    (c) => main(c).apiKey,
    false,
  ),
  setting('connection_config.api_key_file', 'A file that holds the API key alone', (c) => main(c).apiKeyFile, false),
  setting('connection_config.app_key', "Datadog's application key; sending needs none", (c) => c.upload.appKey, false),
  setting('connection_config.site', 'Datadog site, such as datadoghq.eu', (c) => main(c).site),
  setting('upload.enabled', 'Send to Datadog and other destinations where there is a key', (c) => c.upload.enabled),
  setting('upload.format', '"datadog", or "compat" for receivers that know seven fields only', (c) => main(c).format),
  setting('upload.url', 'Another receiver than the intake of the site', (c) => main(c).url),
  setting('upload.processes', 'Commands and processes as events, logs, both or none', (c) => main(c).processes),
  setting('upload.query', 'Only what matches is sent', (c) => main(c).query),
  setting('upload.tags', 'Put on everything that is sent', (c) => main(c).tags),
  setting('upload.replay_url', 'Where replays are watched: logs and events link there', (c) => c.upload.replayUrl),
  setting('upload.event_source', 'Source type of events; empty: none is sent', (c) => c.upload.eventSource),
  setting('upload.proxy', 'HTTP proxy; by default that of the environment', (c) => main(c).proxy),
  setting('upload.ca_file', 'Certificates (PEM) to trust beside the usual ones', (c) => main(c).caFile),
  setting(
    'upload.destinations',
    'Further receivers, each with name and settings of its own',
    writtenDestinations,
    false,
  ),
  setting('authors', 'Coding agents of your own: name, and a variable that gives them away', (c) => c.authors, false),
  setting('redact.rules', 'Secrets of your own: id and regex, or id, keyword and shape', (c) => c.redact.rules, false),
  setting('redact.allow', 'Texts that are never masked, or {regex: …}', (c) => c.redact.allow, false),
  setting('redact.disable', 'Ids of rules that are switched off', (c) => c.redact.disable, false),
  setting('redact.groups', 'Personal data to mask: card, iban, ssn, email', (c) => c.redact.groups, false),
  setting(
    'lint_without_terminal',
    'Where nobody can be asked, a lint lets the command run ("allow") or stops it ("deny"); by default it stops what needs approval',
    (c) => c.policy.lintWithoutTerminal,
  ),
  setting(
    'approvals.backend',
    'Who agrees to commands that need approval: "embedded", the other users of this machine, or "datadog"',
    (c) => c.approvals.backend,
  ),
  setting('approvals.timeout', 'A request that nobody has decided is over after so long', (c) =>
    formatDuration(c.approvals.timeoutMs),
  ),
  setting('approvals.project', 'Project of Case Management in which Datadog is asked', (c) => c.approvals.project),
  setting('approvals.case_type', 'Type of the cases there', (c) => c.approvals.caseType),
  setting('approvals.url', 'Where Datadog’s API is asked, if not at that of the site', (c) => c.approvals.url),
  setting('approvals.folder', 'Where users of one machine find each other’s requests', (c) => c.approvals.folder),
  setting(
    'on_policy_error',
    'When a lint or rule fails: "open" passes it over, "block" does not run the command',
    (c) => c.policy.onPolicyError,
  ),
];

function setting(key: string, about: string, read: (config: Config) => unknown, fromEnvironment = true): Setting {
  return {key, about, read, fromEnvironment};
}

/** A number where it is one, so that JSON says 4096 and not "4096". */
function size(bytes: number): string | number {
  const text = formatSize(bytes);
  return /^\d+$/.test(text) ? bytes : text;
}

const main = (config: Config): DestinationConfig => config.upload.destinations[0];

function writtenDestinations({upload: {destinations}}: Config): Record<string, unknown>[] {
  return destinations
    .slice(1)
    .map(({apiKey, apiKeyFile, caFile, ...rest}) => ({
      ...rest,
      api_key: apiKey,
      api_key_file: apiKeyFile,
      ca_file: caFile,
    }))
    .map((written) => Object.fromEntries(Object.entries(written).filter(([, value]) => value !== null)));
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
