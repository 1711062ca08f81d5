"""The other end of the worker's pipes: start it, ask for runs, collect the answers."""

import contextlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import uuid
from dataclasses import asdict
from typing import Any

from runpages.authored.snippet import Snippet
from runpages.child import preload
from runpages.child.namespace import PACKAGE
from runpages.child.run import Job
from runpages.errors import RunpagesError
from runpages.running import forkserver, watchdog
from runpages.settings import Settings

START_LIMIT = 180
"""Seconds until the worker has imported torch and knows the devices, at the latest."""


class Batch:
    """Runs that were asked for together; a thread collects their answers.

    `numbers` are those of the runs, from `first` on; no other batch has them. `limit`
    is for how many seconds no answer may come.
    """

    def __init__(self, first: int, count: int, limit: float) -> None:
        self.first = first
        self.numbers = range(first, first + count)
        self.limit = limit
        self.ready = threading.Condition()
        self.come: list[tuple[int, dict[str, Any]]] = []

    def add(self, number: int, answer: dict[str, Any]) -> None:
        with self.ready:
            self.come.append((number, answer))
            self.ready.notify_all()

    def answers(self) -> Any:
        """For each run its place in the batch, and its answer, as they come."""
        for i in range(len(self.numbers)):
            with self.ready:
                while len(self.come) <= i and self.ready.wait(self.limit):
                    pass
                if len(self.come) <= i:
                    self.fail(f"no answer came for {self.limit:g} s")
                number, answer = self.come[i]
            yield number - self.first, answer

    def fail(self, what: str) -> None:
        """Answer for all runs whose answer will not come."""
        with self.ready:
            missing = set(self.numbers) - {number for number, _ in self.come}
            for number in sorted(missing):
                self.add(number, {"error": [what, "Run it again.", None]})

    def seconds(self, place: int) -> float:
        """The running time of the cells, or what passed until the run ended."""
        answer = next(a for number, a in self.come if number == self.first + place)
        if "run" in answer:
            cells = answer["run"]["cells"]
            return float(sum(cell["metadata"]["seconds"] for cell in cells))
        return float(answer.get("seconds", 0))


class Worker:
    """The other end of the worker's pipes."""

    def __init__(self, settings: Settings) -> None:
        method = "fork" if settings.fork else "spawn"
        self.process = subprocess.Popen(
            [sys.executable, "-c", forkserver.COMMAND, method, str(settings.cores)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                **preload.ENVIRONMENT,
                "PYTHONPATH": _path(),
            },
            cwd=settings.root,
            start_new_session=True,  # Ctrl-C is for the build, which then ends this
        )
        self.batch: Batch | None = None
        self.numbers = itertools.count()
        self.known = threading.Event()
        self.facts: dict[str, Any] = {}
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def machine(self) -> dict[str, Any]:
        """What the worker found out about this machine."""
        self.known.wait(START_LIMIT)
        if not self.facts:
            what = "the worker did not start (its own message is above)"
            raise RunpagesError("runpages", what, "Is torch installed?")
        return self.facts

    def run(self, runs: list[tuple[Snippet, str]], settings: Settings) -> Batch:
        """Ask for these runs, all at once."""
        numbers = [next(self.numbers) for _ in runs]
        limit = START_LIMIT + settings.timeout + watchdog.START_LIMIT["spawn"]
        self.batch = batch = Batch(numbers[0], len(runs), limit)
        if not self.listener.is_alive():
            self._ended()
        asked = list(zip(numbers, runs, strict=True))
        # In a thread: neither side may wait for the other with a full pipe.
        threading.Thread(
            target=self._send, args=(asked, batch, settings), daemon=True
        ).start()
        return batch

    def close(self) -> None:
        """End it; it ends its runs."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()  # type: ignore[union-attr]
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.listener.join(10)
        self.process.stdout.close()  # type: ignore[union-attr]

    def _send(
        self,
        asked: list[tuple[int, tuple[Snippet, str]]],
        batch: Batch,
        settings: Settings,
    ) -> None:
        for number, (snippet, device) in asked:
            try:
                job = _job(snippet, device, settings)
            except RunpagesError as error:
                batch.add(number, {"error": [error.what, error.remedy, error.line]})
                continue
            except Exception as error:  # of the parser: the build must not wait for it
                what = f"its cells cannot be read: {type(error).__name__}: {error}"
                batch.add(number, {"error": [what, "Mend the titles of cells.", None]})
                continue
            line = json.dumps({"number": number, "job": asdict(job)}) + "\n"
            with contextlib.suppress(OSError, ValueError):
                self.process.stdin.write(line.encode())  # type: ignore[union-attr]
                self.process.stdin.flush()  # type: ignore[union-attr]

    def _listen(self) -> None:
        try:
            self._hear()
        finally:  # whatever it was, nobody may wait for ever
            self.known.set()
            self._ended()

    def _hear(self) -> None:
        for line in self.process.stdout:  # type: ignore[union-attr]
            message = json.loads(line)
            if "machine" in message:
                self.facts = message["machine"]
                self.known.set()
            # Nobody waits any more for a batch that came before this one.
            elif self.batch and message["number"] in self.batch.numbers:
                self.batch.add(message.pop("number"), message)

    def _ended(self) -> None:
        """What was still asked for will not come."""
        if self.batch:
            self.batch.fail("the process that runs the snippets was killed")


def _job(snippet: Snippet, device: str, settings: Settings) -> Job:
    """A run in a folder of its own; raises RunpagesError for cells that are wrong."""
    name = f"snippet-{uuid.uuid4().hex[:12]}"
    return Job(
        snippet,
        snippet.cells,
        device,
        os.path.join(tempfile.gettempdir(), name),
        settings.timeout,
        settings.memory,
        settings.output,
        settings.file,
        tuple(str(settings.folder(name)) for name in ("cache", "site")),
    )


def _path() -> str:
    """The worker must find this package even where it is not installed."""
    return os.pathsep.join(filter(None, [PACKAGE, os.environ.get("PYTHONPATH")]))
