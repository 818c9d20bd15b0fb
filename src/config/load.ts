/** Reads config.yaml and the environment. Never throws: a broken file must not stop anybody's command. */
import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs';
import {systemErrorCode} from '../errors.ts';
import {checkSettings, type SettingPath} from './check.ts';
import {type CommandConfig, type Config, DEFAULT_CONFIG} from './config.ts';
import type {HomePaths} from './home.ts';
import {type Located, parseConfig} from './parse.ts';
import {isPolicyProblem, type Policy} from './policy.ts';
import type {ConfigProblem} from './problem.ts';
import {readUpload} from './read-upload.ts';
import type {ConfigFile} from './schema.ts';
import {hasSecret} from './secret-keys.ts';
import {SETTINGS, variableOf} from './settings.ts';

export type {ConfigProblem} from './problem.ts';

export interface LoadedConfig {
  config: Config;
  problems: ConfigProblem[];
  /** The file's settings as written, also those that other parts read; empty without a file. */
  plain: Record<string, unknown>;
  /** Where in the file a setting stands. */
  placeOf: (path: SettingPath) => Located;
}

/** A file of settings is some kilobytes; what is larger is something else by mistake. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** Group and others. */
const FOREIGN_MODE_BITS = 0o077;

/** @param env Variables such as DDCOTERM_LIMITS_STORE win over the file: see `variableOf`. */
export function loadConfig(paths: HomePaths, env: NodeJS.ProcessEnv = process.env): LoadedConfig {
  const file = readConfigFile(paths.config);
  const {settings, plain, policy, placeOf, problems} = parseConfig(file.text, paths.config);
  const fromEnvironment = settingsFromEnvironment(env);
  const exposed =
    hasSecret(plain) && (file.mode & FOREIGN_MODE_BITS) !== 0 ? [exposedKey(paths.config, file.mode)] : [];
  const merged = mergeSettings(settings, fromEnvironment.settings);
  return {
    config: {
      ...toConfig(merged),
      upload: readUpload(merged, exposed.length === 0),
      policy: withFaults(withEnvironment(policy, fromEnvironment.settings), [...file.problems, ...problems]),
    },
    problems: [...file.problems, ...exposed, ...problems, ...fromEnvironment.problems],
    plain,
    placeOf,
  };
}

interface ReadFile {
  text: string;
  mode: number;
  problems: ConfigProblem[];
}

function readConfigFile(path: string): ReadFile {
  let descriptor: number | undefined;
  try {
    // Non-blocking: a FIFO of that name would hold up everybody.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(descriptor);
    const {size, mode} = stats;
    if (!stats.isFile()) return {text: '', mode, problems: [unreadable(path, 'it is no regular file')]};
    if (size > MAX_FILE_BYTES) return {text: '', mode, problems: [unreadable(path, `it has ${size} bytes`)]};
    return {text: readFileSync(descriptor, 'utf8'), mode, problems: []};
  } catch (error) {
    const code = systemErrorCode(error);
    const problems = code === 'ENOENT' ? [] : [unreadable(path, code ?? 'it cannot be opened')];
    return {text: '', mode: 0, problems};
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

const unreadable = (file: string, state: string): ConfigProblem => ({
  code: 'CONFIG_UNREADABLE',
  severity: 'error',
  file,
  line: null,
  column: null,
  key: null,
  message: `Cannot read settings: ${state}`,
  cure: `Make "${file}" a file that you can read; until then the defaults hold`,
});

const exposedKey = (file: string, mode: number): ConfigProblem => ({
  code: 'CONFIG_MODE',
  severity: 'error',
  file,
  line: null,
  column: null,
  key: null,
  message: `Cannot use the keys in the settings: others may read the file (mode ${(mode & 0o777).toString(8).padStart(4, '0')})`,
  cure: `Run: chmod 600 ${file}`,
});

/** Each variable is checked by itself, so that a wrong one is told by its name. */
function settingsFromEnvironment(env: NodeJS.ProcessEnv): {settings: ConfigFile; problems: ConfigProblem[]} {
  let settings: ConfigFile = {};
  const problems: ConfigProblem[] = [];
  for (const {key, read} of SETTINGS.filter(({fromEnvironment}) => fromEnvironment)) {
    const variable = variableOf(key);
    const text = env[variable];
    if (text === undefined || text === '') continue;
    const checked = checkSettings(nest(key, valueOfVariable(text, read(DEFAULT_CONFIG))));
    settings = mergeSettings(settings, checked.settings);
    for (const {message, cure} of checked.misfits) {
      problems.push({
        code: 'CONFIG_VALUE',
        severity: 'error',
        file: variable,
        line: null,
        column: null,
        key,
        message,
        cure,
      });
    }
  }
  return {settings, problems};
}

/** @param sample A value of the setting's type. Maps are written `key:value,key:value`. */
function valueOfVariable(text: string, sample: unknown): unknown {
  if (typeof sample === 'boolean') return ({'1': true, true: true, '0': false, false: false} as const)[text] ?? text;
  if (typeof sample === 'object') return text.split(',').map((item) => item.trim());
  return text;
}

function nest(key: string, value: unknown): Record<string, unknown> {
  const [group = '', name] = key.split('.');
  return {[group]: name === undefined ? value : {[name]: value}};
}

function mergeSettings(base: ConfigFile, over: ConfigFile): ConfigFile {
  return {
    ...base,
    ...over,
    ...(base.tags && over.tags && {tags: {...base.tags, ...over.tags}}),
    ...(base.limits && over.limits && {limits: {...base.limits, ...over.limits}}),
    ...(base.agent && over.agent && {agent: {...base.agent, ...over.agent}}),
    ...(base.approvals && over.approvals && {approvals: {...base.approvals, ...over.approvals}}),
    ...(base.upload && over.upload && {upload: {...base.upload, ...over.upload}}),
    ...(base.connection_config &&
      over.connection_config && {connection_config: {...base.connection_config, ...over.connection_config}}),
  };
}

/** Of the policy single settings only: snippets do not fit into a variable. */
const withEnvironment = (policy: Policy, settings: ConfigFile): Policy => ({
  ...policy,
  ...(settings.lint_without_terminal && {lintWithoutTerminal: settings.lint_without_terminal}),
  ...(settings.on_policy_error && {onPolicyError: settings.on_policy_error}),
});

const withFaults = (policy: Policy, problems: ConfigProblem[]): Policy => ({
  ...policy,
  fails:
    policy.onPolicyError === 'block' &&
    problems.some((problem) => problem.severity === 'error' && isPolicyProblem(problem)),
});

function toConfig(file: ConfigFile): Omit<Config, 'policy' | 'upload'> {
  const defaults = DEFAULT_CONFIG;
  const {limits = {}} = file;
  return {
    shims: [...new Set(file.shims ?? defaults.shims)],
    onFailure: file.on_failure ?? defaults.onFailure,
    recordInput: file.record_input ?? defaults.recordInput,
    capture: file.capture ?? defaults.capture,
    announce: file.announce ?? defaults.announce,
    announceShims: file.announce_shims ?? defaults.announceShims,
    shellIntegration: file.shell_integration ?? defaults.shellIntegration,
    processes: file.processes ?? defaults.processes,
    tags: file.tags ?? defaults.tags,
    commands: toCommands(file.commands ?? {}),
    limits: {
      recordingBytes: limits.recording ?? defaults.limits.recordingBytes,
      storeBytes: limits.store ?? defaults.limits.storeBytes,
      freeDiskBytes: limits.free_disk ?? defaults.limits.freeDiskBytes,
      logTextChars: limits.log_text ?? defaults.limits.logTextChars,
    },
    retentionMs: file.retention ?? defaults.retentionMs,
    agent: {idleMs: file.agent?.idle ?? defaults.agent.idleMs},
    authors: file.authors ?? defaults.authors,
    redact: {...defaults.redact, ...file.redact},
    approvals: {
      backend: file.approvals?.backend ?? defaults.approvals.backend,
      timeoutMs: file.approvals?.timeout ?? defaults.approvals.timeoutMs,
      folder: file.approvals?.folder ?? defaults.approvals.folder,
      project: file.approvals?.project ?? defaults.approvals.project,
      caseType: file.approvals?.case_type ?? defaults.approvals.caseType,
      url: file.approvals?.url ?? defaults.approvals.url,
    },
  };
}

function toCommands(commands: NonNullable<ConfigFile['commands']>): Record<string, CommandConfig> {
  return Object.fromEntries(
    Object.entries(commands).map(([name, {record_input: recordInput, ...rest}]) => [
      name,
      recordInput === undefined ? rest : {...rest, recordInput},
    ]),
  );
}
