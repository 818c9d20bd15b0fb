"""Terminals that lose nothing, for many runs: each line on standard input is one run, as JSON, each on standard output its result.

A run: argv, env, cwd, size [rows, columns, width, height in pixels], steps, and seconds after which it is given up.
Steps, in order:
  ["see", REGEX]       wait until the output, from the end of the last match on, matches
  ["send", TEXT, N]    type it N times
  ["resize", SIZE]     give the window another size
  ["until", SCRIPT]    wait until a shell script in the run's folder ends with 0
  ["answer", {REGEX: TEXT}]  from now on the terminal answers by itself
  ["hangUp"]           the terminal goes
Afterwards the end of the program is waited for. What the run left behind is ended by its process id.
"""
import base64
import errno
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time


class GivenUp(Exception):
    pass


class Run:
    def __init__(self, job):
        self.job = job
        self.output = b''
        self.mark = 0
        self.answers = []
        self.status = None
        self.deadline = time.monotonic() + job['seconds']
        self.master, self.slave = pty.openpty()
        self.resize(job['size'])
        self.pid = self.start()
        os.set_blocking(self.master, False)

    def start(self):
        pid = os.fork()
        if pid:
            return pid
        try:
            os.setsid()
            for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them
                signal.signal(number, signal.SIG_DFL)
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for descriptor in (0, 1, 2):
                os.dup2(self.slave, descriptor)
            os.closerange(3, 256)
            os.chdir(self.job['cwd'])
            os.execvpe(self.job['argv'][0], self.job['argv'], self.job['env'])
        finally:
            os._exit(127)

    def play(self):
        error = None
        try:
            for name, *values in self.job['steps']:
                getattr(self, name)(*values)
            while self.status is None:
                self.pump()
        except GivenUp as reason:
            error = str(reason)
            if self.status is None:
                os.kill(self.pid, signal.SIGKILL)
            while self.status is None:
                self.look()
                time.sleep(0.005)
        self.rest()
        return {
            'id': self.job['id'],
            'error': error,
            'end': self.end(),
            'output': base64.b64encode(self.output).decode(),
            'modes': self.modes(),
        }

    # Steps.

    def see(self, pattern):
        wanted = re.compile(pattern.encode(), re.S)
        while True:
            match = wanted.search(self.output, self.mark)
            if match:
                self.mark = match.end()
                return
            if self.status is not None:
                self.rest()
                if not wanted.search(self.output, self.mark):
                    raise GivenUp('the program ended before it showed %r' % pattern)
                continue
            self.pump('see %r' % pattern)

    def send(self, text, times=1):
        rest = text.encode() * times
        while rest:
            try:
                written = os.write(self.master, rest[:4096])
                rest = rest[written:]
            except BlockingIOError:
                self.pump('type')
            else:
                if len(rest) > 4096:
                    self.pump('type')

    def resize(self, size):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack('HHHH', *size))

    def until(self, script):
        while subprocess.run(['/bin/sh', '-c', script], cwd=self.job['cwd'], stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            self.pump('wait until %r' % script)

    def answer(self, answers):
        self.answers = [(re.compile(question.encode(), re.S), text.encode()) for question, text in answers.items()]

    def hangUp(self):
        os.close(self.master)
        os.close(self.slave)
        self.master = self.slave = None

    # What happens meanwhile.

    def pump(self, what='end'):
        if time.monotonic() > self.deadline:
            raise GivenUp('did not %s within %d s' % (what, self.job['seconds']))
        if self.master is None:
            time.sleep(0.02)
        else:
            # Where there is more to type, room for it ends the wait as well.
            wanted = [self.master] if what == 'type' else []
            if select.select([self.master], wanted, [], 0.02)[0]:
                self.read()
        self.look()

    def read(self):
        try:
            new = os.read(self.master, 65536)
        except OSError as error:
            if error.errno not in (errno.EIO, errno.EAGAIN):
                raise
            return
        start = len(self.output)
        self.output += new
        for question, text in self.answers:
            for match in question.finditer(self.output, max(0, start - 16)):
                if match.end() > start:
                    os.write(self.master, text)

    def look(self):
        if self.status is None:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.status = status

    def rest(self):
        while self.master is not None and select.select([self.master], [], [], 0.05)[0]:
            self.read()

    def end(self):
        if os.WIFSIGNALED(self.status):
            return 'signal %d' % os.WTERMSIG(self.status)
        return 'exit %d' % os.WEXITSTATUS(self.status)

    def modes(self):
        if self.slave is None:
            return ''
        return subprocess.run(['stty', '-g'], stdin=self.slave, capture_output=True, text=True).stdout.strip()


def end_leftovers(mark):
    """Ends the processes that carry the run's mark in their environment, but the agent and who still delivers to it."""
    for name in os.listdir('/proc'):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open('/proc/%s/environ' % name, 'rb') as environ:
                is_ours = mark in environ.read().split(b'\0')
            with open('/proc/%s/cmdline' % name, 'rb') as cmdline:
                is_known = b'ddcoterm' in cmdline.read()
            # Both have left the run's folder, as daemons do.
            if is_ours and not (is_known and os.readlink('/proc/%s/cwd' % name) == '/'):
                os.kill(int(name), signal.SIGKILL)
        except OSError:
            pass  # it has just ended


def main():
    out = sys.stdout.fileno()
    children = 0
    for line in sys.stdin:
        job = json.loads(line)
        if os.fork() == 0:
            result = Run(job).play()
            end_leftovers(('RUN_MARK=%s' % job['env']['RUN_MARK']).encode())
            with open(job['result'], 'w') as file:
                json.dump(result, file)
            os.write(out, ('%s\n' % job['id']).encode())
            os._exit(0)
        children += 1
        while children and os.waitpid(-1, os.WNOHANG)[0]:
            children -= 1


main()
