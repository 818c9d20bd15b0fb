/** The command line of `ddcoterm-host`: `[--opt=value …] NAME REAL ARGS…`, as shims and the native relay have it. */
import type {SessionOrigin} from '../protocol/messages.ts';
import {usageError} from './errors.ts';

/** What to run, and what the invocation says about its recording. */
export interface CommandRequest {
  origin: SessionOrigin;
  /** As typed, without a folder. Becomes argv[0] and names the profile. */
  name: string;
  /** Absolute path of the real command. */
  executable: string;
  args: string[];
  title?: string | undefined;
  tags?: Record<string, string> | undefined;
  /** Undefined: the configuration decides. */
  recordInput?: boolean | undefined;
  upload?: boolean | undefined;
  quiet?: boolean | undefined;
  /** What happens to it, whatever the policy says; absent: what the policy says. */
  actions?: string[] | undefined;
  /** For the approver. */
  reason?: string | undefined;
  /** Session id; the host makes one where none is given. */
  session?: string | undefined;
}

const ORIGINS: readonly string[] = ['shim', 'command', 'shell'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Options stand before the command's name; `--` ends them. The words of the command are never looked at.
 *
 * @throws {DdcotermError} HOST_USAGE.
 */
export function parseHostArguments(words: readonly string[]): CommandRequest {
  const request: CommandRequest = {origin: 'shim', name: '', executable: '', args: []};
  let index = 0;
  for (; index < words.length; index++) {
    const word = words[index]!;
    if (!word.startsWith('--')) break;
    if (word === '--') {
      index++;
      break;
    }
    applyOption(request, word);
  }
  const [name, executable, ...args] = words.slice(index);
  if (!name || !executable) throw usageError('the name and the path of the command are missing');
  return {...request, name, executable, args};
}

function applyOption(request: CommandRequest, word: string): void {
  const separator = word.indexOf('=');
  const option = separator < 0 ? word : word.slice(0, separator);
  const value = separator < 0 ? null : word.slice(separator + 1);
  switch (option) {
    case '--origin':
      if (value === null || !ORIGINS.includes(value)) throw usageError(`"--origin" is one of ${ORIGINS.join(', ')}`);
      request.origin = value as SessionOrigin;
      return;
    case '--title':
      request.title = requireValue(option, value);
      return;
    case '--tag':
      request.tags = {...request.tags, ...parseTag(requireValue(option, value))};
      return;
    case '--session':
      if (value === null || !UUID.test(value)) throw usageError('"--session" needs a UUID in lower case');
      request.session = value;
      return;
    case '--record-input':
      request.recordInput = true;
      return;
    case '--no-record-input':
      request.recordInput = false;
      return;
    case '--no-upload':
      request.upload = false;
      return;
    case '--actions':
      request.actions = (value ?? '').split(',').filter(Boolean);
      return;
    case '--reason':
      request.reason = requireValue(option, value);
      return;
    case '--quiet':
      request.quiet = true;
      return;
    default:
      throw usageError(`option "${option}" is unknown`);
  }
}

function requireValue(option: string, value: string | null): string {
  if (value === null || value === '') throw usageError(`"${option}" needs a value`);
  return value;
}

function parseTag(text: string): Record<string, string> {
  const separator = text.indexOf(':');
  if (separator <= 0) throw usageError('"--tag" is written key:value');
  return {[text.slice(0, separator)]: text.slice(separator + 1)};
}
