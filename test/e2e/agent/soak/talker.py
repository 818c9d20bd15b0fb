"""A command that prints numbered lines with a secret in each, and notices when it is made to wait.

talker.py STOP-FILE LINES-A-BURST PAUSE-SECONDS
Ends with status 7 once STOP-FILE is there, or its folder is gone. Its last line tells the longest time that a write took, milliseconds.
"""
import os
import random
import string
import sys
import time

stop_file, burst, pause = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
letters = random.Random(os.getpid())
number = 0
longest = 0.0
while os.path.isdir(os.path.dirname(stop_file)) and not os.path.exists(stop_file):
    text = ''
    for _ in range(burst):
        secret = 'ghp_' + ''.join(letters.choices(string.ascii_letters + string.digits, k=36))
        text += 'line %07d token %s end\n' % (number, secret)
        number += 1
    begin = time.monotonic()
    sys.stdout.write(text)
    sys.stdout.flush()
    longest = max(longest, time.monotonic() - begin)
    time.sleep(pause)
print('longest write %d ms' % (longest * 1000))
sys.exit(7)
