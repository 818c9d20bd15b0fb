/**
 * The settings for the native relay, which reads no YAML: lines `key=value` in `run/host-settings`, stamped with the
 * config.yaml they tell of. Where the stamp does not fit the relay asks for the lines (`--print-settings`), and they are
 * written anew: a change of config.yaml holds from the next invocation on. Read by `src/relay/settings.c`.
 */
import {mkdirSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import type {CommandConfig, Config} from '../config/config.ts';
import type {HomePaths} from '../config/home.ts';
import {loadConfig} from '../config/load.ts';
import {hasPolicyFor} from '../config/policy.ts';
import {fileStamp} from '../config/stamp.ts';
import {VERSION} from '../config/version.ts';
import {CONNECTION_VARIABLES, FORWARDED_VARIABLES} from '../protocol/environment.ts';
import type {Bundles} from './bundles.ts';

/** The option by which the host's bundle knows that the relay asks for its settings. */
export const PRINT_SETTINGS_OPTION = '--print-settings';

/** Never throws: without the file the relay asks each time. */
export function refreshHostSettings(paths: HomePaths, bundles: Bundles): void {
  try {
    writeHostSettings(paths, readHostSettings(paths, bundles));
  } catch {
    // An unwritable home, which doctor finds by itself.
  }
}

/** The lines as they are now. */
export function readHostSettings(paths: HomePaths, bundles: Bundles): string {
  // Before the file is read: a change in between gives a stamp that does not fit.
  const stamp = fileStamp(paths.config);
  const {config} = loadConfig(paths, {});
  return renderHostSettings({config, stamp, paths, bundles});
}

function writeHostSettings(paths: HomePaths, text: string): void {
  if (readOrEmpty(paths.hostSettings) !== text) replaceOwn(paths, paths.hostSettings, text);
}

export interface HostSettings {
  config: Config;
  stamp: string;
  paths: HomePaths;
  bundles: Bundles;
}

export function renderHostSettings({config, stamp, paths, bundles}: HostSettings): string {
  const forwarded = new Set([
    ...FORWARDED_VARIABLES,
    ...CONNECTION_VARIABLES,
    ...config.authors.map(({variable}) => variable),
  ]);
  const lines: [key: string, value: string][] = [
    ['version', VERSION],
    ['stamp', stamp],
    ['uid', String(process.geteuid?.() ?? '')],
    ['user', userName()],
    ['shell', loginShell()],
    ['socket', paths.socket],
    ['node', process.execPath],
    ['agent', bundles.agent],
    ['integration', bundles.integration],
    ['on_failure', config.onFailure],
    ['record_input', flag(config.recordInput)],
    ['capture', config.capture],
    ['announce', flag(config.announce)],
    ['announce_shims', flag(config.announceShims)],
    ['shell_integration', flag(config.shellIntegration)],
    ['processes', config.processes],
    ...[...forwarded].map((name) => ['forward', name] as [string, string]),
    ['policy', flag(config.policy.defaultActions !== null || config.policy.fails)],
    ...namesOf(config).flatMap((name) => commandLines(name, config)),
    ['end', '1'],
  ];
  return lines.map(([key, value]) => `${key}=${escapeValue(value)}\n`).join('');
}

const namesOf = ({commands, policy}: Config): string[] => [
  ...new Set([...Object.keys(commands), ...policy.commands.map(({command}) => command)]),
];

function commandLines(name: string, config: Config): [string, string][] {
  const {record, capture, recordInput}: CommandConfig = config.commands[name] ?? {};
  return [
    ['command', name],
    ['command_policy', flag(hasPolicyFor(config.policy, name))],
    ...(record === undefined ? [] : [['command_record', flag(record)] as [string, string]]),
    ...(capture === undefined ? [] : [['command_capture', capture] as [string, string]]),
    ...(recordInput === undefined ? [] : [['command_record_input', flag(recordInput)] as [string, string]]),
  ];
}

const flag = (isOn: boolean) => (isOn ? '1' : '0');
const escapeValue = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid?.() ?? ''); // a container's user without an entry in passwd
  }
}

/** That of the passwd entry. */
function loginShell(): string {
  try {
    return userInfo().shell ?? '';
  } catch {
    return ''; // a container's user without an entry in passwd
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // there is none yet
  }
}

/** Not into another user's home, as after `sudo` that keeps HOME: the relay trusts only its own user's file. */
function replaceOwn({root, run}: HomePaths, file: string, text: string): void {
  if (statSync(root).uid !== process.geteuid?.()) return;
  mkdirSync(run, {recursive: true, mode: 0o700});
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, text, {mode: 0o600});
  renameSync(temporary, file);
}
