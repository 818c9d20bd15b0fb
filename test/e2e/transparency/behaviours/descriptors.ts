/** The terminal by other descriptors and names, and what a command closes that others wait for. */
import {type Behaviour, CTRL_C, see, send, until} from '../support/behaviour.ts';

/** Goes on as soon as a reader or writer behind it has seen the end of its descriptor, and says so if none does. */
const WAITS =
  'i=0; until [ -e end ]; do sleep 0.02; i=$((i+1)); [ $i -lt 100 ] || break; done; [ $i -lt 100 ] && echo over';

const closes = (name: string, script: string): Behaviour => ({
  name: `a descriptor that the command closes is closed: ${name}`,
  script: `${script}; cat out 2>/dev/null; true`,
  shows: 'over',
});

/** `b` is another terminal than the one that this runs on, `m` its other end. */
const withAnotherTerminal = (body: string) => `python3 -c '
import os, pty, select, signal, subprocess, time
m, b = pty.openpty()
def shown():
    got = b""
    while select.select([m], [], [], 0.1)[0]: got += os.read(m, 999)
    return got
def run(words, **streams): return subprocess.Popen(["cmd", "-c", words], **streams)
${body}'`;

/** As a pinentry does: its own modes, keys one by one. */
const PIN_PY = `
import os, sys, termios
fd = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
old = termios.tcgetattr(fd)
new = termios.tcgetattr(fd)
new[0] &= ~termios.ICRNL
new[3] = new[3] & ~(termios.ICANON | termios.ECHO) | termios.ISIG
termios.tcsetattr(fd, termios.TCSADRAIN, new)
os.write(fd, b"pin? ")
got = b""
while not got.endswith(b"\\r"): got += os.read(fd, 1)
termios.tcsetattr(fd, termios.TCSADRAIN, old)
os.close(fd)
print("the pin is", got)
`;

export const DESCRIPTORS: readonly Behaviour[] = [
  closes('3, a pipe', `cmd -c 'exec 3>&-; ${WAITS}' 3>&1 >/dev/tty | { cat; touch end; }`),
  closes('3, a pipe, stdout a file', `cmd -c 'exec 3>&-; ${WAITS}' 3>&1 >out | { cat; touch end; }`),
  closes('stderr, a pipe', `cmd -c 'exec 2>&-; ${WAITS}' 2>&1 >/dev/tty | { cat; touch end; }`),
  closes('stdin, of which somebody writes', `{ yes; touch end; } | cmd -c 'exec <&-; ${WAITS}'`),
  closes(
    'a lock',
    `exec 9>lock; flock 9; cmd -c 'exec 9>&-; touch up; until [ -e end ]; do sleep 0.02; done; echo over' &
    until [ -e up ]; do sleep 0.02; done; exec 9>&-; flock -w 2 lock echo free; touch end; wait`,
  ),
  {
    name: 'a lock is free when the command has ended',
    script: `for out in /dev/tty out; do exec 9>lock; flock 9; cmd -c 'echo locked' >$out; exec 9>&-; flock -n lock echo free; done`,
    shows: /free\s+free/,
  },
  {
    name: 'descriptor 3 is the terminal, too: written to',
    script: `exec 3>&1; cmd -c 'echo one; echo two >&3; echo three; echo four >&3'`,
    shows: /one\s+two\s+three\s+four/,
  },
  {
    name: 'descriptor 3 is the terminal, too: read from',
    script: `exec 3</dev/tty; cmd -c 'echo up; read x <&3; echo "<$x>"'`,
    steps: [see('up'), send('typed\r'), see('<')],
    shows: '<typed>',
    seconds: 8,
  },
  {
    name: 'a terminal open for reading is not written to, one for writing not read',
    script: `cmd -c 'echo x >&0; echo $?' </dev/tty 2>/dev/null; cmd -c 'read x <&1; echo $?' >/dev/tty`,
    shows: /1\s+1/,
    seconds: 8,
  },
  {
    name: 'a terminal that does not wait for keys',
    script: `python3 -c 'import os; os.set_blocking(0, False)'; py -c '
import os
try: print(os.read(0, 9))
except BlockingIOError: print("no key")'; python3 -c 'import os; os.set_blocking(0, True)'`,
    shows: 'no key',
    seconds: 8,
  },
  {
    name: 'stdout is another terminal',
    script: withAnotherTerminal(`p = run("echo ask >&2; read x; echo got $x", stdout=b); print(p.wait(), shown())`),
    steps: [see('ask'), send('typed\r')],
    shows: 'got typed',
    seconds: 8,
  },
  {
    name: 'stdin is another terminal',
    script: withAnotherTerminal(
      `p = run("echo ask; read x; echo got $x", stdin=b); os.write(m, b"typed\\n"); print(p.wait(), shown())`,
    ),
    shows: 'got typed',
    seconds: 8,
  },
  {
    name: 'stderr is another terminal',
    script: withAnotherTerminal(`p = run("echo ask; read x; echo got $x >&2", stderr=b); print(p.wait(), shown())`),
    steps: [see('ask'), send('typed\r')],
    shows: 'got typed',
    seconds: 8,
  },
  {
    name: 'Ctrl-C on another terminal is no signal',
    script:
      withAnotherTerminal(`p = run("echo ask; until [ -e go ]; do sleep 0.02; done; exit 4", stdin=b, stdout=b, stderr=b)
while b"ask" not in shown(): pass
os.write(m, b"\\x03"); time.sleep(0.2); open("go", "w"); print(p.wait(), shown())`),
    shows: '4 b',
  },
  {
    name: 'Ctrl-C where stdin and stdout are another terminal',
    script: withAnotherTerminal(`signal.signal(signal.SIGINT, lambda *_: None)
p = run("echo ask >&2; exec sleep 20", stdin=b, stdout=b); print(p.wait())`),
    steps: [see('ask'), send(CTRL_C)],
    shows: '-2',
    seconds: 8,
  },
  {
    name: 'somebody else asks on the terminal by its name, as a pinentry does',
    files: {'pin.py': PIN_PY},
    script: `cmd -c 'python3 pin.py $1; read x; echo "<$x>"' cmd $(tty)`,
    steps: [
      see('pin? '),
      ...[...'0123456789'].flatMap((key) => [send(key), until('sleep 0.03')]),
      send('abcdef\r'),
      see('the pin is'),
      send('after\r'),
      see('<after>'),
    ],
    shows: `the pin is b'0123456789abcdef\\r'`,
    seconds: 8,
  },
  {
    name: 'keys arrive after modes were changed from outside',
    script: `t=$(tty); (until [ -e up ]; do sleep 0.02; done; stty -F $t kill ^B; touch go) & cmd -c 'touch up; until [ -e go ]; do sleep 0.02; done; echo ready; read x; echo "<$x>"; read y; echo "<$y>"'; wait`,
    steps: [see('ready'), send('one\r'), see('<one>'), send('two\r'), see('<two>')],
    compare: ['end', 'output', 'files'],
    shows: '<two>',
  },
  {
    name: 'stdin is a file in memory, a folder, a device without end',
    script: `python3 -c '
import os, subprocess
m = os.memfd_create("x"); os.write(m, b"in memory\\n"); os.lseek(m, 0, 0)
subprocess.run(["cmd", "-c", "cat; echo more >&$0", str(m)], stdin=m, pass_fds=[m]); print(os.pread(m, 99, 0))'
    cmd -c 'cat 2>/dev/null; echo $?' </; cmd -c 'head -c 3 | od -c' </dev/zero`,
    shows: 'in memory',
  },
  {
    name: 'the terminal by its other names',
    script: `cmd -c 'echo a >/dev/stdout; echo b >/dev/stderr; echo c >/dev/fd/1; echo d >/proc/self/fd/1; echo e | tee /dev/tty; read x </dev/stdin; echo "<$x>"'`,
    steps: [see(/e\r\ne\r/), send('k\r'), see('<')],
    shows: '<k>',
  },
];
