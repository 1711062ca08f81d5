"""Do work in a copy of this process, beside what it does meanwhile."""

import contextlib
import gc
import os
import signal
import time
import warnings
from collections.abc import Callable

from runpages.running.subreaper import end_with_parent

PATIENCE, POLL = 60.0, 0.002
"""Seconds until a copy is given up, and between two looks at it."""


class Aside:
    """Work that only writes files. `finish` it, or `drop` it.

    Where no process may be copied, it is done when it is finished.
    """

    def __init__(self, work: Callable[[], None], fork: bool) -> None:
        self.work = work
        parent = os.getpid()
        # The search for garbage would go through all that is loaded, on both sides,
        # and looking at memory that they share copies it.
        gc.freeze()
        self.copy = _fork() if fork else None
        if self.copy == 0:
            end_with_parent(signal.SIGKILL)  # or it would write into the next build
            _do(work if os.getppid() == parent else lambda: None)

    def finish(self) -> None:
        """Wait for it; what failed there is done here, where its error is heard."""
        gc.unfreeze()
        if not self._succeeded():
            self.drop()
            self.work()

    def drop(self) -> None:
        """End it, done or not."""
        gc.unfreeze()
        if self.copy:
            with contextlib.suppress(OSError):
                os.kill(self.copy, signal.SIGKILL)
                os.waitpid(self.copy, 0)
            self.copy = None

    def _succeeded(self) -> bool:
        deadline = time.monotonic() + PATIENCE
        while self.copy and time.monotonic() < deadline:
            ended, status = os.waitpid(self.copy, os.WNOHANG)
            if ended:
                self.copy = None
                return status == 0
            time.sleep(POLL)
        return False


def _fork() -> int:
    with warnings.catch_warnings():
        # Python warns where there are threads: they may hold locks that a copy waits
        # for. This one takes none, and would be given up.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _do(work: Callable[[], None]) -> None:
    status = 1
    try:
        work()
        status = 0
    finally:
        os._exit(status)
