/** What a host cannot do, and why: the one list, which a test keeps true. ARCHITECTURE.md quotes it. */
import type {HostName} from './support/hosts.ts';

export interface KnownDifference {
  /** Name of the behaviour. */
  behaviour: string;
  hosts: readonly HostName[];
  /** Why it cannot be had. */
  why: string;
  /** What users get instead. */
  instead: string;
  /** It is a race, which may be won. */
  isByChance?: true;
}

const NODE: readonly HostName[] = ['node'];
const BOTH: readonly HostName[] = ['node', 'relay'];

const NOT_SEEN = 'Node runs handlers for a list of signals; these it lacks, or its engine uses them itself';
const TOO_LITTLE = 'Node itself does not start, or cannot start a process, and no shell stands behind it';
const DIES = 'the host dies of it, and the command is hung up; `kill` the process id that `ps` shows for the command';

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  ...['SIGVTALRM', 'SIGPROF', 'SIGRTMIN+3'].map((signal) => ({
    behaviour: `${signal} sent to it reaches the command`,
    hosts: NODE,
    why: NOT_SEEN,
    instead: DIES,
  })),
  {
    behaviour: 'SIGCONT sent to it reaches the command, stdout a file',
    hosts: NODE,
    why: 'where no PTY is between, a shell continues the whole process group, command included, and Node cannot tell such a signal from one sent to the host alone',
    instead: 'the signal of the shell; another one has to be sent to the command itself',
  },
  {
    behaviour: 'the parent sees signal and core flag',
    hosts: BOTH,
    why: 'the core flag is set by a core dump alone, and one of the host would overwrite that of the command',
    instead: 'the signal without the flag; the core file of the command is there',
  },
  {
    behaviour: 'late output of a process left behind arrives',
    hosts: NODE,
    why: 'the host has ended with the command, and Node cannot fork a copy that stays with the PTY',
    instead: 'the process lives on and its writes fail; redirect its output to a file, as under ssh',
  },
  ...['stderr, a pipe', 'stdin, of which somebody writes'].map((stream) => ({
    behaviour: `a descriptor that the command closes is closed: ${stream}`,
    hosts: NODE,
    why: 'Node keeps its own standard descriptors open, and opens others in their place where they are closed',
    instead: 'who waits for the end of such a stream sees it when the command ends; descriptors above 2 are closed',
  })),
  ...[
    'a terminal open for reading is not written to, one for writing not read',
    'a terminal that does not wait for keys',
  ].map((behaviour) => ({
    behaviour,
    hosts: NODE,
    why: 'Node opens the PTY once, for reading and writing, and cannot ask how a descriptor was opened',
    instead: 'a terminal that can be read and written, and is waited for',
  })),
  {
    behaviour: 'somebody else asks on the terminal by its name, as a pinentry does',
    hosts: NODE,
    isByChance: true,
    why: 'Node reads keys as they come, and would have to ask the monitor for the modes of the terminal before each',
    instead: 'some of the keys; let the agent ask in a window (`pinentry-program` of gpg-agent), or use the relay',
  },
  {
    behaviour: 'modes changed from outside while it runs stay',
    hosts: BOTH,
    why: 'no event tells that somebody has changed the modes of a terminal; a host would have to ask at short intervals',
    instead: 'the command sees them when it is suspended and continued; with the relay they stay when it has ended',
  },
  {
    behaviour: 'a resize that the command makes stays',
    hosts: NODE,
    why: 'no event tells the host that the command has resized its PTY',
    instead: 'the new size holds until the command ends',
  },
  {
    behaviour: 'its parent is the shell',
    hosts: BOTH,
    why: 'job control needs a monitor inside the session of the PTY, which is the parent then (as sudo has one)',
    instead: 'the monitor as parent; the session tells the shell in its fields',
  },
  {
    behaviour: 'the environment keeps its order',
    hosts: BOTH,
    why: 'the shim is a POSIX script, and shells hand on variables in the order of their own tables',
    instead: 'the same variables with the same values',
  },
  ...['variables whose names no shell can write', 'functions exported by bash'].map((behaviour) => ({
    behaviour,
    hosts: BOTH,
    why: 'where /bin/sh is dash, it drops variables whose names are no names of the shell, and the shim is a POSIX script',
    instead: 'the other variables; functions that a script wants to hand on go into a file named by BASH_ENV',
  })),
  {
    behaviour: 'a folder that is gone',
    hosts: BOTH,
    why: 'dash, which runs the shim, says at its start that it does not find its folder',
    instead: 'the command runs as it would, under a line of `sh` on stderr',
  },
  ...['signals that queue, with their values', 'signals that queue, with their values, stdout a file'].map(
    (behaviour) => ({
      behaviour,
      hosts: NODE,
      why: NOT_SEEN,
      instead: DIES,
    }),
  ),
  {
    behaviour: 'death by the first and the last real-time signal',
    hosts: NODE,
    why: 'Node tells an end by a signal that it has no name for as status 0, where stdout is no terminal',
    instead: 'status 0; on a terminal the right one',
  },
  ...['few bytes of memory', 'twelve descriptors', 'system calls that are refused'].map((behaviour) => ({
    behaviour,
    hosts: NODE,
    why: TOO_LITTLE,
    instead: 'an error of Node; `DDCOTERM_DISABLE=1` runs the command, and the relay needs none of it',
  })),
  {
    behaviour: 'kill -STOP holds a command that runs',
    hosts: BOTH,
    why: 'SIGSTOP reaches the host alone, which cannot see it come, and nobody tells the monitor that the host stopped',
    instead: 'the host stands still, and the command when its output is not taken any more; Ctrl-Z and SIGTSTP hold it',
  },
  {
    behaviour: 'a signal to its own process group reaches the script around it',
    hosts: BOTH,
    why: 'the command has a process group in the session of its PTY, and no event tells of signals within it',
    instead: 'the signal to the command and those that it has started; an interrupt by key reaches the script',
  },
  {
    behaviour: 'a signal to its process group reaches the processes that it has started',
    hosts: BOTH,
    why: 'a signal does not tell whether it was sent to a process or to its group: SIGTERM may be for the command alone',
    instead: 'the command gets it and passes it on or not; keys, hang-ups and a stdout that is no terminal reach all',
  },
  {
    behaviour: 'the first process of a namespace does not die of a signal',
    hosts: BOTH,
    why: 'the host is process 1 then, and the command another one, for which signals have their usual effect',
    instead: 'the command dies of it, and the host ends with 128 and its number',
  },
  {
    behaviour: 'Ctrl-S holds the output of others when the command has ended',
    hosts: BOTH,
    why: 'the key stopped the PTY, which is gone, and no call tells that a terminal was stopped',
    instead: 'the output of the next goes on',
  },
  {
    behaviour: 'ocrnl where the terminal is shared',
    hosts: BOTH,
    why: 'two terminals in a row, both with the mode: a line feed that was a return cannot be told from others',
    instead: 'a return more',
  },
  {
    behaviour: 'messages of others that the command forbids stay forbidden',
    hosts: BOTH,
    why: 'the permissions are of the PTY, which is gone',
    instead: '`mesg` of the shell itself',
  },
  {
    behaviour: 'another name in argv[0] than the command has',
    hosts: BOTH,
    why: 'the kernel gives the interpreter of a script the path of the script in its place',
    instead: 'the name of the command',
  },
  {
    behaviour: 'started by its path where PATH does not have it',
    hosts: BOTH,
    why: 'the path is that of the shim, which finds the command on PATH and keeps no path of a machine',
    instead: '`command not found`, 127; give the path of the command itself',
  },
  {
    behaviour: 'variables that a shell sets for itself',
    hosts: BOTH,
    why: 'the shim is a POSIX script, and shells set PWD, IFS, OPTIND and PPID anew, and hand those on that came from outside',
    instead: 'the values of the shell; PWD is that of the folder',
  },
  {
    behaviour: 'a library to preload that is not there',
    hosts: BOTH,
    why: 'the loader complains for each program, and the shim is one that /bin/sh runs',
    instead: 'a line of the loader more on stderr',
  },
  {
    behaviour: 'eight descriptors',
    hosts: BOTH,
    why: 'dash, which runs the shim, keeps its script open at descriptor 10',
    instead: '`Invalid argument`, 2: at least eleven descriptors are needed',
  },
];
