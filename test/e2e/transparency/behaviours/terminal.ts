/** Modes, sizes, keys and answers of the terminal. */
import {answer, type Behaviour, CTRL_C, CTRL_D, leave, resize, see, send, type, until} from '../support/behaviour.ts';
import {WAIT_PY} from '../support/wait-program.ts';

const leavesModes = (what: string, command: string): Behaviour => ({
  name: `modes afterwards: ${what}`,
  script: `cmd -c '${command}'; stty -g >modes; cat modes`,
  shows: /[0-9a-f]+:[0-9a-f]+:/,
});

/** Reads keys in raw mode up to "." and tells what they were. */
const KEYS = `py -c '
import sys, termios, tty
old = termios.tcgetattr(0); tty.setraw(0); print("up", end="", flush=True); got = b""
while not got.endswith(b"."): got += sys.stdin.buffer.read(1)
termios.tcsetattr(0, termios.TCSANOW, old); print(got)'`;

export const TERMINAL: readonly Behaviour[] = [
  leavesModes('untouched', 'true'),
  leavesModes('no echo, no lines', 'stty -echo -icanon min 3 time 2'),
  leavesModes('raw', 'stty raw'),
  leavesModes('other keys', 'stty intr ^G erase ^H quit undef susp ^Y'),
  leavesModes('tostop', 'stty tostop'),
  leavesModes('no output processing', 'stty -opost -onlcr'),
  leavesModes('7 bits, parity, another speed', 'stty cs7 parenb 9600'),
  leavesModes('killed in raw mode', 'stty raw -echo; kill -KILL $$'),
  leavesModes('changed where stdout is a file', 'stty -echo; exec >/dev/null'),
  {
    name: 'modes afterwards: changed by a command whose stdout is a file',
    script: `cmd -c 'stty -echo intr ^G' >out; stty -g`,
    shows: ':',
  },
  {
    name: 'modes at the start are inherited',
    script: `stty -echo intr ^G -onlcr iutf8 tostop min 5; cmd -c 'stty -g'; stty onlcr`,
    shows: ':',
  },
  {
    name: 'all modes as stty tells them',
    script: `stty -a; cmd -c 'stty -a; stty speed'`,
    shows: 'speed',
  },
  {
    name: 'modes changed from outside while it runs stay',
    script: `t=$(tty); { until [ -e up ]; do sleep 0.02; done; stty -F $t intr ^G kill ^B; touch go; } & cmd -c 'touch up; until [ -e go ]; do sleep 0.02; done; stty -a | grep -o "intr = [^;]*"'; wait; stty -g`,
    shows: 'intr = ^G',
  },
  {
    name: 'the size',
    script: `cmd -c 'stty size'; cmd -c 'tput cols; tput lines'`,
    size: [41, 132, 0, 0],
    shows: '41 132',
  },
  {
    name: 'the size in pixels',
    script: `py -c 'import fcntl, struct, termios; print(struct.unpack("HHHH", fcntl.ioctl(1, termios.TIOCGWINSZ, bytes(8))))'`,
    size: [50, 100, 1200, 900],
    shows: '1200, 900',
  },
  {name: 'no size: 0 by 0', script: `cmd -c 'stty size'`, size: [0, 0, 0, 0], shows: '0 0'},
  {
    name: 'the size where only one descriptor is the terminal',
    script: `cmd -c 'stty size <&2' </dev/null >out; cmd -c 'stty size' >>out 2>/dev/null; cmd -c 'stty size <&1' </dev/null 2>/dev/null; cat out`,
    size: [33, 99, 0, 0],
    shows: '33 99',
  },
  {
    name: 'a resize is told at once',
    script: `cmd -c 'trap "stty size; touch go" WINCH; echo up; until [ -e go ]; do sleep 0.02; done'`,
    steps: [see('up'), resize(40, 120, 1, 2), see('40 120')],
    shows: '40 120',
  },
  {
    name: 'many resizes: the last one counts',
    script: `cmd -c 'echo up; until [ "$(stty size)" = "31 91" ]; do sleep 0.02; done; echo seen'`,
    steps: [see('up'), ...Array.from({length: 20}, (_, index) => resize(30 + index, 90, 0, 0)), resize(31, 91, 0, 0)],
    shows: 'seen',
  },
  {
    name: 'a resize where stdout is a file',
    script: `cmd -c 'trap "stty size; touch go" WINCH; echo up >&2; until [ -e go ]; do sleep 0.02; done' >out; cat out`,
    steps: [see('up'), resize(40, 120, 1, 2)],
    shows: '40 120',
  },
  {
    name: 'a resize while the job is stopped',
    files: {'wait.py': WAIT_PY},
    steps: [
      ...type('py wait.py'),
      see('up42'),
      send('\x1a'),
      see('Stopped'),
      resize(44, 111, 0, 0),
      ...type('fg'),
      see('goes on'),
      until('touch go'),
      see('44 x 111'),
      ...leave,
    ],
    compare: ['end', 'modes', 'files'],
    shows: '44 x 111',
  },
  {
    name: 'a resize that the command makes stays',
    script: `cmd -c 'stty rows 33 columns 77; stty size'; stty size`,
    shows: '33 77',
  },
  {
    name: 'keys typed before it starts reach it',
    script: `sleep 0.2; cmd -c 'read a; read b; echo "$a and $b"'`,
    steps: [send('early\rbird\r')],
    compare: ['end', 'modes', 'files'],
    shows: 'early and bird',
  },
  {
    name: 'lines typed ahead reach the next reader',
    script: `cmd -c 'echo up; until [ -e go ]; do sleep 0.02; done'; read a; read b; echo "next: $a and $b"`,
    steps: [see('up'), send('ahead\rand more\r'), see('and more'), until('touch go'), see('next')],
    shows: 'next: ahead and and more',
    seconds: 8,
  },
  {
    name: 'lines typed ahead: the command takes one, the next reader the other',
    script: `cmd -c 'echo up; until [ -e go ]; do sleep 0.02; done; read x; echo "own: $x"'; read a; echo "next: $a"`,
    steps: [see('up'), send('one\rtwo\r'), see('two'), until('touch go'), see('next')],
    shows: 'next: two',
    seconds: 8,
  },
  {
    name: 'a line half typed ahead reaches the next reader',
    script: `cmd -c 'echo up; until [ -e go ]; do sleep 0.02; done'; echo now; read a; echo "next: $a"`,
    steps: [see('up'), send('half'), see('half'), until('touch go'), see('now'), send(' whole\r'), see('next')],
    shows: 'next: half whole',
    seconds: 8,
  },
  {
    name: 'typed ahead at a command that reads nothing, where stdout is a file',
    script: `cmd -c 'echo up >&2; until [ -e go ]; do sleep 0.02; done' >out; read a; echo "next: $a"`,
    steps: [see('up'), send('ahead\r'), see('ahead'), until('touch go'), see('next')],
    shows: 'next: ahead',
    seconds: 8,
  },
  {
    name: 'typed ahead for the shell',
    steps: [
      ...type(`cmd -c 'echo up$((40+2)); until [ -e go ]; do sleep 0.02; done'`),
      see('up42'),
      send('echo later$((1+1)); exit\r'),
      see('exit'),
      until('touch go'),
      see('later2'),
    ],
    compare: ['end', 'modes'],
    shows: 'later2',
    seconds: 8,
  },
  {
    name: 'each key as it is in raw mode',
    script: KEYS,
    steps: [see('up'), send('\x00\x01\x02\x03\x04\x08\t\n\r\x11\x12\x13\x16\x1a\x1b[A\x1c\x7f\u00e9\u4e16.')],
    shows: 'up',
  },
  {
    name: 'editing of lines by the terminal',
    script: `cmd -c 'echo up; read a; read b; read c; echo "<$a> <$b> <$c>"'`,
    steps: [
      see('up'),
      send('abx\x7fc\r'),
      see('abx'),
      send('one two\x17three\r'),
      send('gone\x15kept\x16\x03\r'),
      see('<'),
    ],
    compare: ['end', 'modes', 'files', 'screen'],
    shows: '<abc> <one three>',
  },
  {
    name: 'erasing a letter of several bytes',
    script: `stty iutf8; cmd -c 'echo up; read a; echo "<$a>"'`,
    steps: [see('up'), send('\u00e9\u4e16\x7f\x7fx\r'), see('<')],
    compare: ['end', 'modes', 'files', 'screen'],
    shows: '<x>',
  },
  {
    name: 'end of input twice',
    script: `cmd -c 'echo up; cat; echo one; cat; echo two'`,
    steps: [see('up'), send(CTRL_D), see('one'), send(CTRL_D), see('two')],
    shows: 'two',
  },
  {
    name: 'Ctrl-S and Ctrl-Q hold the output',
    script: `cmd -c 'echo up; read x; echo shown; seq 3'`,
    steps: [see('up'), send('go\x13\r'), send('\x11'), send('\r'), see('shown')],
    compare: ['end', 'modes', 'files'],
    shows: 'shown',
  },
  {
    name: 'Ctrl-C throws typed keys away',
    script: `cmd -c 'trap "echo caught; touch go" INT; echo up; until [ -e go ]; do sleep 0.02; done; read x; echo "<$x>"'`,
    steps: [see('up'), send('before'), see('before'), send(CTRL_C), see('caught'), send('after\r'), see('<')],
    shows: '<after>',
  },
  {
    name: 'reading with a time limit (min 0, time)',
    script: `py -c '
import sys, termios, os
a = termios.tcgetattr(0); old = termios.tcgetattr(0); a[3] &= ~termios.ICANON; a[6][termios.VMIN] = 0; a[6][termios.VTIME] = 2
termios.tcsetattr(0, termios.TCSANOW, a); print("up", flush=True)
print(os.read(0, 9)); termios.tcsetattr(0, termios.TCSANOW, old)'`,
    shows: `b''`,
  },
  {
    name: 'a paste of 1 MB in raw mode',
    script: `py -c '
import hashlib, os, termios, tty
old = termios.tcgetattr(0); tty.setraw(0); os.write(1, b"up"); got = b""
while len(got) < 1048576: got += os.read(0, 65536)
termios.tcsetattr(0, termios.TCSANOW, old); print(hashlib.sha1(got).hexdigest())'`,
    steps: [see('up'), send('0123456789abcdef', 65536)],
    seconds: 60,
    shows: /[0-9a-f]{40}/,
  },
  {
    name: 'a paste of 1 MB in lines',
    script: `cmd -c 'stty -echo; echo up; head -n 16384 >pasted; stty echo'; sha1sum <pasted; rm pasted`,
    steps: [see('up'), send('0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\r', 16384)],
    seconds: 60,
    shows: /[0-9a-f]{40}/,
  },
  {
    name: 'a query and its answer: where is the cursor',
    script: `bcmd -c 'stty -echo -icanon; printf "\\033[6n"; read -r -d R x; stty echo icanon; printf "%q\\n" "$x"'`,
    steps: [answer({'\\x1b\\[6n': '\x1b[7;11R'})],
    shows: '7;11',
  },
  {
    name: 'a query and its answer: which terminal, which colours',
    script: `bcmd -c 'stty -echo -icanon; printf "\\033[c"; read -r -d c x; printf "\\033]11;?\\007"; read -r -d A y; stty echo icanon; printf "%q %q\\n" "$x" "$y"'`,
    steps: [answer({'\\x1b\\[c': '\x1b[?62;22c', '\\x1b\\]11;\\?\\x07': '\x1b]11;rgb:0000/1111/2222A'})],
    shows: '62;22',
  },
  {
    name: 'the echo of control characters',
    script: `cmd -c 'trap "" INT; echo up; read x; echo "$x" | od -c'`,
    steps: [see('up'), send('a\x01b\x02\r'), see('0000')],
    shows: '^A',
  },
  {
    name: 'output is drained when the command says so',
    script: `py -c 'import sys, termios; sys.stdout.write("x" * 5000); sys.stdout.flush(); termios.tcdrain(1); print("drained")'`,
    shows: 'drained',
  },
  {
    name: 'unread keys are thrown away when the command says so',
    script: `py -c '
import os, sys, termios, time
print("up", flush=True)
while not os.path.exists("go"): time.sleep(0.02)
termios.tcflush(0, termios.TCIFLUSH); print("flushed", flush=True); print(sys.stdin.readline())'`,
    steps: [see('up'), send('gone\r'), see('gone'), until('touch go'), see('flushed'), send('kept\r')],
    shows: 'kept',
  },
  {
    name: 'it is a terminal of the user, not readable by others',
    script: `cmd -c 'test -O $(tty) && stat -c "%a" $(tty) >/dev/null && mesg; [ -w $(tty) ] && echo writable'`,
    compare: ['end', 'modes', 'files'],
    shows: 'writable',
  },
  {
    name: 'the name of the terminal is one',
    script: `cmd -c 'case $(tty) in /dev/pts/*) echo pts;; esac; test -c $(tty) && echo device; [ $(ps -o tty= -p $$) = $(tty | cut -c6-) ] && echo mine'`,
    shows: 'mine',
  },
];
