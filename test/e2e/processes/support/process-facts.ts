/** What a relay told of processes, from its frames as the agent reads them. */
import {spawnSync} from 'node:child_process';
import {parseSessionInput} from '../../../../src/agent/session-input.ts';
import type {SessionInput} from '../../../../src/redact/session-redactor.ts';
import {describeWith} from '../../../support/programs.ts';
import type {ReceivedSession} from '../../host/support/frame-server.ts';

export type Started = Extract<SessionInput, {kind: 'process-started'}>;
export type Ended = Extract<SessionInput, {kind: 'process-ended'}>;

/** One program that a process was: from its start, or from the exec that made it so. */
export interface Program {
  pid: number;
  parentPid: number;
  /** Words joined. */
  line: string;
  started: Started;
  /** `exit 0`, `SIGKILL`, `exec` for one that became another program, `?` where the status is not known, null: it runs. */
  end: string | null;
  startUs: number;
  endUs: number | null;
}

/**
 * In the order they were told of; without the session's command, and without copies that became another program: on a busy
 * machine they take so long for it that they are told of.
 */
export const programsOf = (session: ReceivedSession): Program[] =>
  allProgramsOf(session).filter(({started, end}) => !(started.remarks?.includes('forked') && end === 'exec'));

function allProgramsOf(session: ReceivedSession): Program[] {
  const programs: Program[] = [];
  const running = new Map<number, Program>();
  for (const input of session.frames.map(parseSessionInput)) {
    if (input?.kind === 'process-started' && !input.isCommand) {
      const {pid, parentPid, argv} = input;
      const startUs = input.atUs ?? input.elapsedUs;
      close(running.get(pid), 'exec', startUs);
      const program = {pid, parentPid, line: argv.join(' '), started: input, end: null, startUs, endUs: null};
      running.set(pid, program);
      programs.push(program);
    }
    if (input?.kind === 'process-ended') {
      close(running.get(input.pid), endOfProcess(input), input.atUs ?? input.elapsedUs);
      running.delete(input.pid);
    }
  }
  return programs;
}

function close(program: Program | undefined, end: string, endUs: number): void {
  if (program !== undefined) Object.assign(program, {end, endUs});
}

const endOfProcess = ({exitStatus, signal}: Ended): string =>
  signal ?? (exitStatus === null ? '?' : `exit ${exitStatus}`);

/** The command's own process. */
export const commandOf = (session: ReceivedSession): Started =>
  session.frames
    .map(parseSessionInput)
    .find((input): input is Started => input?.kind === 'process-started' && input.isCommand === true)!;

/** Notes on what was missed. */
export const lossesOf = (session: ReceivedSession): string[] =>
  session.frames
    .map(parseSessionInput)
    .flatMap((input) => (input?.kind === 'note' ? [`${input.code}: ${input.detail}`] : []));

/** `name(children)`, sorted, of what hangs below a process. */
export function shapeOf(
  programs: readonly Program[],
  parentPid: number,
  name = (program: Program) => program.line,
): string {
  return programs
    .filter((program) => program.parentPid === parentPid)
    .map((program) => {
      const isLast = programs.findLast(({pid}) => pid === program.pid) === program;
      const below = isLast ? shapeOf(programs, program.pid, name) : '';
      return `${name(program)}${below === '' ? '' : `(${below})`}`;
    })
    .sort()
    .join(' ');
}

const TRIAL = `
import os, socket, struct
s = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 11)
s.bind((0, 1))
s.settimeout(5)
message = struct.pack('=IIIIHHI', 1, 1, 0, 41, 4, 0, 1)
s.send(struct.pack('=IHHII', 16 + len(message), 3, 0, 0, 0) + message)
while True:
    answer = s.recv(128)
    if struct.unpack_from('=I', answer, 36)[0] == 0 and struct.unpack_from('=I', answer, 28)[0] == 42:
        raise SystemExit(struct.unpack_from('=I', answer, 52)[0])
`;

/** Whether the kernel reports processes to us: not in a container, and before Linux 6.6 only to root. */
export const hasConnector = (): boolean => spawnSync('python3', ['-c', TRIAL], {timeout: 20_000}).status === 0;

/** For what only the kernel's reports can tell. Where there are none, the suite tells that it was left out. */
export function describeWithConnector(programs: string[], name: string, body: () => void): void {
  describeWith(['python3', 'cc', ...(hasConnector() ? [] : ["the kernel's proc connector"]), ...programs], name, body);
}
