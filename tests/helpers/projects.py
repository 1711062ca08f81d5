"""A project of its own to try things in, and a look at what processes it left."""

import os
import shutil
import signal
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from runpages.authored.page import parse
from runpages.records.record import Record
from runpages.records.refresh import Runner
from runpages.records.store import Library
from runpages.rendering.document import Document, Part
from runpages.rendering.render import render
from runpages.settings import Settings

PATIENCE = 300.0
"""Seconds until what should happen is given up: no busy machine is that slow."""
MARK = "RUNPAGES_TEST_MARK"


class Project:
    """A folder with snippets, and a runner that stays warm between tests."""

    def __init__(self, root: Path, **options: Any) -> None:
        self.root = root
        self.settings = Settings(root, timeout=PATIENCE, memory=3000, **options)
        self.reports: list[str] = []
        self.runner = Runner(self.settings, self.reports.append)

    def empty(self) -> None:
        """Forget all snippets, records and reports."""
        for name in ("snippets", "recordings"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        for folder in (self.root / ".cache/runpages").glob("*/"):
            shutil.rmtree(folder)
        self.reports.clear()

    def write(self, name: str, source: str) -> Path:
        """Write a snippet, indented as suits the test."""
        file = self.root / "snippets" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(source).lstrip("\n"), "utf-8")
        return file

    def refresh(
        self, only: set[str] | None = None, timeout: float = PATIENCE
    ) -> Library:
        """Run what is stale, each for so many seconds at most."""
        self.runner.settings = replace(self.settings, timeout=timeout)
        return self.runner.refresh(only)()

    def run(self, source: str, name: str = "it", timeout: float = PATIENCE) -> Record:
        """Run one snippet; raises its error."""
        self.write(name, source)
        library = self.refresh(timeout=timeout)
        if name in library.errors:
            raise library.errors[name]
        return library.records[name]["cpu"]

    def render(self, text: str, snippet: str = "it") -> Document:
        """Render a page of which the snippet is its own."""
        head = f"---\nsnippet: {snippet}\n---\n"
        page = parse("page.md", "docs/page.md", head + textwrap.dedent(text))
        return render(page, [page], self.refresh())


def shown(document: Document, kind: type[Part]) -> list[Any]:
    """The parts of one kind, in the order of the page."""
    return [one.part for one in document.parts() if isinstance(one.part, kind)]


def survivors(mark: str, serving: bool = False) -> list[int]:
    """Processes with the mark that are left once they had time to end.

    While it is `serving`, the fork server and what is of its session may go on.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        left = [pid for pid in _marked(mark) if not (serving and _serves(pid))]
        if not left:
            break
        time.sleep(0.05)
    return left


def _serves(pid: int) -> bool:
    try:
        leader = Path(f"/proc/{os.getsid(pid)}/cmdline").read_text("utf-8")
    except OSError:  # it has ended
        return True
    return "runpages.running.forkserver" in leader


def _marked(mark: str) -> list[int]:
    found = []
    for file in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"{MARK}={mark}".encode() in file.read_bytes():
                found.append(int(file.parent.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def until(happened: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait for something that a process does; fails where it never happens."""
    deadline = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def ancestors(pid: int) -> list[int]:
    """A process, its parent, that one's parent, and so on (Linux)."""
    found = []
    while pid > 1:
        found.append(pid)
        status = Path(f"/proc/{pid}/status").read_text()
        pid = int(status.partition("PPid:")[2].split()[0])
    return found


def hear_ctrl_c() -> None:
    """For a new process: what a shell starts in the background ignores Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
