/**
 * The file beside the agent's socket that says that an agent starts: a loop of commands would start one each, until the first
 * is there. The agent takes it away when it listens.
 */
import {closeSync, lstatSync, openSync, rmSync} from 'node:fs';
import {startClaimOf} from '../config/home.ts';
import {systemErrorCode} from '../errors.ts';

/** An agent that is not there so long after its start is not waited for. As in src/relay/agent_start.c. */
const CLAIM_MS = 2_500;

/** @returns False: another host has just started one. Where no file can be made, nobody is kept off. */
export function claimStart(socket: string): boolean {
  const path = startClaimOf(socket);
  if (create(path)) return true;
  if (isFresh(path)) return false;
  rmSync(path, {force: true});
  return create(path);
}

function create(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return true;
  } catch (error) {
    return systemErrorCode(error) !== 'EEXIST';
  }
}

function isFresh(path: string): boolean {
  const claim = lstatSync(path, {throwIfNoEntry: false});
  if (claim === undefined) return false;
  return Math.abs(Date.now() - claim.mtimeMs) < CLAIM_MS; // the clock may have been put back
}
