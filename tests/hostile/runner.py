"""Runs commands, each in a process of its own with limits, and says how each ended.

Reads a line of JSON for each: folder, words of the command, where its output goes. It is started
once; every command is a fork, so that the program is imported once only.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys

from sonodeck.anki import reading  # noqa: F401
from sonodeck.cli import main
from sonodeck.study import quiz  # noqa: F401 - to be there in every fork

SECONDS = 60
"""Of the processor, for one command: none takes one, but a busy machine makes them longer."""
HANGS = 600
"""Seconds after which a command is held to wait for something that never comes."""


def run(folder: str, words: list[str], output: str) -> dict[str, int]:
    """The exit code (or minus the signal) of a command, and the most memory that it had, in kB."""
    child = os.fork()
    if child == 0:
        _become(folder, words, output)
    _, status, used = os.wait4(child, 0)
    return {"code": os.waitstatus_to_exitcode(status), "memory": used.ru_maxrss}


def _become(folder: str, words: list[str], output: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(HANGS)
    os.chdir(folder)
    target = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(target, 1)
    os.dup2(target, 2)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.argv[:] = ["sonodeck", *words]
    code = 99
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(run(**json.loads(line))), flush=True)  # noqa: T201
