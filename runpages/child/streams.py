"""Capture what a run prints, in the order of printing, and shorten paths in it."""

import codecs
import contextlib
import io
import os
import re
import site
import sys
import sysconfig
import threading
from os import getpid  # a snippet may replace what a module holds
from pathlib import Path
from typing import Any

STREAMS = {"stdout": 1, "stderr": 2}
# A source that torch was built from: it is on no reader's machine.
BUILT = re.compile(
    r"(?<![\w.:/~])/(?:[\w.+-]+/)+(?=[\w.+-]+\.(?:py|pyx|cc?|cpp|cuh?|hp?p?)\b)"
)

# What a stack says of the frames that have called a cell; what warns above it.
FRAME = r'^  File "[^"\n]*", line \d+, in .*\n(?:^    .*\n)*'
CALLED = r"runpages[/\\]child[/\\]namespace\.py"
ABOVE = re.compile(
    rf'(?:{FRAME})*?^  File "[^"\n]*{CALLED}", line \d+, in \w+\n(?:^    .*\n)*',
    re.M,
)
TOP = re.compile(rf"^\S.*{CALLED}:\d+: (.*\n)  exec\(code, names\)\n", re.M)

# The same in a stack of faulthandler, whose last frame comes first.
BELOW = re.compile(rf'^  File ".*{CALLED}", line \d+ in .*\n(?:  File .*\n)*', re.M)

ROOT = Path.cwd()
"""The folder of the project, in which the process begins that starts runs."""


class Capture:
    """The standard streams of this process, as files that are read as they grow.

    The descriptors themselves are sent there: subprocesses and C print as well. What
    Python writes to one stream stands after what it wrote to the other before.
    """

    def __init__(self, folder: Path, snippet: str) -> None:
        self.snippet, self.folder = snippet, str(folder)
        self.outputs: list[dict[str, Any]] = []
        self.process, self.lock = getpid(), threading.RLock()
        self.last = ""
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        for name, descriptor in STREAMS.items():
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            file = os.open(folder / name, flags | getattr(os, "O_BINARY", 0))
            os.dup2(file, descriptor)
            os.close(file)
        self.readers = {name: (folder / name).open("rb") for name in STREAMS}
        decoder = codecs.getincrementaldecoder("utf-8")
        self.decoders = {name: decoder("replace") for name in STREAMS}
        # As on a terminal: what a subprocess prints falls into place.
        sys.stdin = sys.__stdin__ = os.fdopen(0, closefd=False)  # type: ignore[misc]
        sys.stdout = sys.__stdout__ = _Stream(1, "stdout", self).text("strict")  # type: ignore[misc]
        sys.stderr = sys.__stderr__ = _Stream(2, "stderr", self).text()  # type: ignore[misc]

    def turn(self, name: str) -> None:
        """Take what was printed before, if this stream is not the last written to."""
        if name != self.last and getpid() == self.process:
            with self.lock:
                self.last = name
                self._read(final=False)

    def show(self, output: dict[str, Any]) -> None:
        """Add a figure: what was printed before it stands before it."""
        if getpid() != self.process:
            print("a figure of another process is on no page", file=sys.stderr)
        _flush()
        with self.lock:
            self._read(final=False)
            self.outputs.append(output)

    def take(self) -> list[dict[str, Any]]:
        """Take all outputs since the last time, such as those of a cell."""
        _flush()
        with self.lock:
            self._read(final=True)
            taken, self.outputs = self.outputs, []
        for output in taken:
            if output.get("name") == "stderr":
                text = without_callers(output["text"])
                output["text"] = shortened(text, self.snippet, self.folder)
        return taken

    def _read(self, final: bool) -> None:
        for name, reader in self.readers.items():
            if not (text := self.decoders[name].decode(reader.read(), final)):
                continue
            before = self.outputs[-1] if self.outputs else {}
            if before.get("name") == name:
                before["text"] += text
            else:
                stream = {"output_type": "stream", "name": name, "text": text}
                self.outputs.append(stream)


class _Stream(io.FileIO):
    """A descriptor that knows of its sibling."""

    def __init__(self, descriptor: int, name: str, capture: Capture) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self.capture, self.stream, self.name = capture, name, f"<{name}>"

    def write(self, data: Any) -> int:
        self.capture.turn(self.stream)
        return super().write(data)

    def text(self, errors: str = "backslashreplace") -> io.TextIOWrapper:
        """Open it for text, flushed with each line."""
        buffered = io.BufferedWriter(self)
        return io.TextIOWrapper(
            buffered, "utf-8", errors, newline="\n", line_buffering=True
        )


def without_callers(text: str) -> str:
    """Remove what has called a cell from the stacks in a text: a script has no such."""
    if "namespace.py" in text:
        text = BELOW.sub("", ABOVE.sub("", text))
    return TOP.sub(r"sys:1: \1", text)


def shortened(text: str, snippet: str, folder: str) -> str:
    """Shorten paths of files to their names: they differ between machines.

    URLs, patterns and all else that only looks like a path stay as they are.
    """
    text = re.sub(rf"(?<![\w.:/~-]){re.escape(snippet)}", Path(snippet).name, text)
    return BUILT.sub("", _here(folder).sub("", text))


def _here(folder: str) -> re.Pattern[str]:
    """Match folders of this machine, up to the name of a file in them."""
    libraries = [*sysconfig.get_paths().values(), *site.getsitepackages(), sys.prefix]
    folders = {Path.home(), ROOT, Path(folder), *map(Path, libraries)}
    folders |= {folder.resolve() for folder in folders}
    known = sorted((str(f) for f in folders if len(f.parts) > 1), key=len)[::-1]
    start = "|".join(map(re.escape, known))
    return re.compile(rf"(?<![\w.:/~])(?:{start})[/\\](?:[^\s:'\"<>|/\\]+[/\\])*")


def _flush() -> None:
    import ctypes

    for name in ("stdout", "stderr", "__stdout__", "__stderr__"):
        with contextlib.suppress(Exception):
            getattr(sys, name).flush()
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).fflush(None)
