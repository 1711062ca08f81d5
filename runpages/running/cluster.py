"""Hand runs to the workers of a Dask cluster: `--scheduler tcp://HOST:8786`.

A task carries all that a run needs, so any `concurrent.futures.Executor` could make it;
only which workers there are, and whether they are right, is asked of Dask.
"""

import asyncio
import contextlib
from collections.abc import Collection, Iterable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from runpages.authored.snippet import Snippet
from runpages.devices import Machine, facts, recordable
from runpages.errors import RunpagesError
from runpages.running.pool import Run
from runpages.running.watchdog import Answer
from runpages.running.worker import ALIKE, Facts, Look, Task, about, difference, perform
from runpages.settings import Settings

PATIENCE = 5
"""Seconds until a scheduler must answer, and a worker have joined it."""


class Cluster:
    """A pool elsewhere: as many runs at a time as the workers have threads.

    Workers must be like the machine `here`; without one, runs are for recordings.
    """

    def __init__(self, address: str, here: Machine | None) -> None:
        self.address, self.here = address, here
        self.look: Look = facts if here else recordable
        self.client = _connected(address)
        # Not pure: what is asked for twice is run twice.
        self.executor: Executor = self.client.get_executor(pure=False)

    def check(self, runs: Iterable[tuple[Snippet, str]]) -> None:
        """Ask each worker whether it can make these; raises RunpagesError for one."""
        packages: dict[str, set[str]] = {}
        for snippet, device in runs:
            packages.setdefault(device, {"torch"}).update(snippet.dependencies)
        for device, names in packages.items():
            wanted = self._wanted(names, device)
            asked = self.client.run(_about, self.look, names, device, on_error="return")
            for worker, found in asked.items():
                if isinstance(found, Exception):
                    what = f"the worker {worker} cannot run snippets: {found}"
                    remedy = "Install this project there, or end that worker."
                    raise RunpagesError(self.address, what, remedy)
                if unlike := difference(wanted, found):
                    what = f"the worker {worker} cannot be used: {unlike}"
                    raise RunpagesError(self.address, what, ALIKE)

    def run(
        self, snippet: Snippet, device: str, settings: Settings, inputs: Iterable[Path]
    ) -> Run:
        """Ask for a run, and send along the files that it may read."""
        packages = {"torch", *snippet.dependencies}
        task = Task(
            snippet,
            device,
            settings,
            _contents(inputs, settings.root),
            packages,
            self.look,
            self._wanted(packages, device),
        )
        run, asked = Run(), self.executor.submit(perform, task)
        asked.add_done_callback(lambda done: run.set_result(_answer(done)))
        return run

    def cancel(self, run: Run) -> None:
        """Let it end by itself: while a site is served, no cluster is asked."""

    def close(self) -> None:
        """Give up what still runs; the workers end it."""
        with contextlib.suppress(Exception):  # the scheduler may be gone
            self.executor.shutdown(wait=False)
        self.client.close(PATIENCE)

    def _wanted(self, packages: Collection[str], device: str) -> Facts:
        here = self.here or Machine("", {device: ""})
        return self.look(packages, device, here)


async def _about(look: Look, packages: Collection[str], device: str) -> Facts:
    """Look beside what the worker does meanwhile: torch takes seconds to import."""
    return await asyncio.to_thread(about, look, packages, device)


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        remedy = "Install it: pip install -e .[cluster]"
        raise RunpagesError("--scheduler", f"{error}", remedy) from error
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        remedy = f"Start one there: dask scheduler ({error})"
        raise RunpagesError(address, "no scheduler answers", remedy) from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        client.close()
        remedy = f"Start one: dask worker {address}"
        raise RunpagesError(address, "it has no worker", remedy) from error
    return client


def _contents(files: Iterable[Path], root: Path) -> dict[str, bytes]:
    """Read the files that are below the root, by their path there."""
    inside = {f for f in files if f.is_relative_to(root) and f.is_file()}
    return {f.relative_to(root).as_posix(): f.read_bytes() for f in inside}


def _answer(done: Future[Answer]) -> Answer:
    try:
        return done.result()
    except Exception as error:  # whatever it is, a run has an answer
        what = f"the cluster lost it: {type(error).__name__}: {error}"
        return {"error": [what, "Run it again.", None]}
