/**
 * A program that waits for the file `go`, so that it can be seen to go on, and tells what happens to it. It is one
 * process: a shell that waits may be just starting a child, where a stop signal hangs it, with a host or without.
 */
export const WAIT_PY = `
import os, signal, sys, time
def say(text): os.write(1, text.encode())
def hung_up(*_):
    open("end", "w").write("hung up")
    sys.exit(1)
continued = False
def go_on(*_):
    global continued
    continued = True
signal.signal(signal.SIGHUP, hung_up)
signal.signal(signal.SIGCONT, go_on)
say("up42\\n")
while not os.path.exists("go"):
    time.sleep(0.02)
    if continued:
        continued = False
        say("goes on\\n")
size = os.get_terminal_size(2)
say("ended2 in %d x %d\\n" % (size.lines, size.columns))
sys.exit(5)
`;
