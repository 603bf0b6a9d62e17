"""Start a command and print what it took: seconds, seconds of all cores, memory, exit code.

A process of its own and as small as can be, because Linux counts the memory of the process that
starts another one as the other's, too.

python -I -S starter.py FILE COMMAND…    what the command says on stderr goes into the file
"""

import os
import sys
import time

said, command = sys.argv[1], sys.argv[2:]
streams = [
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    (os.POSIX_SPAWN_OPEN, 2, said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
]
start = time.perf_counter()
process = os.posix_spawn(command[0], command, os.environ, file_actions=streams)
_, status, usage = os.wait4(process, 0)
wall = time.perf_counter() - start
peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(wall, usage.ru_utime + usage.ru_stime, peak, os.waitstatus_to_exitcode(status))
