"""Runs a command and prints its exit status, when it began, its wall, user and system seconds,
and its peak memory in KiB.

    python3 -I -S stopwatch.py OUTPUT-FILE COMMAND...

A process of its own, because Linux counts what its parent held when it was started towards a
command's peak: this one imports next to nothing, so that peaks over some 9 MiB are true ones.
What the command waits for is in: children that it has reaped count as its own.
"""

import os
import sys
import time

_, output, *command = sys.argv
flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
redirect = [(os.POSIX_SPAWN_OPEN, 1, output, flags, 0o644)]
begun, start = time.time(), time.perf_counter()
process = os.posix_spawnp(command[0], command, os.environ, file_actions=redirect)
_, status, usage = os.wait4(process, 0)
wall = time.perf_counter() - start
seconds = (wall, usage.ru_utime, usage.ru_stime)
print(os.waitstatus_to_exitcode(status), begun, *seconds, usage.ru_maxrss)
