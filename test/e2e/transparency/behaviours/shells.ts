/** Job control in shells that do it each in its own way; `jobs.ts` has more of it in bash. */
import {type Behaviour, CTRL_C, CTRL_Z, leave, type Step, see, send, type, until} from '../support/behaviour.ts';
import {WAIT_PY} from '../support/wait-program.ts';

/** By their paths: the shell itself is not to be recorded. */
const SHELLS: Record<string, readonly string[]> = {dash: ['/bin/dash', '-i'], zsh: ['/bin/zsh', '-f', '-i']};

const inEach = (name: string, steps: readonly Step[], shows: string, recorded?: string): Behaviour[] =>
  Object.entries(SHELLS).map(([shell, words]) => ({
    name: `${shell}: ${name}`,
    shell: words,
    files: {'wait.py': WAIT_PY},
    steps,
    compare: ['end', 'modes', 'files'],
    shows,
    ...(recorded === undefined ? {} : {recorded}),
  }));

const ends = [see('goes on'), until('touch go'), see('ended2'), ...type('echo $? >status'), ...leave];

export const SHELL_JOBS: readonly Behaviour[] = [
  ...inEach('Ctrl-Z and fg', [...type('py wait.py'), see('up42'), send(CTRL_Z), ...type('fg'), ...ends], '5', 'exit 5'),
  ...inEach(
    'Ctrl-Z where stdin is a file',
    [...type('py wait.py </dev/null'), see('up42'), send(CTRL_Z), ...type('fg'), ...ends],
    '5',
  ),
  ...inEach(
    'Ctrl-Z and bg',
    [
      ...type('py wait.py'),
      see('up42'),
      send(CTRL_Z),
      ...type('bg'),
      see('goes on'),
      until('touch go'),
      see('ended2'),
      send('\r'),
      ...type('wait; echo all$((1+1))'),
      see('all2'),
      ...leave,
    ],
    'all2',
  ),
  ...inEach(
    'Ctrl-Z stops a pipeline of two',
    [
      ...type(`py wait.py | cmd -c 'read x; echo "both $x"; while read y; do :; done; echo "end of $x"'`),
      see('both up42'),
      send(CTRL_Z),
      ...type('fg'),
      until('touch go'),
      see('end of up42'),
      ...leave,
    ],
    'end of up42',
  ),
  ...inEach(
    'Ctrl-Z stops a subshell',
    [
      ...type('(py wait.py; echo after$((1+1)))'),
      see('up42'),
      send(CTRL_Z),
      ...type('fg'),
      see('goes on'),
      until('touch go'),
      see('after2'),
      ...leave,
    ],
    'after2',
  ),
  ...inEach(
    'Ctrl-C stops a loop',
    [
      ...type(`for i in 1 2 3; do echo $i >>count; cmd -c 'echo up$((40+2)); exec sleep 30'; done`),
      see('up42'),
      send(CTRL_C),
      ...type('echo $? >status; cat count'),
      ...leave,
    ],
    'up42',
  ),
  ...inEach(
    'kill -STOP of a job, and fg',
    [
      ...type('py wait.py &'),
      see('up42'),
      send('\r'),
      // A shell that has not seen yet that it stopped does not continue it.
      ...type(`kill -STOP %1; until jobs >seen; grep -iE 'stopped|suspended' seen; do sleep 0.05; done; rm seen`),
      ...type('fg'),
      ...ends,
    ],
    '5',
  ),
  ...inEach(
    'its own modes after a command that was killed in raw mode',
    [
      ...type(`py -c 'import os, tty; tty.setraw(0); os.kill(os.getpid(), 9)'`),
      see('@> '),
      send('stty -g >modes; stty sane\n'),
      ...leave,
    ],
    ':',
  ),
];
