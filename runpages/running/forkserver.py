"""The process that starts runs: warmed up once, then copied for each.

It is spoken to in lines of JSON: jobs on standard input, answers on standard output.
When standard input ends, however that came about, it ends all runs and itself.
"""

import contextlib
import json
import math
import os
import shutil
import signal
import sys
import threading
import time
from collections import deque
from dataclasses import asdict, dataclass
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, BinaryIO

from runpages import devices
from runpages.authored.cells import Cell
from runpages.authored.snippet import Snippet
from runpages.child import preload
from runpages.child.run import Job
from runpages.running import subreaper, watchdog

LOOK, PATIENCE = 1.0, 5.0
"""Seconds between two looks for guards that are late, and until one is."""
PROBE_LIMIT = 120
"""Seconds until torch must have named the devices."""
COMMAND = "from runpages.running.forkserver import main; main()"


def main() -> None:
    """Serve until standard input ends. Arguments: fork or spawn, how many at a time."""
    method, cores = sys.argv[1], int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGCHLD"):  # ignored, it would hide how children end
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what libraries print must not look like an answer
    subreaper.adopt_orphans()
    if method == "fork":
        preload.warm_up()
    worker = _Worker(method, cores, answers)
    with contextlib.suppress(BrokenPipeError):
        worker.send({"machine": worker.probe()})
        worker.serve()
    worker.end()
    os._exit(0)


@dataclass
class _Guard:
    """A guard, and the run that it is busy with."""

    process: BaseProcess
    work: Connection
    """Ready when the run has ended: an answer, or the end of the guard."""
    number: int = -1
    job: Job | None = None
    began: float = 0
    deadline: float = math.inf
    """When it should have answered, in the terms of `time.monotonic`."""


class _Worker:
    def __init__(self, method: str, cores: int, answers: BinaryIO | Any) -> None:
        self.method, self.cores, self.answers = method, cores, answers
        self.context: Any = get_context(method)
        self.waiting: deque[tuple[int, Job]] = deque()
        self.guards: list[_Guard] = []
        self.inbox = _Inbox(method)

    def probe(self) -> dict[str, Any]:
        """The machine, as a throwaway process sees it."""
        receiver, sender = Pipe(duplex=False)
        process = self.context.Process(target=_probe, args=(sender,))
        process.start()
        sender.close()
        try:
            if receiver.poll(PROBE_LIMIT):
                return receiver.recv()  # type: ignore[no-any-return]
            process.kill()
            sys.exit(f"torch did not name the devices within {PROBE_LIMIT} s")
        except EOFError:
            sys.exit("the machine could not be asked for its devices")
        finally:
            process.join(PATIENCE)

    def serve(self) -> None:
        """Start what comes in, answer what has ended."""
        while True:
            ends = [busy.work for busy in self.guards if busy.job]
            ready = wait([self.inbox.source, *ends], LOOK)
            if self.inbox.source in ready:
                lines = self.inbox.lines()
                if lines is None:
                    return
                self.waiting.extend(map(_job, lines))
            for busy in [g for g in self.guards if g.job and g.work in ready]:
                self._finish(busy)
            for late in [g for g in self.guards if g.deadline < time.monotonic()]:
                late.process.kill()  # its end is noticed
            while self.waiting and (free := self._free()):
                self._start(free, *self.waiting.popleft())

    def send(self, message: dict[str, Any]) -> None:
        """Write one line, whole."""
        data = memoryview(json.dumps(message).encode() + b"\n")
        while data:
            data = data[self.answers.write(data) :]

    def end(self) -> None:
        """End all runs: their guards clean up."""
        for each in self.guards:
            each.process.terminate()
        for each in self.guards:
            each.process.join(5)
            if each.job:
                shutil.rmtree(each.job.folder, ignore_errors=True)
        watchdog.end_children()

    def _free(self) -> _Guard | None:
        """A guard without a run; None if as many are busy as there are cores."""
        alive = [g for g in self.guards if g.job or g.process.is_alive()]
        self.guards = alive
        if idle := [each for each in alive if not each.job]:
            return idle[0]
        return self._hire() if len(alive) < self.cores else None

    def _hire(self) -> _Guard:
        ours, theirs = Pipe()
        copied = [self.answers, ours, *(each.work for each in self.guards)]
        unwanted = [c.fileno() for c in copied] if self.method == "fork" else []
        arguments = (theirs, self.method, unwanted)
        process = self.context.Process(target=watchdog.main, args=arguments)
        process.start()
        theirs.close()
        self.guards.append(_Guard(process, ours))
        return self.guards[-1]

    def _start(self, free: _Guard, number: int, job: Job) -> None:
        free.number, free.job, free.began = number, job, time.monotonic()
        limit = watchdog.START_LIMIT[self.method] + job.timeout + PATIENCE
        free.deadline = time.monotonic() + limit
        with contextlib.suppress(OSError):  # it was killed; its end is noticed
            free.work.send(job)

    def _finish(self, busy: _Guard) -> None:
        try:
            answer = busy.work.recv() if busy.work.poll() else None
        except (EOFError, OSError):
            answer = None
        if answer is None:
            answer = self._orphaned(busy)
        busy.job, busy.deadline = None, math.inf
        seconds = time.monotonic() - busy.began
        self.send({"number": busy.number, "seconds": seconds, **answer})

    def _orphaned(self, dead: _Guard) -> dict[str, Any]:
        """A guard was killed: do what it would have done."""
        self.guards.remove(dead)
        dead.work.close()
        dead.process.join()
        watchdog.end_children(keep={other.process.pid for other in self.guards})
        if dead.job:
            shutil.rmtree(dead.job.folder, ignore_errors=True)
        return {"error": ["the run was killed from outside", "Run it again.", None]}


class _Inbox:
    """Lines of standard input, without ever blocking on half of one."""

    def __init__(self, method: str) -> None:
        self.rest = b""
        self.source: Any = 0
        if method != "fork":
            # Windows cannot wait for a pipe that Python did not make. A thread can,
            # and is safe where nothing forks.
            self.source, writer = Pipe(duplex=False)
            threading.Thread(target=_forward, args=(writer,), daemon=True).start()

    def lines(self) -> list[bytes] | None:
        """The lines that have come in; None at the end."""
        try:
            data = os.read(0, 2**20) if self.source == 0 else self.source.recv_bytes()
        except EOFError:
            return None
        *lines, self.rest = (self.rest + data).split(b"\n")
        return lines if data else None


def _forward(writer: Connection) -> None:
    while data := os.read(0, 2**16):
        writer.send_bytes(data)
    writer.close()


def _probe(sender: Connection) -> None:
    sender.send(asdict(devices.probe()))


def _job(line: bytes) -> tuple[int, Job]:
    message = json.loads(line)
    job = message["job"]
    snippet = Snippet(**job.pop("snippet"))
    cells = [Cell(**{**c, "tags": tuple(c["tags"])}) for c in job.pop("cells")]
    return message["number"], Job(snippet, cells, **job)
