"""Serve runs beside the build: a watchdog each, forked from what has imported torch.

Protocol: pickles in on standard input and out on standard output; exits when standard
input closes, however that came about, and ends all runs before.
"""

import contextlib
import os
import pickle
import shutil
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict
from multiprocessing import Pipe, get_context, util
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, BinaryIO

from runpages import devices
from runpages.child.run import Job
from runpages.running import watchdog
from runpages.running.subreaper import adopt_orphans
from runpages.running.watchdog import Answer

PATIENCE = 5.0
"""Seconds that a watchdog has more than its run, and all together to end."""
COMMAND = "from runpages.running.forkserver import main; main()"
PRELOAD = "runpages.running.warmed"
MACHINE = -1
"""The number under which the devices are answered, unasked."""


def main() -> None:
    """Serve until standard input ends. Arguments: fork or spawn, how many at a time."""
    method, cores = sys.argv[1], int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not look like an answer
    adopt_orphans()
    server = _Server(method, cores, answers)
    server.submit(MACHINE, None)
    with contextlib.suppress(EOFError):
        while True:
            number, job = pickle.load(sys.stdin.buffer)
            server.submit(number, job) if job else server.cancel(number)
    server.end()
    util._run_finalizers()  # type: ignore[attr-defined]  # its own temporary folder
    os._exit(0)


class _Server:
    def __init__(self, method: str, cores: int, answers: BinaryIO) -> None:
        self.method, self.answers = method, answers
        self.context: Any = get_context("forkserver" if method == "fork" else method)
        if method == "fork":
            self.context.set_forkserver_preload([PRELOAD])
        self.threads = ThreadPoolExecutor(cores)
        self.lock = threading.RLock()
        self.asked: dict[int, Any] = {}
        self.processes: dict[int, BaseProcess] = {}
        self.cancelled = set[int]()

    def submit(self, number: int, job: Job | None) -> None:
        """Run a job and send its answer; without a job, name the devices."""
        self.asked[number] = self.threads.submit(self._answer, number, job)

    def cancel(self, number: int) -> None:
        """End a run, or never begin it."""
        with self.lock:
            self.cancelled.add(number)
            if number in self.processes:
                self.processes[number].terminate()

    def end(self) -> None:
        """End all runs: their watchdogs clean up."""
        for number in self.asked:
            self.cancel(number)
        wait(self.asked.values(), PATIENCE)
        watchdog.end_children()

    def _answer(self, number: int, job: Job | None) -> None:
        began = time.monotonic()
        try:
            answer = self._run(number, job) if job else self._probe(number)
        except Exception as error:  # the build must not wait for it
            what = f"the run cannot be started: {type(error).__name__}: {error}"
            remedy = "Name a shorter folder in TMPDIR."
            remedy = remedy if "AF_UNIX" in str(error) else "Run it again."
            answer = {"error": [what, remedy, None]}
        answer["seconds"] = time.monotonic() - began
        with self.lock, contextlib.suppress(BrokenPipeError):
            pickle.dump((number, answer), self.answers)
            self.answers.flush()

    def _run(self, number: int, job: Job) -> Answer:
        limit = watchdog.START_LIMIT[self.method] + job.settings.timeout + PATIENCE
        answer = self._ask(number, watchdog.main, (job, self.method), limit)
        if answer is None:  # the watchdog was killed: do what it would have done
            watchdog.end_children(foreign=True)
            shutil.rmtree(job.folder, ignore_errors=True)
        killed = ["the run was killed from outside", "Run it again.", None]
        return answer or {"error": killed}

    def _probe(self, number: int) -> Answer:
        machine = self._ask(number, _probe, (), watchdog.START_LIMIT["spawn"])
        said = "torch could not be asked for devices (its own message is above)"
        failed = {"error": [said, "Is torch installed?", None]}
        return {"machine": machine} if machine else failed

    def _ask(
        self, number: int, target: Any, arguments: tuple[Any, ...], limit: float
    ) -> Answer | None:
        """Ask a process of its own; None if it ends without an answer, or is late."""
        receiver, sender = Pipe(duplex=False)
        process = self.context.Process(target=target, args=(sender, *arguments))
        with self.lock:
            if number in self.cancelled:
                return None
            process.start()
            self.processes[number] = process
        sender.close()
        try:
            return receiver.recv() if receiver.poll(limit) else None
        except (EOFError, OSError):
            return None
        finally:
            receiver.close()
            process.join(PATIENCE)
            process.kill()
            with self.lock:
                del self.processes[number]


def _probe(sender: Connection) -> None:
    """Answer in a throwaway process: asking spoils CUDA for what is forked later."""
    sender.send(asdict(devices.probe()))
