"""Start the process that runs snippets, ask it for runs, collect its answers."""

import contextlib
import itertools
import math
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from typing import Any

from runpages.authored.snippet import Snippet
from runpages.child.namespace import PACKAGE
from runpages.child.run import Job
from runpages.errors import RunpagesError
from runpages.running.forkserver import COMMAND, MACHINE
from runpages.running.watchdog import START_LIMIT, Answer
from runpages.settings import Settings

LIMIT = 2 * START_LIMIT["spawn"]
"""Seconds beside its own that a run, and the first answer, may take at the latest."""
ENVIRONMENT = dict.fromkeys(
    ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"
)
"""One thread each: the cores are shared, and a pool of threads survives no fork."""
Run = Future[Answer]
"""A run that was asked for; its answer has `run`, or `error` (what, remedy, line)."""


class Pool:
    """The other end of the pipes: as many runs at a time as there are cores."""

    def __init__(self, settings: Settings) -> None:
        method = "fork" if settings.fork else "spawn"
        path = filter(None, [PACKAGE, os.environ.get("PYTHONPATH")])
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, method, str(settings.cores)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # The package must be found even where it is not installed.
            env={**os.environ, **ENVIRONMENT, "PYTHONPATH": os.pathsep.join(path)},
            cwd=settings.root,
            start_new_session=True,  # Ctrl-C is for the build, which then ends this
        )
        self.numbers = itertools.count()
        self.asked = Run()
        self.runs: dict[int, Run] = {MACHINE: self.asked}
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def machine(self) -> dict[str, Any]:
        """Ask torch for the devices of this machine; raises RunpagesError."""
        answer: Answer = {"error": ["no answer came about devices", "Run it again.", 0]}
        with contextlib.suppress(TimeoutError):
            answer = self.asked.result(LIMIT)
        if "machine" in answer:
            return answer["machine"]  # type: ignore[no-any-return]
        what, remedy, _ = answer["error"]
        raise RunpagesError("runpages", what, remedy)

    def run(
        self,
        snippet: Snippet,
        device: str,
        settings: Settings,
        inputs: Iterable[Path] = (),
    ) -> Run:
        """Ask for a run. Its inputs are where it looks for them."""
        number, run = next(self.numbers), Run()
        folder = Path(tempfile.gettempdir(), f"snippet-{uuid.uuid4().hex[:12]}")
        self.runs[number] = run
        self._send(number, Job(snippet, device, folder, settings))
        if not self.listener.is_alive():
            self._fail()
        return run

    def cancel(self, run: Run) -> None:
        """End a run that nobody waits for any more."""
        for number in [n for n, one in self.runs.items() if one is run]:
            self._send(number, None)

    def close(self) -> None:
        """End the process; it ends its runs."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()  # type: ignore[union-attr]
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.listener.join(10)
        self.process.stdout.close()  # type: ignore[union-attr]

    def _send(self, number: int, job: Job | None) -> None:
        with contextlib.suppress(OSError, ValueError):  # it has ended: that is noticed
            self.process.stdin.write(pickle.dumps((number, job)))  # type: ignore[union-attr]
            self.process.stdin.flush()  # type: ignore[union-attr]

    def _listen(self) -> None:
        with contextlib.suppress(Exception):  # whatever it is, nobody may wait for ever
            while True:
                number, answer = pickle.load(self.process.stdout)  # type: ignore[arg-type]
                self.runs.pop(number).set_result(answer)
        self._fail()

    def _fail(self) -> None:
        """Answer for what was asked for: nothing will come."""
        what = "the process that runs the snippets was killed"
        with contextlib.suppress(subprocess.TimeoutExpired):
            if (status := self.process.wait(1)) >= 0:
                what = f"the process that runs the snippets ended (status {status})"
        for number in list(self.runs):
            if run := self.runs.pop(number, None):
                run.set_result({"error": [what, "Run it again.", None]})


def answered(
    runs: Collection[Run], limit: float, patience: float = math.inf
) -> Iterator[Run]:
    """Yield each run as it ends, for as long as the patience lasts.

    Where none has ended for `limit` seconds, none will.
    """
    left, deadline = set(runs), time.monotonic() + patience
    while left:
        seconds = max(0, min(limit, deadline - time.monotonic()))
        ended, left = wait(left, seconds, FIRST_COMPLETED)
        yield from ended
        if not ended and seconds < limit:
            return
        for run in () if ended else left:
            what = f"no answer came for {limit:g} s"
            run.set_result({"error": [what, "Run it again.", None]})
