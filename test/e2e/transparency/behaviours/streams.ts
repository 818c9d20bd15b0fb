/** Every descriptor that is no terminal is the command's own; on the terminal each byte arrives, in order. */
import {type Behaviour, CTRL_D, see, send, until} from '../support/behaviour.ts';

/** It reads, and was not stopped for it: system call 0 (63 on arm64) of proc(5). */
const IS_READING = until(
  'grep -q "^State:.S" /proc/$(cat own.pid)/status && grep -q "^\\(0\\|63\\) " /proc/$(cat own.pid)/syscall',
);

export const STREAMS: readonly Behaviour[] = [
  {
    name: 'stdout to a file',
    script: `cmd -c '[ -t 1 ] || echo no terminal' >out; cat out`,
    shows: 'no terminal',
  },
  {
    name: 'stdout appended to a file that others write to',
    script: `{ echo before; cmd -c 'echo within; grep flags /proc/self/fdinfo/1'; echo after; } >>out; cat out`,
    shows: 'within',
  },
  {
    name: 'the offset of a file is shared',
    script: `printf 0123456789 >file; { cmd -c 'printf ab'; cmd -c 'printf cd'; printf ef; } 1<>file; cat file`,
    shows: 'abcdef6789',
  },
  {
    name: 'stderr to a file, stdout on the terminal',
    script: `cmd -c 'echo to the screen; echo to the file >&2; [ -t 2 ] || echo no terminal' 2>errors`,
    shows: 'no terminal',
  },
  {
    name: 'stdout to a file, stderr on the terminal',
    script: `cmd -c 'echo to the file; echo to the screen >&2; [ -t 2 ] && echo terminal >&2' >out`,
    shows: 'terminal',
  },
  {
    name: 'stdin from a file, of which others read the rest',
    script: `seq 5 >lines; { cmd -c 'read a; read b; echo "$a and $b"'; echo rest; cat; } <lines`,
    shows: '1 and 2',
  },
  {
    name: 'while read, the body a hosted command, from a file',
    script: `seq 4 >lines; while read -r line; do cmd -c 'echo "got $1"' cmd "$line"; done <lines`,
    shows: 'got 4',
  },
  {
    name: 'while read, the body a hosted command, from a pipe',
    script: `seq 4 | while read -r line; do cmd -c 'echo "got $1"' cmd "$line"; done; echo end`,
    shows: 'got 4',
  },
  {
    name: 'while read, the body reads one line more',
    script: `seq 6 | while read -r line; do cmd -c 'read more; echo "$1 $more"' cmd "$line"; done; echo end`,
    shows: '5 6',
  },
  {
    name: 'a pipe is not read ahead for a command that does not read',
    script: `seq 3 | { cmd -c 'echo started'; cat; }`,
    shows: /started\s+1\s+2\s+3/,
  },
  {
    name: 'a pipe is not read ahead where stdout is a file',
    script: `seq 3 | { cmd -c 'echo started' >out; cat; }`,
    shows: '3',
  },
  {
    name: 'each redirected descriptor is the very file',
    script: `touch in err; mkfifo fifo; cmd -c '
      for pair in 0:in 2:err 5:in 7:fifo; do [ /proc/self/fd/\${pair%:*} -ef \${pair#*:} ] && echo \${pair%:*} is \${pair#*:}; done
      ' <in 2>err 5<in 7<>fifo`,
    shows: '7 is fifo',
    compare: ['end', 'output', 'modes'],
  },
  {
    name: 'the modes of each open file are kept',
    script: `touch in; cmd -c 'cat /proc/self/fdinfo/0 /proc/self/fdinfo/2 /proc/self/fdinfo/4 | grep flags' <in 2>>err 4<>in`,
    shows: 'flags:',
  },
  {
    name: 'stdin is a socket',
    script: `python3 -c '
import socket, subprocess
a, b = socket.socketpair()
a.sendall(b"one\\ntwo\\n")
a.shutdown(socket.SHUT_WR)
subprocess.run(["cmd", "-c", "test -S /proc/self/fd/0 && read x; echo $x"], stdin=b)
print(b.recv(9))'`,
    shows: 'one',
  },
  {
    name: 'stdout is a socket',
    script: `python3 -c '
import socket, subprocess
a, b = socket.socketpair()
subprocess.run(["cmd", "-c", "test -S /proc/self/fd/1 && echo socket"], stdout=b)
print(a.recv(99))'`,
    shows: 'socket',
  },
  {
    name: 'stdin is closed',
    script: `cmd -c '[ -e /proc/$$/fd/0 ] || echo closed; read x; echo $?' <&-`,
    shows: 'closed',
  },
  {
    name: 'stdout is closed',
    script: `cmd -c '[ -e /proc/$$/fd/1 ] || echo closed >&2; echo x; echo $? >&2' >&-`,
    shows: 'closed',
  },
  {
    name: 'stderr is closed',
    script: `cmd -c '[ -e /proc/$$/fd/2 ] || echo closed; echo x >&2; echo $?' 2>&-`,
    shows: 'closed',
  },
  {
    name: 'all three are closed',
    script: `cmd -c 'ls /proc/$$/fd >list; exit 7' <&- >&- 2>&-; echo $?`,
    shows: '7',
  },
  {
    name: 'further descriptors reach the command',
    script: `echo from five >five; cmd -c 'cat <&5; echo to three >&3; echo to nine >&9' 3>three 5<five 9>nine; cat three nine`,
    shows: 'from five',
  },
  {
    name: 'no descriptor beyond those given',
    script: `cmd -c 'ls /proc/$$/fd' </dev/null; cmd -c 'ls /proc/$$/fd' >out; cmd -c 'ls /proc/$$/fd' 4</dev/null; cat out`,
    shows: '0',
  },
  {
    name: 'process substitution that is read',
    script: `cmd -c 'cat "$1" "$2"' cmd <(echo one) <(echo two)`,
    shows: 'two',
  },
  {
    name: 'process substitution that is written to',
    script: `cmd -c 'echo through >"$1"' cmd >(tr a-z A-Z >out; echo done >fifo-end); until [ -e fifo-end ]; do sleep 0.01; done; cat out`,
    shows: 'THROUGH',
  },
  {
    name: 'a pipeline of hosted commands',
    script: `cmd -c 'seq 9' | cmd -c 'grep -v 5' | cmd -c 'tail -2; exit 3'; echo "\${PIPESTATUS[@]}"`,
    shows: '0 0 3',
  },
  {
    name: 'a reader that leaves early: SIGPIPE',
    script: `cmd -c 'yes' | head -1; echo "\${PIPESTATUS[@]}"; cmd -c 'exec yes' | head -1; echo "\${PIPESTATUS[@]}"`,
    shows: '141',
    recorded: 'signal SIGPIPE',
  },
  {
    name: 'a pipe without a reader: EPIPE where SIGPIPE is ignored',
    script: `trap '' PIPE; { cmd -c 'sleep 0.2; echo x; echo $? >status' 2>/dev/null; } | true; cat status`,
    shows: /[12]/,
  },
  {
    name: 'backpressure: so much fits into the pipe of a reader that waits',
    script: `mkfifo fifo; exec 8<>fifo; py -c '
import os
os.set_blocking(1, False)
n = 0
try:
    while True: n += os.write(1, b"x" * 4096)
except BlockingIOError: open("count", "w").write(str(n))
os.set_blocking(1, True)' >fifo; cat count`,
    shows: '65536',
    compare: ['end', 'output', 'modes'],
  },
  {
    name: "nobody's descriptor is left non-blocking",
    script: `mkfifo fifo; exec 8<>fifo; cmd -c true; cmd -c true >&8; cmd -c true <&8; for fd in 0 1 2 8; do grep flags /proc/$$/fdinfo/$fd; done`,
    shows: 'flags:',
    compare: ['end', 'output', 'modes'],
  },
  {
    name: "nobody's descriptor is non-blocking meanwhile",
    script: `cmd -c 'for fd in 0 1 2; do grep flags /proc/$1/fdinfo/$fd; done' cmd $$; true`,
    shows: 'flags:',
  },
  {
    name: 'stdout and stderr keep their order on the terminal',
    script: `cmd -c 'i=0; while [ $i -lt 300 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done'`,
    shows: 'err 299',
  },
  {
    name: 'the terminal beside a pipeline: stderr while stdout is a pipe',
    script: `cmd -c 'echo piped; echo seen >&2' | cat; echo end`,
    compare: ['end', 'files', 'modes'],
    shows: 'seen',
  },
  {
    name: 'stdin the terminal, stdout a pipe',
    script: `cmd -c 'echo ask >&2; read x; echo "got $x"' | cat`,
    steps: [see('ask'), send('typed\r')],
    shows: 'got typed',
  },
  {
    name: 'stdin a pipe, stdout the terminal, keys by /dev/tty',
    script: `echo piped | cmd -c 'read a; echo $$ >own.pid; echo ask; exec 3</dev/tty; read b <&3; echo "$a $b"'`,
    steps: [see('ask'), IS_READING, send('typed\r')],
    shows: 'piped typed',
  },
  {
    name: 'a password asked for by /dev/tty while both streams are redirected',
    script: `echo piped | cmd -c 'stty -echo </dev/tty; printf "Password: " >/dev/tty; read b </dev/tty; stty echo </dev/tty; echo "$b" >out' | cat; cat out`,
    steps: [see('Password: '), send('not-real\r')],
    shows: 'not-real',
  },
  {
    name: 'a command substitution',
    script: `x=$(cmd -c 'echo one; echo two >&2; [ -t 0 ] && echo keys'); echo "<$x>"`,
    shows: 'keys',
  },
  {
    name: 'a command substitution with the terminal at descriptor 3',
    script: `exec 3>&1; x=$(cmd -c 'echo kept; echo shown >&3; [ -t 3 ] && echo terminal'); echo "<$x>"`,
    shows: 'terminal',
  },
  {
    name: 'stdout and stderr into one file keep their order',
    script: `cmd -c 'for i in 1 2 3; do echo out $i; echo err $i >&2; done' >both 2>&1; cat both`,
    shows: 'err 3',
  },
  {
    name: 'here documents',
    script: `cmd -c 'cat; read x || echo end' <<END\nfirst\nlast\nEND\ncmd -c 'wc -c' <<<"$(seq 20000)"`,
    shows: '108894',
  },
  {
    name: 'a named pipe',
    script: `mkfifo fifo; cmd -c 'echo through' >fifo & cat fifo; wait`,
    shows: 'through',
    compare: ['end', 'output', 'modes'],
  },
  {
    name: 'a descriptor open for reading is not for writing',
    script: `touch file; cmd -c 'echo x; echo "status $?" >&2' 1<file`,
    shows: 'status',
  },
  {
    name: 'a full device',
    script: `cmd -c 'echo x; echo "status $?" >&2' >/dev/full; echo $?`,
    shows: 'status',
  },
  {
    name: '10 MB from pipe to pipe',
    script: `head -c 10000000 /dev/zero | tr '\\0' a | cmd -c 'tr a b' | sha1sum`,
    shows: /[0-9a-f]{40}/,
  },
  {
    name: 'every byte to the terminal, untranslated',
    script: `stty -opost; cmd -c 'printf "$1"; printf "\\303"; printf "\\251"' cmd "$(printf '\\\\%03o' $(seq 0 255))"; stty opost`,
    shows: 'é',
  },
  {
    name: 'line ends and control bytes to the terminal',
    script: String.raw`cmd -c 'printf "a\nb\r\nc\rd\te\000\001\007\b\033[31mred\033[m\377\200\n"; printf "no newline"'`,
    shows: 'no newline',
  },
  {
    name: 'line ends where only stdout is the terminal',
    script: String.raw`printf 'one\ntwo\n' | cmd -c 'cat; printf "x\r\ny\n\r\nz\r"' 2>/dev/null; echo`,
    shows: 'two',
  },
  {
    name: 'end of input typed',
    script: `cmd -c 'echo go; cat >typed; echo end'; cat typed`,
    steps: [see('go'), send(`one\rtwo\r${CTRL_D}`)],
    compare: ['end', 'modes', 'files'],
    shows: 'two',
  },
  {
    name: 'coprocess',
    script: `coproc cmd -c 'while read x; do echo "<$x>"; done'; echo hello >&"\${COPROC[1]}"; read y <&"\${COPROC[0]}"; echo "$y"; exec {COPROC[1]}>&-; wait`,
    shows: '<hello>',
  },
  {
    name: 'xargs, several at once',
    script: `seq 6 | xargs -P3 -n2 cmd -c 'echo "$1 $2" >>out' cmd; sort out; rm out`,
    shows: '5 6',
  },
  {
    name: 'find -exec',
    script: `touch a b; find . -type f -exec cmd -c 'echo "$1"' cmd {} \\; | sort`,
    shows: './b',
  },
  {
    name: 'a log of both streams by tee',
    script: `cmd -c 'echo out; echo err >&2' 2>&1 | tee log`,
    shows: 'err',
  },
];
