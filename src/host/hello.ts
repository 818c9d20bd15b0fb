import {hostname, userInfo} from 'node:os';
import type {Config} from '../config/config.ts';
import {VERSION} from '../config/version.ts';
import {CONNECTION_VARIABLES, FORWARDED_VARIABLES, SESSION_VARIABLE} from '../protocol/environment.ts';
import type {Hello} from '../protocol/messages.ts';
import type {CommandRequest} from './arguments.ts';
import type {StreamKinds, UserTerminalPlace} from './descriptors.ts';
import {readProcessName} from './process-facts.ts';

export interface HelloFacts {
  session: string;
  request: CommandRequest;
  config: Config;
  env: NodeJS.ProcessEnv;
  kinds: StreamKinds;
  terminal: UserTerminalPlace | null;
  pty: string | null;
  size: {columns: number; rows: number};
  integration: Hello['integration'];
}

/** Recorded where the terminal has no size, as on a serial line: what programs assume then. */
const DEFAULT_SIZE = {columns: 80, rows: 24};

/** Of a longer command line the first words are told, as the relay does it: a frame has its limit, the system's is higher. */
const MAX_ARGV_BYTES = 128 * 1024;

export function readHello(facts: HelloFacts): Hello {
  const {session, request, config, env, kinds, terminal, size, integration} = facts;
  const settings = config.commands[request.name] ?? {};
  const effectiveUser = readUserName();
  return {
    session,
    hostKind: 'node',
    hostVersion: VERSION,
    origin: request.origin,
    name: request.name,
    executable: request.executable,
    // As the user asked for it: what shell integration adds is none of the user's.
    argv: [request.name, ...cutWords(request.args)],
    cwd: readCwd(),
    env: pickVariables(env, config),
    tty: terminal?.path ?? null,
    streams: kinds,
    pty: facts.pty,
    columns: size.columns || DEFAULT_SIZE.columns,
    rows: size.rows || DEFAULT_SIZE.rows,
    startedAtMs: Date.now(),
    user: process.getuid?.() === process.geteuid?.() ? effectiveUser : String(process.getuid?.()),
    effectiveUser,
    host: hostname(),
    pid: process.pid,
    parent: {pid: process.ppid, name: readProcessName(process.ppid) ?? ''},
    parentSession: env[SESSION_VARIABLE] || null,
    ...(request.title !== undefined && {title: request.title}),
    ...(request.tags !== undefined && {tags: request.tags}),
    recordInput: recordsInput(request, config),
    upload: request.upload ?? true,
    processes: 'none',
    capture: settings.capture ?? config.capture,
    ...(integration !== undefined && {integration}),
  };
}

export function recordsInput(request: CommandRequest, config: Config): boolean {
  return request.recordInput ?? config.commands[request.name]?.recordInput ?? config.recordInput;
}

function cutWords(words: readonly string[]): string[] {
  let room = MAX_ARGV_BYTES;
  const cut = words.findIndex((word) => {
    room -= Buffer.byteLength(word);
    return room < 0;
  });
  return cut < 0 ? [...words] : [...words.slice(0, cut), '…'];
}

function readUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid?.() ?? ''); // a container's user without an entry in passwd
  }
}

function readCwd(): string {
  try {
    return process.cwd();
  } catch {
    return ''; // it was deleted
  }
}

function pickVariables(env: NodeJS.ProcessEnv, config: Config): Record<string, string> {
  const names = [...FORWARDED_VARIABLES, ...CONNECTION_VARIABLES, ...config.authors.map(({variable}) => variable)];
  const entries = names.map((name) => [name, env[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}
