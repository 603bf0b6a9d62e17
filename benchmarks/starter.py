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
its_input, to_input = os.pipe()
from_output, its_output = os.pipe()
if until == "first":
    streams += [(os.POSIX_SPAWN_DUP2, its_input, 0), (os.POSIX_SPAWN_DUP2, its_output, 1)]
else:
    streams += [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
start = time.perf_counter()
process = os.posix_spawn(command[0], command, os.environ, file_actions=streams)
os.close(its_input)
os.close(its_output)
wrote = os.read(from_output, 1) if until == "first" else b""
wall = time.perf_counter() - start
os.close(to_input)
while wrote and os.read(from_output, 1 << 16):
    pass
_, status, usage = os.wait4(process, 0)
code = os.waitstatus_to_exitcode(status)
if until == "first":
    code = code or int(not wrote)
else:
    wall = time.perf_counter() - start
peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(wall, usage.ru_utime + usage.ru_stime, peak, code)
