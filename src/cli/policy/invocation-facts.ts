/** What snippets would be told about a command typed here and now. */
import {readFileSync} from 'node:fs';
import {hostname, userInfo} from 'node:os';
import {policyFacts} from '../../agent/policy-facts.ts';
import {profileFor} from '../../agent/profiles.ts';
import {systemErrorCode} from '../../errors.ts';
import type {PolicyFacts} from '../../policy/facts.ts';
import {FORWARDED_VARIABLES} from '../../protocol/environment.ts';
import type {CliContext} from '../context.ts';

export function readInvocationFacts(name: string, args: string[], context: CliContext): PolicyFacts {
  const {env, cwd, isTty, paths} = context;
  const forwarded = FORWARDED_VARIABLES.map((variable) => [variable, env[variable]] as const);
  const invocation = {
    name,
    argv: [name, ...args],
    cwd,
    env: Object.fromEntries(forwarded.filter((pair): pair is [string, string] => pair[1] !== undefined)),
    effectiveUser: userInfo().username,
    host: hostname(),
    isTty: isTty.stdin,
    startedAtMs: context.now(),
  };
  return policyFacts(invocation, profileFor(paths, name), readText);
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return null; // a file that is not there says nothing
  }
}
