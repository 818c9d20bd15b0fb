/** Talks to the agent as the CLI does: one Control frame, one Reply. */
import {connect, type Socket} from 'node:net';
import type {HomePaths} from '../config/home.ts';
import {systemErrorCode} from '../errors.ts';
import {encodeFrame, FrameDecoder, FrameType} from '../protocol/frame.ts';
import {type AgentStatus, type ControlRequest, parseJsonObject, type UploadState} from '../protocol/messages.ts';
import {agentSilent, agentUnreachable, socketForeign} from './errors.ts';
import {lstatIfThere} from './stat-if-there.ts';

/** An agent answers within milliseconds; one that is busy with a flood, within a second. */
const REPLY_TIMEOUT_MS = 5000;

/**
 * @returns Null when no agent runs.
 * @throws {DdcotermError} SOCKET_FOREIGN, AGENT_UNREACHABLE, AGENT_SILENT, FRAME_MALFORMED.
 */
export async function askAgent(
  paths: HomePaths,
  request: ControlRequest['request'],
  timeoutMs = REPLY_TIMEOUT_MS,
): Promise<AgentStatus | null> {
  checkOwner(paths.socket);
  const socket = await connectTo(paths.socket);
  if (socket === null) return null;
  try {
    return await exchange(socket, {request}, paths.socket, timeoutMs);
  } finally {
    socket.destroy();
  }
}

/** Who listens on a socket of somebody else could tell us anything. */
function checkOwner(path: string): void {
  const stats = lstatIfThere(path);
  const ownUid = process.getuid?.();
  if (stats !== null && ownUid !== undefined && stats.uid !== ownUid) throw socketForeign(path, stats.uid);
}

function connectTo(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error) => {
      const code = systemErrorCode(error);
      // No socket, or one that a dead agent left behind.
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ECONNREFUSED') resolve(null);
      else reject(agentUnreachable(path, code ?? error.message, error));
    });
  });
}

function exchange(socket: Socket, request: ControlRequest, path: string, timeoutMs: number): Promise<AgentStatus> {
  return new Promise((resolve, reject) => {
    const decoder = new FrameDecoder();
    socket.setTimeout(timeoutMs, () => reject(agentSilent(path, timeoutMs)));
    socket.once('error', (error) => reject(agentUnreachable(path, systemErrorCode(error) ?? error.message, error)));
    socket.once('close', () => reject(agentUnreachable(path, 'it hung up', undefined)));
    socket.on('data', (chunk) => {
      try {
        const reply = decoder.push(chunk as Buffer).find(({type}) => type === FrameType.Reply);
        if (reply !== undefined) resolve(parseStatus(reply.payload));
      } catch (error) {
        reject(error);
      }
    });
    socket.write(encodeFrame({type: FrameType.Control, elapsedUs: 0, payload: Buffer.from(JSON.stringify(request))}));
  });
}

/** Fields that an agent of another version does not know are filled in. */
function parseStatus(payload: Buffer): AgentStatus {
  const value = parseJsonObject('REPLY', payload);
  const number = (field: string) => (typeof value[field] === 'number' ? value[field] : 0);
  return {
    version: String(value.version ?? 'unknown'),
    pid: number('pid'),
    startedAtMs: number('startedAtMs'),
    liveSessions: number('liveSessions'),
    residentBytes: number('residentBytes'),
    paused: typeof value.paused === 'string' ? value.paused : null,
    upload: Array.isArray(value.upload) ? (value.upload as UploadState[]) : [],
  };
}

/** Waits until a process is gone. */
export async function waitForEnd(pid: number, timeoutMs: number): Promise<boolean> {
  const pollMs = 25;
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += pollMs) {
    if (!isRunning(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // ESRCH: gone. EPERM: the number now belongs to somebody else, so ours is gone, too.
    return systemErrorCode(error) !== 'ESRCH' && systemErrorCode(error) !== 'EPERM';
  }
}
