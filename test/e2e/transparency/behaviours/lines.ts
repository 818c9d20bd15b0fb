/** What the terminal makes of lines and keys, in modes that few people set and some programs do. */
import {type Behaviour, CTRL_C, CTRL_D, resize, type Step, see, send, until} from '../support/behaviour.ts';

/** Reads a line in these modes and shows it. */
const line = (modes: string, keys: string, shows: string, read = 'read x; echo "<$x>"'): Behaviour => ({
  name: `a line: ${modes}`,
  script: `stty ${modes}; cmd -c 'echo up; ${read}'; stty sane`,
  steps: [see(/up|UP/), send(keys), see('<')],
  shows,
});

const OCTAL = 'read x; printf "<"; printf %s "$x" | od -An -c';

const py = (body: string) => `py -c '
import fcntl, os, signal, struct, sys, termios, time
${body}'`;

export const LINES: readonly Behaviour[] = [
  line('-isig', 'a\x03\x1a\x1cb\r', '003', OCTAL),
  line('-ixon', 'a\x13\x11b\r', '023', OCTAL),
  line('ixany', '\x13a\r', '<a>'),
  line('igncr', 'a\rb\n', '<ab>'),
  line('iuclc olcuc', 'ABc\r', '<ABC>'),
  line('echoprt -echoe -echok', 'abc\x7f\x7fd\x15xy\r', '<xy>'),
  line('-echoctl', 'a\x01b\r', '<a'),
  line('-echo echonl', 'ab\r', '<ab>'),
  line('sane', 'ab\x12c\r', '<abc>'),
  line('eol X', 'aX\r', '<aX>'),
  {
    name: 'a line: longer than the terminal keeps',
    script: `cmd -c 'stty -echo; echo up; read x; echo "\${#x}"; stty echo'`,
    steps: [see('up'), send('x', 6000), send('\r'), see('4095')],
    shows: '4095',
  },
  {
    name: 'end of input within a line, and after it',
    script: py('print("up", flush=True)\nfor _ in range(3): print(os.read(0, 99), flush=True)'),
    steps: [
      see('up'),
      send(`abc${CTRL_D}`),
      see(`b'abc'`),
      send(CTRL_D),
      see(`b''`),
      send('x\r'),
      see(String.raw`b'x\n'`),
    ],
    shows: `b'abc'`,
  },
  {
    name: 'keys one by one: min 3',
    script: `stty -icanon min 3 time 0; ${py('print("up", flush=True); print(os.read(0, 99))')}; stty icanon`,
    steps: [see('up'), send('a'), see('a'), send('b'), see('b'), send('c'), see(`b'`)],
    shows: `b'abc'`,
  },
  {
    name: 'noflsh: Ctrl-C keeps typed keys',
    script: `stty noflsh; cmd -c 'trap "echo caught; touch go" INT; echo up; until [ -e go ]; do sleep 0.02; done; read x; echo "<$x>"'; stty -noflsh`,
    steps: [see('up'), send('before'), see('before'), send(CTRL_C), see('caught'), send('after\r'), see('<')],
    shows: '<beforeafter>',
  },
  {
    name: 'Ctrl-S, then Ctrl-C',
    script: `cmd -c 'echo up; while :; do echo x; sleep 0.01; done'; echo $?`,
    steps: [see('up'), send('\x13'), until('sleep 0.1'), send(CTRL_C)],
    compare: ['end', 'modes'],
    shows: 'up',
  },
  {
    name: 'Ctrl-S holds the output of others when the command has ended',
    script: `cmd -c 'echo up; until [ -e go ]; do sleep 0.02; done'; echo after; touch after`,
    steps: [
      see('up'),
      send('\x13'),
      until('sleep 0.1; touch go; sleep 0.4; [ ! -e after ] || touch early'),
      send('\x11'),
      see('after'),
    ],
    shows: 'after',
  },
  {
    name: 'TIOCSTI: keys for itself, and for the next reader',
    script: `${py('for c in "own\\nnext\\n": fcntl.ioctl(0, termios.TIOCSTI, c.encode())\nprint(sys.stdin.buffer.raw.read(99))')}; read x; echo "<$x>"`,
    shows: '<next>',
  },
  {
    name: 'FIONREAD, TIOCGPGRP, TIOCGETD, TIOCOUTQ, and those a terminal has not',
    script: py(`
for name in "TIOCGPGRP TIOCGETD TIOCOUTQ FIONREAD TIOCMGET TIOCGSERIAL TIOCCONS".split():
    try:
        value = bytearray(64); fcntl.ioctl(0, getattr(termios, name, 0x5429), value)
        number = struct.unpack("i", value[:4])[0]
        print(name, number > 0 if name == "TIOCGPGRP" else number)
    except OSError as error: print(name, error)`),
    shows: 'TIOCGETD 0',
  },
  {
    name: 'output held and let go by the command',
    script: py(`termios.tcflow(1, termios.TCOOFF)
if os.fork() == 0:
    time.sleep(0.1); termios.tcflow(1, termios.TCOON); os._exit(0)
print("held", flush=True); os.wait(); termios.tcsendbreak(1, 0); print("on")`),
    shows: 'on',
  },
  {
    name: 'a command that gives its terminal up',
    script: py(`signal.signal(signal.SIGHUP, signal.SIG_IGN); fcntl.ioctl(0, termios.TIOCNOTTY)
try: open("/dev/tty")
except OSError as error: print(error)
print("still here")`),
    shows: 'still here',
  },
  {
    name: 'a megabyte of random bytes',
    script: py(`import random
rest = random.Random(1).randbytes(1000000)
while rest: rest = rest[os.write(1, rest[:5000]):]`),
    shows: /./,
    seconds: 40,
  },
  {
    name: 'a flood while the window is resized',
    script: `cmd -c 'seq 60000'`,
    steps: [see('1000'), ...Array.from({length: 20}, (_, index): Step => resize(20 + index, 80, 0, 0))],
    shows: '59999',
  },
  {
    name: 'modes of the emulator that are left on',
    script: String.raw`cmd -c 'printf "\033[?1049h\033[?1000h\033[?1006h\033[?2004h\033[>1u\033[?25l\033Pq#0;2;0;0;0#0~~@@vv\033\\\\\033]0;title\007\233\2171m\205\000\021\023x"'`,
    shows: 'title',
  },
  {
    name: 'ocrnl where the terminal is shared',
    script: String.raw`stty ocrnl; printf x | cmd -c 'cat; printf "a\rb\n"'; stty -ocrnl`,
    shows: 'b',
  },
  {
    name: 'tabs, and line ends that stay, where the terminal is shared',
    script: String.raw`stty tab3; printf x | cmd -c 'cat; printf "a\tb\n\tc\n"'; stty tab0 -onlcr; printf x | cmd -c 'cat; printf "a\nb\r\n"'; stty onlcr`,
    shows: 'c',
  },
  {
    name: 'messages of others that the command forbids stay forbidden',
    script: `mesg y; cmd -c 'mesg n'; mesg`,
    shows: 'is n',
  },
];
