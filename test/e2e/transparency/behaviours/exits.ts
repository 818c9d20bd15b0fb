/** How a command ends, as whoever waits for it sees it. */
import {BASH, type Behaviour, CTRL_BACKSLASH, CTRL_C, leave, see, send, type, until} from '../support/behaviour.ts';

const SIGNALS = 'HUP QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM XCPU XFSZ VTALRM PROF IO PWR SYS';

/** bash decides by how its child ended what Ctrl-C means, but only once it waits for it. */
const SCRIPT_WAITS = until('grep -q "^State:.S" /proc/$(cat script.pid)/status');

/** Python, since dash may miss a signal while it starts a child. */
const SIGNALLED_PY = `
import os, signal, sys, time
def got(number, frame):
    os.write(1, b"got it\\n")
    os._exit(7)
signal.signal(int(sys.argv[1]), got)
open("up.pid", "w").write("up")
while True: time.sleep(0.02)
`;

const ONCE_PY = `
import os, signal, time
def once(*_):
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.write(1, b"once\\n")
signal.signal(signal.SIGINT, once)
os.write(1, b"up42\\n")
while True: time.sleep(0.02)
`;

/** Sent by `kill` to what the shell has started; one that does not arrive leaves the command up, which is then killed. */
const signalled = (signal: string, stdout: string): Behaviour => ({
  name: `SIG${signal} sent to it reaches the command${stdout === 'out' ? ', stdout a file' : ''}`,
  files: {'s.py': SIGNALLED_PY},
  script: `set -m; py s.py $(kill -l ${signal}) </dev/null >${stdout} &
    until [ -s up.pid ]; do sleep 0.01; done; kill -${signal} $!
    for i in $(seq 60); do kill -0 $! 2>/dev/null && sleep 0.02; done; kill -KILL $! 2>/dev/null; wait $!; echo $?`,
  shows: 'got it',
});

export const EXITS: readonly Behaviour[] = [
  {
    name: 'exit statuses',
    script: `for s in 0 1 2 42 125 126 127 128 130 137 143 255; do cmd -c "exit $s"; echo $?; done`,
    shows: '255',
    recorded: 'exit 255',
  },
  {
    name: 'exit status where stdout is a file',
    script: `for s in 0 3 126 127 130 255; do cmd -c "exit $s" >out; echo $?; done`,
    shows: '255',
    recorded: 'exit 255',
  },
  {
    name: 'death by each signal',
    script: `ulimit -c 0; for s in ${SIGNALS}; do cmd -c "kill -$s \\$\\$"; echo "$s $?"; done 2>&1`,
    shows: 'SYS 159',
    seconds: 40,
  },
  {
    name: 'death by each signal where stdout is a file',
    script: `ulimit -c 0; for s in INT ${SIGNALS}; do cmd -c "kill -$s \\$\\$" >out; echo "$s $?"; done 2>&1`,
    shows: 'SYS 159',
    seconds: 40,
  },
  {
    name: 'death by a real-time signal',
    script: `cmd -c 'kill -37 $$'; echo $?`,
    shows: '165',
  },
  {
    name: 'the parent sees signal and core flag',
    script: `ulimit -c unlimited; python3 -c '
import os, subprocess
for stdout in (None, open("out", "w")):
    p = subprocess.Popen(["cmd", "-c", "kill -QUIT $$"], stdout=stdout)
    _, status = os.waitpid(p.pid, 0)
    print(os.WTERMSIG(status), os.WCOREDUMP(status))'; rm -f core*`,
    shows: '3 True',
  },
  {
    name: 'what bash says of a death',
    script: `ulimit -c 0; cmd -c 'kill -SEGV $$'; cmd -c 'kill -TERM $$'; cmd -c 'kill -KILL $$'; true`,
    shows: 'Segmentation fault',
    recorded: 'signal SIGKILL',
  },
  {
    name: 'a command that is not executable: 126',
    script: `mkdir -p bin; echo x >bin/cmd; PATH="$PWD/bin"; hash -r; cmd; echo $?`,
    shows: '126',
    recorded: null,
  },
  {
    name: 'set -e and pipefail',
    script: `set -o pipefail; cmd -c 'exit 4' | cat; echo $?; set -e; cmd -c 'exit 5'; echo not reached`,
    shows: '4',
  },
  {
    name: 'wait for jobs by number, and wait -n',
    script: `cmd -c 'exit 6' & a=$!; cmd -c 'kill -TERM $$' & b=$!; wait $a; echo $?; wait $b; echo $?; cmd -c 'exit 9' & wait -n; echo $?`,
    shows: '143',
  },
  {
    name: 'a trap in the script around it runs after it',
    script: `trap 'echo usr1' USR1; trap 'echo bye' EXIT; cmd -c 'kill -USR1 $1; sleep 0.1; echo done' cmd $$; echo after`,
    shows: /done.*usr1.*after.*bye/s,
  },
  {
    name: 'SIGCHLD traps count its end once',
    script: `n=0; trap 'n=$((n+1))' CHLD; cmd -c true; cmd -c true >out; echo $n`,
    shows: '2',
  },
  {
    name: 'timeout: 124',
    script: `timeout 2.5 cmd -c 'echo up; sleep 20'; echo $?; timeout 5 cmd -c 'exit 3'; echo $?`,
    shows: '124',
  },
  {
    name: 'timeout --foreground',
    script: `timeout --foreground 2.5 cmd -c 'echo up; exec sleep 20'; echo $?`,
    shows: '124',
    recorded: 'signal SIGTERM',
  },
  {
    name: 'timeout -s INT to a command that cleans up',
    script: `timeout --foreground -s INT 2.5 cmd -c 'trap "echo cleaned; exit 5" INT; echo up; while :; do sleep 0.05; done'; echo $?`,
    shows: 'cleaned',
  },
  {
    name: 'timeout --preserve-status -k',
    script: `timeout --foreground --preserve-status -k 0.5 2.5 cmd -c 'trap "" TERM; echo up; while :; do sleep 0.05; done'; code=$?
    until stty -a | grep -qE '(^| )opost'; do sleep 0.02; done # a killed host's monitor needs a moment for it
    echo $code`,
    shows: '137',
  },
  {
    name: 'timeout where stdout is a file',
    script: `timeout 2.5 cmd -c 'echo up; sleep 20' >out; echo $?`,
    shows: '124',
  },
  {
    name: 'time counts the CPU of the command',
    script: `TIMEFORMAT=%U; for out in /dev/tty out; do t=$( { time cmd -c 'i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done' >$out; } 2>&1 ); awk "BEGIN {print ($t > 0.1 ? \\"counted\\" : \\"lost: $t\\")}"; done`,
    shows: 'counted',
  },
  ...['HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'ALRM', 'TERM', 'CONT', 'WINCH', 'URG', 'IO', 'XCPU', 'XFSZ', 'PWR'].map(
    (signal) => signalled(signal, '/dev/tty'),
  ),
  ...['HUP', 'INT', 'USR1', 'TERM', 'CONT', 'WINCH'].map((signal) => signalled(signal, 'out')),
  signalled('VTALRM', '/dev/tty'),
  signalled('PROF', '/dev/tty'),
  signalled('RTMIN+3', '/dev/tty'),
  {
    name: 'SIGKILL sent to it leaves nothing behind',
    recorded: 'maybe',
    // Not every init collects the dead at once, as in containers.
    script: `cmd -c 'echo $$ >own.pid; exec sleep 30' & until [ -s own.pid ]; do sleep 0.01; done; kill -KILL $!; wait $! 2>/dev/null; echo $?
      is_up() { grep '^State:' /proc/$(cat own.pid)/status 2>/dev/null | grep -qv Z; }; for i in $(seq 100); do is_up || break; sleep 0.05; done; is_up || echo gone`,
    shows: 'gone',
  },
  {
    name: 'SIGKILL sent to it in the foreground leaves the terminal usable',
    steps: [
      ...type(`cmd -c 'echo $$ >pid; echo up$((40+2)); exec sleep 30'`),
      see('up42'),
      until(
        'kill -KILL $(ps -o pid=,stat=,args= -t $(ps -o tty= -p $(cat pid)) >/dev/null; pgrep -P $(cat shell) | head -1)',
      ),
      ...type('stty -g >modes; cmd -c "echo back"'),
      ...leave,
    ],
    shell: ['bash', '--norc', '--noprofile', '-ic', 'echo $$ >shell; exec bash --norc --noprofile -i'],
    compare: ['end', 'modes'],
    shows: 'back',
  },
  {
    name: 'ignored signals stay ignored',
    script: `trap '' INT HUP USR1 CHLD; cmd -c 'grep SigIgn /proc/$$/status; kill -USR1 $$; echo survived'; cmd -c 'grep SigIgn /proc/$$/status' >out; cat out`,
    shows: 'survived',
  },
  {
    name: 'blocked signals stay blocked',
    script: `python3 -c '
import signal, subprocess
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, signal.SIGTERM, signal.SIGWINCH])
subprocess.run(["py", "-c", "print(open(\\"/proc/self/status\\").read().split(\\"SigBlk:\\")[1].split()[0])"])
subprocess.run(["py", "-c", "print(open(\\"/proc/self/status\\").read().split(\\"SigBlk:\\")[1].split()[0])"], stdout=open("out", "w"))'; cat out`,
    shows: /0000000008004200/,
  },
  {
    name: 'output written just before the end is not lost',
    script: `for i in 1 2 3 4 5; do cmd -c 'seq 4000; exec kill -KILL $$' 2>/dev/null; cmd -c 'seq 4001 6000; printf end'; done`,
    shows: '5999',
    seconds: 40,
  },
  {
    name: 'the very last byte, a hundred commands in a row',
    script: `i=0; while [ $i -lt 20 ]; do cmd -c "printf '<%s>' $i"; i=$((i+1)); done`,
    shows: '<19>',
    seconds: 60,
  },
  {
    name: 'a process left behind does not delay the prompt',
    steps: [
      ...type(`cmd -c 'until [ -e go ]; do sleep 0.02; done >/dev/null & echo now'`),
      ...type('touch go; echo prompt'),
      ...leave,
    ],
    compare: ['end', 'modes', 'files'],
    shows: 'prompt',
  },
  {
    name: 'a process left behind lives on and writes files',
    script: `cmd -c '{ until [ -e go ]; do sleep 0.02; done; echo late >late; } & echo now'; touch go; until [ -s late ]; do sleep 0.02; done; cat late`,
    shows: 'late',
  },
  {
    name: 'late output of a process left behind arrives',
    script: `cmd -c '{ until [ -e go ]; do sleep 0.02; done; echo late output; echo $? >wrote; } & echo now'; touch go; until [ -s wrote ]; do sleep 0.02; done; echo after`,
    steps: [see('after')],
    shows: 'late output',
  },
  {
    name: 'a process left behind reads no keys and is told so',
    script: `cmd -c '{ until [ -e go ]; do sleep 0.02; done; head -c1 >read 2>err; echo $? >status; } & echo now'; touch go; until [ -s status ]; do sleep 0.02; done; cat status`,
    shows: /\d/,
  },
  {
    name: 'Ctrl-C stops a command',
    steps: [
      ...type(`cmd -c 'echo up$((40+2)); exec sleep 30'`),
      see('up42'),
      send(CTRL_C),
      ...type('echo $?'),
      ...leave,
    ],
    shows: '130',
    recorded: 'signal SIGINT',
  },
  {
    name: 'Ctrl-\\ stops a command',
    steps: [
      ...type('ulimit -c 0'),
      ...type(`cmd -c 'echo up$((40+2)); exec sleep 30'`),
      see('up42'),
      send(CTRL_BACKSLASH),
      ...type('echo $?'),
      ...leave,
    ],
    shows: '131',
    recorded: 'signal SIGQUIT',
  },
  {
    name: 'Ctrl-C stops a shell loop around the command',
    steps: [
      ...type(`for i in 1 2 3; do echo $i >>count; cmd -c 'echo up$((40+2)); exec sleep 30'; done`),
      see('up42'),
      send(CTRL_C),
      ...type('echo $?; cat count'),
      ...leave,
    ],
    shows: '130',
  },
  {
    name: 'Ctrl-C stops a script around the command',
    files: {script: `echo $$ >script.pid\ncmd -c 'echo up; exec sleep 30'\necho not reached\n`},
    steps: [...type('bash script'), see('up\r'), SCRIPT_WAITS, send(CTRL_C), ...type('echo $?'), ...leave],
    shows: '130',
  },
  {
    name: 'Ctrl-C runs the trap of a script around the command',
    files: {
      script: `echo $$ >script.pid\ntrap 'echo trapped' INT\ncmd -c 'echo up; exec sleep 30'\necho "status $?"\n`,
    },
    steps: [...type('bash script'), see('up\r'), SCRIPT_WAITS, send(CTRL_C), ...type('echo $?'), ...leave],
    shows: 'trapped',
  },
  {
    name: 'Ctrl-C handled by the command lets the script go on',
    files: {
      script: `echo $$ >script.pid\ncmd -c 'trap "echo cleaned; exit 5" INT; echo up; while :; do sleep 0.05; done'\necho "status $?"\n`,
    },
    steps: [...type('bash script'), see('up\r'), SCRIPT_WAITS, send(CTRL_C), ...type('echo $?'), ...leave],
    shows: 'status 5',
    recorded: 'exit 5',
  },
  {
    name: 'Ctrl-C ignored by the command, trapped by the script',
    files: {
      script: `echo $$ >script.pid\ntrap 'echo trapped' INT\ncmd -c 'trap "" INT; echo up; until [ -e go ]; do sleep 0.02; done; echo done'\necho "status $?"\n`,
    },
    steps: [
      ...type('bash script'),
      see('up\r'),
      SCRIPT_WAITS,
      send(CTRL_C),
      see('^C'),
      until('touch go'),
      ...type('echo $?'),
      ...leave,
    ],
    shows: 'trapped',
  },
  {
    name: 'Ctrl-C reaches every command of a pipeline',
    steps: [
      ...type(
        `cmd -c 'trap "echo one >one; exit" INT; echo up$((40+1)) >&2; while :; do sleep 0.05; done' | cmd -c 'trap "echo two >two; exit" INT; echo up$((40+2)); while :; do sleep 0.05; done'`,
      ),
      see(/up4[12].*up4[12]/),
      send(CTRL_C),
      ...type('until [ -s one -a -s two ]; do sleep 0.02; done; cat one two'),
      ...leave,
    ],
    compare: ['end', 'files', 'modes'],
    shows: 'two',
  },
  {
    name: 'Ctrl-C where stdout is a file',
    steps: [
      ...type(`cmd -c 'echo up >&2; exec sleep 30' >out`),
      see('up\r'),
      send(CTRL_C),
      ...type('echo $?'),
      ...leave,
    ],
    shows: '130',
  },
  {
    name: 'Ctrl-C twice at a command that takes the first',
    files: {'once.py': ONCE_PY},
    steps: [...type('py once.py'), see('up42'), send(CTRL_C), see('once'), send(CTRL_C), ...type('echo $?'), ...leave],
    shows: '130',
  },
  {
    name: 'another interrupt key',
    steps: [
      ...type('stty intr ^G'),
      ...type(`cmd -c 'echo up$((40+2)); exec sleep 30'`),
      see('up42'),
      send('\x07'),
      ...type('echo $?; stty intr ^C'),
      ...leave,
    ],
    shows: '130',
  },
  {
    name: 'another interrupt key stops a script around the command',
    files: {script: `echo $$ >script.pid\ncmd -c 'echo up; exec sleep 30'\necho not reached\n`},
    steps: [
      ...type('stty intr ^G; bash script'),
      see('up\r'),
      SCRIPT_WAITS,
      send('\x07'),
      ...type('echo $?; stty intr ^C'),
      ...leave,
    ],
    shows: '130',
  },
  {
    name: 'Ctrl-C as a plain byte in raw mode',
    script: `py -c '
import sys, termios, tty
old = termios.tcgetattr(0); tty.setraw(0); print("up", end="", flush=True); c = sys.stdin.buffer.read(1)
termios.tcsetattr(0, termios.TCSANOW, old); print(c)'; echo $?`,
    steps: [see('up'), send(CTRL_C)],
    shows: String.raw`b'\x03'`,
  },
  {
    name: 'the interactive shell is bash itself',
    shell: ['bcmd', ...BASH.slice(1)],
    steps: [...type('echo $((40+2)); exit 4')],
    compare: ['end', 'modes', 'screen'],
    shows: '42',
    recorded: 'exit 4',
  },
];
