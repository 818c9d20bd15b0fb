"""A terminal that loses nothing: runs a program in a PTY, keeps every byte, and tells how it ended.

outer-terminal.py OUTPUT-FILE ROWS COLUMNS PROGRAM ARGS...
Prints one line: "exit N" or "signal N", then the modes that the program left (stty -g).
"""
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios

output_file, rows, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
pid = os.fork()
if pid == 0:
    os.setsid()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for descriptor in (0, 1, 2):
        os.dup2(slave, descriptor)
    os.close(master)
    os.close(slave)
    os.execvp(sys.argv[4], sys.argv[4:])
# The slave stays open here, so that the end of the output is not the end of the terminal, as in a real one.
os.set_blocking(master, False)
with open(output_file, 'wb') as output:
    status = None
    while True:
        ready, _, _ = select.select([master], [], [], 0.05)
        if ready:
            output.write(os.read(master, 65536))
        elif status is not None:
            break
        if status is None:
            done, status_word = os.waitpid(pid, os.WNOHANG)
            if done:
                status = status_word
modes = subprocess.run(['stty', '-g'], stdin=slave, capture_output=True, text=True).stdout.strip()
print('signal %d' % os.WTERMSIG(status) if os.WIFSIGNALED(status) else 'exit %d' % os.WEXITSTATUS(status))
print(modes)
