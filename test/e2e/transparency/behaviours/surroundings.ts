/** Who starts the command, under which limits, in which namespaces, and whose signals reach it. */
import {type Behaviour, CTRL_C, see, send} from '../support/behaviour.ts';

/** A command of both kinds, with a status of its own. */
const started = (name: string, around: (words: string) => string, more: Partial<Behaviour> = {}): Behaviour => ({
  name,
  script: `for out in /dev/tty out; do ${around(`cmd -c 'echo started; exit 3'`)} >$out; echo $?; done; cat out`,
  shows: /started\s+3\s+3\s+started/,
  ...more,
});

const inNamespace = (name: string, options: string, before = ''): Behaviour => ({
  ...started(`in a namespace: ${name}`, (words) => `unshare ${options} sh -c '${before}exec "$@"' sh ${words}`),
  asRoot: true,
  recorded: 'maybe',
});

/** Numbers of these system calls differ between architectures: the filter is told by Python which it is. */
const FILTER_PY = `
import ctypes, os, platform, struct, sys
x64, arm64 = map(int, sys.argv[1].split(":"))
number = x64 if platform.machine() == "x86_64" else arm64
steps = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x00050001), (0x06, 0, 0, 0x7FFF0000)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
class Program(ctypes.Structure): _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]
libc = ctypes.CDLL(None)
libc.prctl(38, 1, 0, 0, 0)
assert libc.prctl(22, 2, ctypes.byref(Program(4, ctypes.addressof(code))), 0, 0) == 0
os.execvp(sys.argv[2], sys.argv[2:])
`;

/** socket, socketpair, pipe2, signalfd4, memfd_create, flock, setsid, mremap; of vfork arm64 has none. */
const REFUSED = '41:198 53:199 293:59 289:74 319:279 73:32 112:157 25:216 58:1000';

/** Blocks signals, tells what is pending when the file `go` is there: numbers, and values of sigqueue(3). */
const QUEUE_PY = `
import ctypes, os, signal, sys, time
libc = ctypes.CDLL(None)
signals = [signal.SIGRTMIN + 2, signal.SIGCHLD]
signal.pthread_sigmask(signal.SIG_BLOCK, signals)
open("up", "w").write("up")
while not os.path.exists("go"): time.sleep(0.02)
wanted = ctypes.create_string_buffer(128)
for number in signals: libc.sigaddset(wanted, int(number))
info = (ctypes.c_int * 32)()
while libc.sigtimedwait(wanted, info, (ctypes.c_long * 2)(1, 0)) > 0:
    print(info[0], info[6] if info[2] == -1 else "")
`;

/** How many processes of this name are left after some time, of which none may be. */
const left = (words: string) =>
  `i=0; while ps -eo args= | grep -qx '${words}' && [ $i -lt 50 ]; do sleep 0.02; i=$((i+1)); done; ps -eo args= | grep -cx '${words}'`;

/** Forks nothing: a child of vfork that is stopped before it is another program keeps its parent from stopping. */
const IDLE_PY = `import os, time
open("up", "w").write("up")
while not os.path.exists("go"): time.sleep(0.02)
print("end")
`;

export const SURROUNDINGS: readonly Behaviour[] = [
  {
    name: 'make: several at once, a failure, a jobserver',
    files: {
      Makefile: `all: a b c d; +cmd -c "make -f sub"\n%: ; @cmd -c "echo made $@ >out.$@"\n`,
      sub: 'all: e f\n%: ; @echo made $@ >out.$@; echo $(MAKEFLAGS) | grep -c jobserver >flags.$@\n',
      wrong: 'all: ; @cmd -c "exit 7"\n',
    },
    script: 'make -s -j4; echo $?; make -f wrong; echo $?',
    shows: 'Error 7',
  },
  {
    name: 'make: Ctrl-C',
    files: {Makefile: 'all: ; @cmd -c "echo up; exec sleep 30"\n'},
    script: 'make; echo "status $?"',
    steps: [see('up\r'), send(CTRL_C)],
    shows: 'up',
  },
  {
    name: 'a chain of wrappers',
    script: `nice -n 3 ionice -c 2 -n 7 taskset 1 timeout -k 1 9 setsid -w stdbuf -o0 env A=1 cmd -c 'nice; ionice -p $$; taskset -p $$ | sed s/.*://; echo $A; [ -t 1 ] && echo terminal; exit 5'; echo $?`,
    shows: 'terminal',
  },
  {
    name: 'posix_spawn, a session of its own, a group that is killed',
    script: `python3 -c '
import os, signal, subprocess, time
print(os.waitpid(os.posix_spawnp("cmd", ["cmd", "-c", "exit 3"], os.environ), 0)[1] >> 8)
print(subprocess.run(["cmd", "-c", "[ -t 1 ] && echo terminal; exit 4"], start_new_session=True).returncode)
for number in (signal.SIGTERM, signal.SIGINT):
    p = subprocess.Popen(["cmd", "-c", "echo $$ >own.pid; exec sleep 31.25"], start_new_session=True)
    while not os.path.exists("own.pid"): time.sleep(0.01)
    os.killpg(p.pid, number); print(p.wait()); os.remove("own.pid")'; ${left('sleep 31.25')}`,
    shows: /-15\s+-2\s+0/,
    recorded: 'maybe',
  },
  {
    name: 'alarm set before it starts',
    script: `for out in /dev/tty out; do perl -e 'alarm 1; exec @ARGV' cmd -c 'exec sleep 31' >$out; echo $?; done`,
    shows: '142',
  },
  {
    name: 'the signal for the death of its parent',
    script: `bash -c 'setpriv --pdeathsig TERM cmd -c "trap \\"echo told >told; exit\\" TERM; echo up >up; while :; do sleep 0.02; done" </dev/null & echo $$ >p.pid; wait' &
      until [ -s up ]; do sleep 0.02; done; kill -KILL $(cat p.pid); until [ -s told ]; do sleep 0.02; done; cat told`,
    shows: 'told',
  },
  {
    name: 'strace around it',
    script: `strace -f -o trace cmd -c 'echo traced; exit 3'; echo $?; grep -c execve trace >/dev/null && echo seen; rm trace`,
    shows: 'traced',
  },
  {
    name: 'a pane of tmux that is closed hangs it up',
    script: `for end in kill-pane kill-server; do rm -f up told
      tmux -L $$ -f /dev/null new-session -d 'cmd -c "trap \\"echo told >told; exit\\" HUP; echo up >up; while :; do sleep 0.02; done"'
      until [ -s up ]; do sleep 0.02; done; tmux -L $$ $end; until [ -s told ]; do sleep 0.02; done; cat told; done; tmux -L $$ kill-server 2>/dev/null; true`,
    shows: /told\s+told/,
  },
  {
    name: 'exit statuses all over their range',
    script: `for n in $(seq 3 12 255); do cmd -c "exit $n" >out; [ $? = $n ] || echo "wrong $n"; done; echo all`,
    shows: 'all',
  },
  {
    name: 'death by the first and the last real-time signal',
    script: `for n in 34 63 64; do cmd -c "kill -$n \\$\\$"; echo $?; cmd -c "kill -$n \\$\\$" >out; echo $?; done 2>&1`,
    shows: '192',
  },
  ...['/dev/tty', 'out'].map(
    (out): Behaviour => ({
      name: `signals that queue, with their values${out === 'out' ? ', stdout a file' : ''}`,
      files: {'q.py': QUEUE_PY},
      script: `set -m; py q.py </dev/null >${out} & until [ -s up ]; do sleep 0.01; done
        for value in 1 2 3 4 5; do /bin/kill -q $value -s RTMIN+2 $!; done; kill -CHLD $!; sleep 0.2; touch go; wait 2>/dev/null; cat out 2>/dev/null`,
      shows: /36 1\s+36 2\s+36 3\s+36 4\s+36 5/,
    }),
  ),
  ...['STOP', 'TTIN', 'TTOU'].map(
    (signal): Behaviour => ({
      name: `kill -${signal} and kill -CONT of a job`,
      files: {'idle.py': IDLE_PY},
      script: `set -m; py idle.py </dev/null & until [ -s up ]; do sleep 0.02; done
        kill -${signal} %1; until jobs | grep Stopped; do sleep 0.02; done; kill -CONT %1; touch go; wait %1; echo $?`,
      shows: 'Stopped',
      compare: ['end', 'modes', 'files'],
    }),
  ),
  {
    name: 'kill -STOP holds a command that runs',
    script: `set -m; cmd -c 'while [ ! -e go ]; do date +%s%N >beat; sleep 0.02; done' </dev/null & until [ -s beat ]; do sleep 0.02; done
      kill -STOP %1; sleep 0.2; a=$(cat beat); sleep 0.2; [ "$a" = "$(cat beat)" ] && echo held; touch go; kill -CONT %1; wait %1; rm beat`,
    compare: ['output'],
    shows: 'held',
  },
  {
    name: 'a signal to its own process group reaches the script around it',
    script: `setsid -w bash -c 'trap "echo told" TERM; cmd -c "trap \\"\\" TERM; kill -TERM 0; sleep 0.1"; echo after'`,
    shows: 'told',
  },
  {
    name: 'a signal to its process group reaches the processes that it has started',
    script: `timeout 2 bcmd -c 'sleep 31.5; :'; ${left('sleep 31.5')}; pkill -xf 'sleep 31.5'; true`,
    shows: '0',
    seconds: 10,
  },
  started('ulimit -f 0', (words) => `(ulimit -f 0; ${words} | cat)`, {
    script: `for out in /dev/tty /dev/null; do (ulimit -f 0; cmd -c 'echo started; exit 3' >$out); echo $?; done`,
    shows: /started\s+3\s+3/,
    recorded: 'maybe', // it may have to start the agent, which would have this limit
  }),
  started('few bytes of memory', (words) => `bash -c 'ulimit -v 30000; "$@"' bash ${words}`, {recorded: 'maybe'}),
  started(
    'a small stack, no locked memory, no pending signals',
    (words) => `bash -c 'ulimit -s 128 -l 0 -i 0; "$@"' bash ${words}`,
    {recorded: 'maybe'},
  ),
  started('twelve descriptors', (words) => `bash -c 'ulimit -n 12; "$@"' bash ${words}`, {recorded: 'maybe'}),
  started('eight descriptors', (words) => `bash -c 'ulimit -n 8; "$@"' bash ${words}`, {recorded: 'maybe'}),
  {
    name: 'system calls that are refused',
    files: {'filter.py': FILTER_PY},
    script: `for call in ${REFUSED}; do python3 filter.py $call cmd -c 'echo started; exit 3'; echo "$call $?"; done`,
    shows: '41:198 3',
    seconds: 40,
  },
  inNamespace('mounts', '-m'),
  inNamespace('network', '-n'),
  inNamespace('another user', '-U -r'),
  inNamespace('nobody', '-U'),
  inNamespace('processes', '-p -f --mount-proc'),
  inNamespace('processes, /proc of others', '-p -f'),
  inNamespace('no /proc', '-m', 'mount -t tmpfs none /proc; '),
  inNamespace('no /dev/pts', '-m', 'mount -t tmpfs none /dev/pts; '),
  {
    name: 'the first process of a namespace does not die of a signal',
    asRoot: true,
    script: `unshare -p -f --mount-proc cmd -c 'kill -TERM $$; echo still here'; echo $?`,
    shows: 'still here',
    recorded: 'maybe',
  },
  {
    name: 'another name in argv[0] than the command has',
    script: `(exec -a other cmd -c 'tr "\\0" "\\n" </proc/$$/cmdline | head -1')`,
    shows: 'other',
  },
  {
    name: 'started by its path where PATH does not have it',
    script: `c=$(type -P cmd); env PATH=/nowhere $c -c 'echo started; exit 3'; echo $?`,
    shows: 'started',
    recorded: 'maybe',
  },
  {
    name: 'variables that a shell sets for itself',
    script: `env -u PWD IFS=x OPTIND=7 PPID=4 py -c 'import os; print([os.environ.get(name) for name in "PWD IFS OPTIND PPID".split()])'`,
    shows: `[None, 'x', '7', '4']`,
  },
  {
    name: 'a library to preload that is not there',
    script: `LD_PRELOAD=/nowhere.so cmd -c 'echo started' 2>err; grep -c nowhere err`,
    shows: 'started',
  },
];
