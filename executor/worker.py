"""The process that starts runs: warmed up once, then copied for each.

It is spoken to in lines of JSON: jobs on standard input, answers on standard output.
When standard input ends, however that came about, it ends all runs and itself.
"""

import contextlib
import json
import os
import shutil
import signal
import sys
import threading
from collections import deque
from dataclasses import asdict, dataclass
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, BinaryIO

from executor import guard, machine
from executor.child import Job
from executor.snippet import Snippet

COMMAND = "from executor.worker import main; main()"


def main() -> None:
    """Serve until standard input ends. Arguments: fork or spawn, how many at a time."""
    method, cores = sys.argv[1], int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what libraries print must not look like an answer
    guard.adopt_orphans()
    if method == "fork":
        warm_up()
    worker = _Worker(method, cores, answers)
    with contextlib.suppress(BrokenPipeError):
        worker.send({"machine": worker.probe()})
        worker.serve()
    worker.end()
    os._exit(0)


def warm_up() -> None:
    """Import once what takes long: torch, what an optimizer imports, matplotlib."""
    import jupytext  # noqa: F401
    import torch
    import torch._dynamo

    with contextlib.suppress(ImportError):
        import matplotlib.backends.backend_svg

        from executor import figures  # noqa: F401

        del matplotlib
    torch.set_num_threads(1)  # a pool of threads would not survive a fork


@dataclass
class _Run:
    number: int
    job: Job
    process: BaseProcess
    answers: Connection

    @property
    def ends(self) -> tuple[Connection, int]:
        """What is ready when the run has ended: an answer, or the end of its guard."""
        return self.answers, self.process.sentinel


class _Worker:
    def __init__(self, method: str, cores: int, answers: BinaryIO | Any) -> None:
        self.method, self.cores, self.answers = method, cores, answers
        self.context: Any = get_context(method)
        self.waiting: deque[tuple[int, Job]] = deque()
        self.running: list[_Run] = []
        self.inbox = _Inbox(method)

    def probe(self) -> dict[str, Any]:
        """The machine, as a throwaway process sees it."""
        receiver, sender = Pipe(duplex=False)
        process = self.context.Process(target=_probe, args=(sender,))
        process.start()
        sender.close()
        try:
            return receiver.recv()  # type: ignore[no-any-return]
        except EOFError:
            sys.exit("the machine could not be asked for its devices")
        finally:
            process.join()

    def serve(self) -> None:
        """Start what comes in, answer what has ended."""
        while True:
            ends = [end for run in self.running for end in run.ends]
            ready = wait([self.inbox.source, *ends])
            if self.inbox.source in ready:
                lines = self.inbox.lines()
                if lines is None:
                    return
                self.waiting.extend(map(_job, lines))
            for run in [r for r in self.running if set(r.ends) & set(ready)]:
                self._finish(run)
            while self.waiting and len(self.running) < self.cores:
                self._start(*self.waiting.popleft())

    def send(self, message: dict[str, Any]) -> None:
        """Write one line, whole."""
        data = memoryview(json.dumps(message).encode() + b"\n")
        while data:
            data = data[self.answers.write(data) :]

    def end(self) -> None:
        """End all runs: their guards clean up."""
        for run in self.running:
            run.process.terminate()
        for run in self.running:
            run.process.join(5)
            shutil.rmtree(run.job.folder, ignore_errors=True)
        guard.end_children()

    def _start(self, number: int, job: Job) -> None:
        receiver, sender = Pipe(duplex=False)
        process = self.context.Process(
            target=guard.main, args=(job, sender, self.method)
        )
        process.start()
        sender.close()
        self.running.append(_Run(number, job, process, receiver))

    def _finish(self, run: _Run) -> None:
        self.running.remove(run)
        try:
            answer = run.answers.recv() if run.answers.poll() else None
        except (EOFError, OSError):
            answer = None
        run.answers.close()
        run.process.join()
        answer = answer or self._orphaned(run)
        self.send({"number": run.number, **answer})

    def _orphaned(self, run: _Run) -> dict[str, Any]:
        """A guard was killed: do what it would have done."""
        guards = {other.process.pid for other in self.running}
        guard.end_children(keep=guards)
        shutil.rmtree(run.job.folder, ignore_errors=True)
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
    sender.send(asdict(machine.probe()))


def _job(line: bytes) -> tuple[int, Job]:
    message = json.loads(line)
    snippet = Snippet(**message["job"].pop("snippet"))
    return message["number"], Job(snippet, **message["job"])
