/**
 * Runs snippets in Luau, the dialect of Lua that CoTerm runs them in, compiled to WebAssembly. A thread of its own, so that a
 * snippet that does not end can be ended by ending the thread; its memory is that of the WebAssembly module, 17 MB.
 */
import {setFlagsFromString} from 'node:v8';
import {parentPort} from 'node:worker_threads';
import {LuauState} from 'luau-web';
import {LIBRARY_NAMES} from './globals.ts';
import {threadName} from './thread-clock.ts';

/** What the parent asks for. */
export interface LuauRequest {
  id: number;
  /** Leaves the globals. */
  prelude: string;
  /** A chunk, or an expression: what stands behind a `return`. */
  source: string;
  /** For messages: where the first line of the source is, from 1. */
  file: string;
  line: number;
  /** Says only whether it compiles. */
  compileOnly?: boolean;
}

export type LuauReply =
  /** `thread` for `threadCpuMs`. */
  | {kind: 'ready'; thread: string | null}
  /** A string for a string, a boolean for a boolean, null for nil; of others the type. */
  | {kind: 'values'; id: number; values: (string | boolean | null | {type: string})[]}
  /** The snippet does not compile, or it failed; the message begins with file and line. */
  | {kind: 'failed'; id: number; message: string}
  /** Luau itself is no longer to be trusted (it ran out of memory): the thread has to go. */
  | {kind: 'broken'; id: number; message: string};

/** Returns a function that forgets every global of an earlier snippet. */
const SET_UP = `
local env, allowed = getfenv(), {print = function() end}
for _, name in {${LIBRARY_NAMES.map((name) => `"${name}"`).join(',')}} do allowed[name] = env[name] end
setmetatable(env, {__index = table.freeze(allowed), __metatable = false})
return function() for name in pairs(env) do env[name] = nil end end
`;

type LuauFunction = (...args: unknown[]) => Promise<unknown[]>;

// Snippets are over before compiling Luau a second time, for speed, has begun to pay: 80 ms of a first verdict's 250.
setFlagsFromString('--wasm-tiering-budget=100000000');
const state = await LuauState.createAsync({});
const [forget] = (await load(SET_UP, '=ddcoterm')()) as [LuauFunction];
const reply = (message: LuauReply) => parentPort!.postMessage(message);
reply({kind: 'ready', thread: threadName()});
parentPort!.on('message', (request: LuauRequest) => {
  void run(request).then(reply);
});

async function run({id, prelude, source, file, line, compileOnly}: LuauRequest): Promise<LuauReply> {
  try {
    await forget();
    if (prelude !== '') await load(prelude, '=ddcoterm')();
    const snippet = compile(source, `=${file}`, '\n'.repeat(line - 1));
    const values = compileOnly ? [] : await snippet();
    return {kind: 'values', id, values: values.map(plainValue)};
  } catch (error) {
    const {name, message} = error as Error;
    const isOfSnippet = name === 'CompileError' || name === 'LuaError';
    // What a library function throws by itself, and an error that is no text, come without a place.
    const placed = message.startsWith(`${file}:`) ? message : `${file}:${line}: ${message}`;
    return isOfSnippet ? {kind: 'failed', id, message: placed} : {kind: 'broken', id, message};
  }
}

function compile(source: string, chunk: string, lead: string): LuauFunction {
  try {
    return load(`${lead}return ${source}`, chunk);
  } catch {
    return load(`${lead}${source}`, chunk); // no expression: its own message counts
  }
}

function load(source: string, chunk: string): LuauFunction {
  return state.loadstring(source, chunk, true) as LuauFunction;
}

function plainValue(value: unknown): string | boolean | null | {type: string} {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return {type: typeof value === 'object' ? 'table' : typeof value};
}
