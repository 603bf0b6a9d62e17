"""Start a command and print what it took: seconds, seconds of all cores, memory, exit code.

A process of its own and as small as can be, because Linux counts the memory of the process that
starts another one as the other's, too.

python -I -S starter.py end FILE COMMAND…     until it ends
python -I -S starter.py first FILE COMMAND…   until it writes something; then its input ends

What the command says on stderr goes into the file.
"""

import os
import sys
import time

until, said, command = sys.argv[1], sys.argv[2], sys.argv[3:]
streams: list[tuple[object, ...]] = [
    (os.POSIX_SPAWN_OPEN, 2, said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
]
asked, answers = os.pipe()
shown, shows = os.pipe()
if until == "first":
    streams += [(os.POSIX_SPAWN_DUP2, asked, 0), (os.POSIX_SPAWN_DUP2, shows, 1)]
else:
    streams += [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
start = time.perf_counter()
process = os.posix_spawn(command[0], command, os.environ, file_actions=streams)
os.close(asked)
os.close(shows)
wrote = os.read(shown, 1) if until == "first" else b""
wall = time.perf_counter() - start
os.close(answers)
while wrote and os.read(shown, 1 << 16):
    pass
_, status, usage = os.wait4(process, 0)
code = os.waitstatus_to_exitcode(status)
if until == "first":
    code = code or int(not wrote)
else:
    wall = time.perf_counter() - start
peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(wall, usage.ru_utime + usage.ru_stime, peak, code)
