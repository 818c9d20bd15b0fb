/** Job control, typed at real interactive shells. */
import {
  type Behaviour,
  CTRL_BACKSLASH,
  CTRL_C,
  CTRL_D,
  CTRL_Z,
  hangUp,
  leave,
  see,
  send,
  type,
  until,
  ZSH,
} from '../support/behaviour.ts';
import {WAIT_PY} from '../support/wait-program.ts';

const WAITER = 'py wait.py';
const files = {'wait.py': WAIT_PY};
/** Tidies up, then stops as it was asked to. */
const TIDY_PY = `
import os, signal, time
def tidy(*_):
    os.write(1, b"tidied\\n")
    signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTSTP)
signal.signal(signal.SIGTSTP, tidy)
os.write(1, b"up42\\n")
while not os.path.exists("go"): time.sleep(0.02)
print("ended2")
`;

export const JOBS: readonly Behaviour[] = [
  {
    name: 'Ctrl-Z and fg',
    files,
    steps: [
      ...type(WAITER),
      see('up42'),
      send(CTRL_Z),
      ...type('jobs; fg'),
      see('goes on'),
      until('touch go'),
      see('ended2'),
      ...type('echo $?'),
      ...leave,
    ],
    shows: 'Stopped',
    recorded: 'exit 5',
  },
  {
    name: 'Ctrl-Z and bg',
    files,
    steps: [
      ...type(WAITER),
      see('up42'),
      send(CTRL_Z),
      ...type('bg; touch go; wait; echo all $((1+1)) ended'),
      see('all 2 ended'),
      ...leave,
    ],
    compare: ['end', 'modes', 'files'],
    shows: 'Stopped',
    recorded: 'exit 5',
  },
  {
    name: 'Ctrl-Z twice',
    files,
    steps: [
      ...type(WAITER),
      see('up42'),
      send(CTRL_Z),
      ...type('fg'),
      see('goes on'),
      send(CTRL_Z),
      ...type('fg'),
      see('goes on'),
      until('touch go'),
      see('ended2'),
      ...type('echo $?'),
      ...leave,
    ],
    shows: 'Stopped',
  },
  {
    name: 'Ctrl-Z and fg in zsh',
    files,
    shell: ZSH,
    steps: [
      ...type(WAITER),
      see('up42'),
      send(CTRL_Z),
      see('suspended'),
      ...type('jobs; fg'),
      see('goes on'),
      until('touch go'),
      see('ended2'),
      ...type('echo $?'),
      ...leave,
    ],
    compare: ['end', 'modes', 'files', 'screen'],
    shows: 'suspended',
  },
  {
    name: 'Ctrl-Z where stdout is a pipe',
    files,
    steps: [
      ...type('py wait.py | cat'),
      see('up42'),
      send(CTRL_Z),
      ...type('fg; echo $?'),
      until('touch go'),
      ...leave,
    ],
    shows: 'Stopped',
  },
  {
    name: 'a command that stops itself',
    steps: [
      ...type(`cmd -c 'echo one; kill -STOP $$; echo two'`),
      see('Stopped'),
      ...type('jobs; fg'),
      see('two'),
      ...leave,
    ],
    shows: 'two',
  },
  {
    name: 'a command that stops itself by SIGTSTP',
    steps: [...type(`cmd -c 'echo one; kill -TSTP $$; echo two'`), see('Stopped'), ...type('fg'), see('two'), ...leave],
    shows: 'two',
  },
  {
    name: 'a command that handles Ctrl-Z',
    files: {'tidy.py': TIDY_PY},
    steps: [
      ...type('py tidy.py'),
      see('up42'),
      send(CTRL_Z),
      see('Stopped'),
      ...type('fg'),
      until('touch go'),
      see('ended2'),
      ...leave,
    ],
    shows: 'tidied',
  },
  {
    name: 'Ctrl-Z ignored from the start',
    files,
    steps: [
      ...type(`trap '' TSTP; py wait.py; trap - TSTP`),
      see('up42'),
      send(CTRL_Z),
      see('^Z'),
      until('touch go'),
      see('ended2'),
      ...leave,
    ],
    shows: 'ended2',
  },
  {
    name: 'Ctrl-Z stops a whole pipeline',
    files,
    steps: [
      ...type(`py wait.py | cmd -c 'echo up$((40+2)); read x; cat >/dev/null; echo "got $x"'`),
      see('up42'),
      send(CTRL_Z),
      see('Stopped'),
      ...type('fg'),
      until('touch go'),
      see('got'),
      ...leave,
    ],
    shows: 'Stopped',
  },
  {
    name: 'Ctrl-Z stops a script around the command',
    files: {
      script: 'echo $$ >script.pid\npy wait.py\necho after\n',
      ...files,
    },
    steps: [
      ...type('bash script'),
      see('up42'),
      send(CTRL_Z),
      see('Stopped'),
      ...type('fg'),
      see('goes on'),
      until('touch go'),
      see('after'),
      ...leave,
    ],
    shows: 'after',
  },
  {
    name: 'kill -TSTP and kill -CONT of a job from the shell',
    files,
    steps: [
      ...type('py wait.py &'),
      see('up42'),
      send('\r'),
      ...type('kill -TSTP %1; until jobs | grep Stopped; do sleep 0.05; done; touch go'),
      ...type('kill -CONT %1; wait; echo all $((1+1)) ended'),
      see('all 2 ended'),
      ...leave,
    ],
    compare: ['end', 'modes', 'files'],
    shows: 'Stopped',
    recorded: 'exit 5',
  },
  {
    name: 'a stopped job that is killed',
    files,
    steps: [
      ...type(WAITER),
      see('up42'),
      send(CTRL_Z),
      see('Stopped'),
      ...type('kill %1; kill -CONT %1; wait; echo all $((1+1)) ended'),
      see('all 2 ended'),
      ...leave,
    ],
    compare: ['end', 'modes', 'files'],
    shows: 'Terminated',
    recorded: 'signal SIGTERM',
  },
  {
    name: 'leaving the shell with a stopped job',
    files,
    steps: [...type(WAITER), see('up42'), send(CTRL_Z), see('Stopped'), ...type('exit'), ...type('exit')],
    shows: 'There are stopped jobs',
  },
  {
    name: 'a background job writes to the terminal',
    steps: [...type(`cmd -c 'echo from behind; echo done >done' & wait; cat done; jobs`), ...leave],
    compare: ['end', 'modes', 'files'],
    shows: 'from behind',
  },
  {
    name: 'a background job does not stop',
    steps: [
      ...type(
        `cmd -c 'until [ -e go ]; do sleep 0.02; done; stty size >size; echo done >done' & jobs; touch go; wait; cat done`,
      ),
      see('done'),
      ...leave,
    ],
    compare: ['end', 'modes', 'files'],
    shows: 'Running',
  },
  {
    name: 'a background job that reads is stopped, and reads after fg',
    steps: [
      ...type(`cmd -c 'read x; echo "got $x" >out' &`),
      ...type('until jobs | grep -q Stopped; do sleep 0.05; done; echo halted$((1+1))'),
      see('halted2'),
      ...type('fg'),
      see(/fg\r\n.*cmd -c/),
      send('typed\r'),
      ...type('cat out'),
      see('got typed'),
      ...leave,
    ],
    compare: ['end', 'modes', 'files'],
    shows: 'got typed',
  },
  {
    name: 'stty tostop: a background job that writes is stopped',
    steps: [
      ...type(`stty tostop; cmd -c 'echo written' &`),
      ...type('until jobs | grep Stopped; do sleep 0.05; done; stty -tostop; fg'),
      see('written'),
      ...leave,
    ],
    compare: ['end', 'modes'],
    seconds: 12,
    shows: 'written',
  },
  {
    name: 'ten at once on one terminal',
    script: `for i in 0 1 2 3 4 5 6 7 8 9; do cmd -c 'for j in 1 2 3; do echo "job $1 line $j"; done' cmd $i & done >/dev/tty; wait; stty -g >modes`,
    compare: ['end', 'modes', 'files'],
    shows: 'job 9 line 3',
    seconds: 40,
  },
  {
    name: 'ten at once on one terminal: each line arrives whole',
    script: `{ for i in 0 1 2 3 4 5 6 7 8 9; do cmd -c 'for j in 1 2 3; do echo "job $1 line $j"; done' cmd $i & done; wait; } | sort`,
    shows: 'job 9 line 3',
    seconds: 40,
  },
  {
    name: 'the shell has its own modes while a raw job is stopped',
    steps: [
      ...type(
        `py -c 'import os,sys,signal,termios,tty; old=termios.tcgetattr(0); tty.setraw(0); sys.stdout.write("raw%d" % 42); sys.stdout.flush(); sys.stdin.read(1); os.kill(os.getpid(), signal.SIGTSTP); sys.stdin.read(1); termios.tcsetattr(0, termios.TCSANOW, old); print("end%d" % 2)'`,
      ),
      see('raw42'),
      send('x'),
      see('Stopped'),
      ...type('stty -g >modes; fg'),
      see(/fg\r\n.*print.*\r?\n/),
      send('y\r'),
      see('end2'),
      ...leave,
    ],
    compare: ['end', 'modes', 'files'],
    shows: 'end2',
  },
  {
    name: 'nohup',
    script: `nohup cmd -c 'grep SigIgn /proc/$$/status; kill -HUP $$; echo survived' ; ls; nohup cmd -c 'echo to file' >out 2>&1 </dev/null; cat out`,
    shows: 'survived',
  },
  {
    name: 'setsid',
    script: `setsid -w cmd -c 'echo started; exit 3'; echo $?; setsid -w cmd -c 'echo started; exit 4' >out </dev/null; echo $?`,
    shows: '4',
  },
  {
    name: 'setsid and its own background',
    script: `setsid cmd -c 'echo started; echo written >written' </dev/null >out 2>&1; until [ -s written ]; do sleep 0.02; done; cat out`,
    shows: 'started',
  },
  {
    name: 'a hang-up ends the command in the foreground',
    steps: [
      ...type(`cmd -c 'trap "echo hung up >end; exit" HUP; echo up$((40+2)); while :; do sleep 0.05; done'`),
      see('up42'),
      hangUp,
      until('[ -s end ]'),
    ],
    compare: ['files'],
    shows: 'hung up',
  },
  {
    name: 'a hang-up ends a job in the background',
    steps: [
      ...type(`cmd -c 'trap "echo hung up >end; exit" HUP; echo up >up; while :; do sleep 0.05; done' &`),
      until('[ -s up ]'),
      hangUp,
      until('[ -s end ]'),
    ],
    compare: ['files'],
    shows: 'hung up',
  },
  {
    name: 'disown: a hang-up is not for it',
    steps: [
      ...type(
        `cmd -c 'trap "echo hung up >end; exit" HUP; echo up >up; until [ -e go ]; do sleep 0.02; done; echo went on >end' </dev/null >/dev/null 2>&1 & disown -h`,
      ),
      until('[ -s up ]'),
      hangUp,
      until('touch go; [ -s end ]'),
    ],
    compare: ['files'],
    shows: 'went on',
  },
  {
    name: 'nohup outlives a hang-up',
    steps: [
      ...type(
        `nohup cmd -c 'echo up >up; until [ -e go ]; do sleep 0.02; done; echo went on >end' >/dev/null 2>&1 </dev/null &`,
      ),
      until('[ -s up ]'),
      hangUp,
      until('touch go; [ -s end ]'),
    ],
    compare: ['files'],
    shows: 'went on',
  },
  {
    name: 'Ctrl-C during wait for a background job leaves the job',
    steps: [
      ...type(`cmd -c 'echo up >up; until [ -e go ]; do sleep 0.02; done; echo ended >end' & wait`),
      until('[ -s up ]'),
      send(CTRL_C),
      ...type('touch go; wait; cat end'),
      see('ended'),
      ...leave,
    ],
    compare: ['end', 'modes', 'files'],
    shows: 'ended',
  },
  {
    name: 'Ctrl-D at the shell after a command',
    steps: [...type('cmd -c true'), see('@> '), send(CTRL_D)],
    shows: 'exit',
  },
  {
    name: 'Ctrl-\\ at a pipeline',
    steps: [
      ...type('ulimit -c 0'),
      ...type(
        `cmd -c 'echo up$((40+2)) >&2; exec sleep 30' | cmd -c 'cat; echo not reached'; echo "\${PIPESTATUS[@]}"`,
      ),
      see('up42'),
      send(CTRL_BACKSLASH),
      see('131 131'),
      ...leave,
    ],
    compare: ['end', 'modes', 'files'],
    shows: '131 131',
  },
  {
    name: 'without job control Ctrl-Z stops nothing',
    script: `cmd -c 'echo up; until [ -e go ]; do sleep 0.02; done; echo ended'; echo $?`,
    steps: [see('up'), send(CTRL_Z), see('^Z'), until('touch go')],
    shows: 'ended',
  },
];
