"""Runs a command that ends when the process that asked for it ends, even by SIGKILL: `tether.py PARENT_PID COMMAND...`.

Started as a plain file with `python -I -S` (a few milliseconds), it asks the kernel for a signal on the parent's death
and then becomes the command. That is safer than code between fork and exec of a process that has threads. On systems
without `prctl` (other than Linux) the command simply runs: there only a SIGKILL of the supervisor leaves it behind.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
        # The parent may have died before the kernel was asked.
        if os.getppid() != parent:
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - the command is the supervisor's own


if __name__ == "__main__":
    main()
