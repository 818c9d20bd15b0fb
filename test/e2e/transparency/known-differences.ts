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
];
