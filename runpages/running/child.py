"""Run one snippet in this process, cell by cell, and write down what it did.

The process is the snippet's own: whatever it does to the directory, the environment,
the seed or `sys.stdout` goes with it.
"""

import atexit
import contextlib
import faulthandler
import json
import os
import re
import sys
import threading
import time
import traceback
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runpages.authored.cells import RAISES, Cell
from runpages.authored.snippet import Snippet
from runpages.errors import RunpagesError
from runpages.running.devices import FAKE

RESULT, PROGRESS, CRASH = "result.json", "progress.json", "crash.txt"
STREAMS = {"stdout": 1, "stderr": 2}
LIST_LIMIT, TEXT_LIMIT = 10_000, 100_000
"""Items of a list, and characters of a text or a list of texts, kept as a value."""
INTEGER_LIMIT = 1024
"""Bits: Python refuses to write much longer ones as text."""
ABSOLUTE = re.compile(r"(?<![\w.])(?:[A-Za-z]:)?[/\\](?:[^\s:'\"<>|/\\]+[/\\])+")


@dataclass(frozen=True)
class Job:
    """A run to make: of this snippet, on this device, in this temporary folder."""

    snippet: Snippet
    cells: list[Cell]
    device: str
    folder: str
    timeout: float
    memory: int
    output: int
    config: str
    """The name of the file in which the limits are set."""


def main(job: Job) -> None:
    """Run the job and end this process; its result, if any, is a file in the folder."""
    if hasattr(os, "setsid"):
        os.setsid()  # one signal then reaches all that the snippet starts
    folder = Path(job.folder)
    _limit(job)
    _redirect(folder)
    crash = (folder / CRASH).open("w", encoding="utf-8")
    faulthandler.enable(crash, all_threads=False)
    try:
        result: dict[str, Any] = {"run": _Run(job).go()}
    except RunpagesError as error:
        result = {"error": [error.what, error.remedy, error.line]}
    temporary = folder / f"{RESULT}.tmp"
    temporary.write_text(json.dumps(result), "utf-8")
    temporary.replace(folder / RESULT)
    os._exit(0)  # torch and matplotlib need no farewell


class _Run:
    """The state of a run: its streams, the outputs of the current cell, its names."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.snippet = job.snippet
        self.outputs: list[dict[str, Any]] = []
        self.readers = {name: (Path(job.folder) / name).open("rb") for name in STREAMS}
        self.module = types.ModuleType("__main__")
        self.note = (Path(job.folder) / PROGRESS).open("w", encoding="utf-8")

    def go(self) -> dict[str, Any]:
        """Run all cells; raises RunpagesError for what a page must not show."""
        cells = self.job.cells
        codes = self._compile(cells)
        self._settle()
        done = [self._cell(cell, code) for cell, code in zip(cells, codes, strict=True)]
        # What the interpreter does at its end: it tells pools to stop, waits for
        # threads, and calls what is registered.
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        self._drain()
        for i, cell in enumerate(done):
            cell["execution_count"] = i + 1
        return {"cells": done, "values": _values(vars(self.module))}

    def _compile(self, cells: list[Cell]) -> list[types.CodeType]:
        """Compile under the snippet's own path and lines, for tracebacks."""
        import linecache
        from codeop import Compile  # remembers `from __future__` between cells

        path, source = self.snippet.path, self.snippet.source
        lines = source.splitlines(keepends=True)
        linecache.cache[path] = (len(source), None, lines, path)
        compiler = Compile()
        try:
            compile(source, path, "exec", dont_inherit=True)
            return [
                compiler("\n" * (cell.line - 1) + cell.source + "\n", path, "exec")
                for cell in cells
            ]
        except SyntaxError as error:
            raise self._error(
                f"{error.msg}", "Mend the syntax.", error.lineno
            ) from error

    def _settle(self) -> None:
        """Make the process look as it does to a script that was just started."""
        vars(self.module).update(__file__=os.path.abspath(self.snippet.path))
        sys.modules["__main__"] = self.module
        sys.argv = [self.snippet.path]
        work = Path(self.job.folder) / "work"
        temporary = Path(self.job.folder) / "tmp"
        for folder in (work, temporary):
            folder.mkdir()
        os.environ["TMPDIR"] = str(temporary)
        import tempfile
        from multiprocessing import util

        tempfile.tempdir = None
        os.chdir(work)
        # What torch would do at its end touches much memory, which would be copied.
        atexit._clear()
        # As a script, it waits for its processes.
        atexit.register(util._exit_function)  # type: ignore[attr-defined]
        # A fresh interpreter must not wait for what its snippet does not use.
        if "torch" in self.snippet.source:
            _prepare_torch(self.job.device)
        if "matplotlib" in self.snippet.source:
            _prepare_figures(self._show)

    def _cell(self, cell: Cell, code: types.CodeType) -> dict[str, Any]:
        self.outputs = []
        self._note(cell)
        start, used = time.perf_counter(), time.process_time()
        error = self._execute(code)
        spent = {
            "seconds": round(time.perf_counter() - start, 6),
            "cpu_seconds": round(time.process_time() - used, 6),
        }
        self._drain()
        self._judge(cell, error)
        metadata = {"title": cell.title, "tags": list(cell.tags), "line": cell.line}
        return {
            "cell_type": "code",
            "id": f"line-{cell.line}",
            "metadata": {**metadata, **spent},
            "source": cell.source,
            "outputs": self.outputs,
        }

    def _execute(self, code: types.CodeType) -> BaseException | None:
        try:
            exec(code, vars(self.module))
        except BaseException as error:
            return error
        return None

    def _judge(self, cell: Cell, error: BaseException | None) -> None:
        if RAISES in cell.tags:
            if error is None:
                what = f"cell '{cell.title}' is meant to fail and did not"
                remedy = f"Remove its tag '{RAISES}', or make it raise."
                raise self._error(what, remedy, cell.line)
            self.outputs.append(self._report(error))
        elif error is not None:
            name, text = type(error).__name__, _first_line(error)
            what = f"cell '{cell.title}' raised {name}{text and ': ' + text}"
            raise self._error(what, self._remedy(error), self._line(error, cell.line))

    def _remedy(self, error: BaseException) -> str:
        if isinstance(error, MemoryError) or "can't allocate memory" in str(error):
            limit = f"It may hold {self.job.memory} MB"
            return f"{limit}: use less, or raise 'memory' in {self.job.config}."
        return f"To see it: python {self.snippet.path}"

    def _line(self, error: BaseException, default: int) -> int:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [f.lineno for f in frames if f.filename == self.snippet.path]
        return lines[-1] or default if lines else default

    def _report(self, error: BaseException) -> dict[str, Any]:
        """An error in notebook terms; the traceback has only the snippet's frames."""
        shown = traceback.TracebackException.from_exception(error)
        each: traceback.TracebackException | None = shown
        while each:
            frames = [f for f in each.stack if f.filename == self.snippet.path]
            each.stack = traceback.StackSummary.from_list(frames)
            each = each.__cause__ or each.__context__
        text = _utf8("".join(shown.format())).rstrip("\n")
        text = _plain(text.replace(f'"{self.snippet.path}"', f'"{self._file}"'))
        return {
            "output_type": "error",
            "ename": type(error).__name__,
            "evalue": _utf8(str(error)),
            "traceback": text.split("\n"),
        }

    @property
    def _file(self) -> str:
        return Path(self.snippet.path).name

    def _show(self, figure: dict[str, Any]) -> None:
        self._drain()  # what was printed before it stands before it
        self.outputs.append(figure)

    def _drain(self) -> None:
        """Take what has been printed since the last time."""
        _flush()
        for name, reader in self.readers.items():
            text = reader.read().decode("utf-8", "replace")
            if name == "stderr":
                text = _plain(text.replace(self.snippet.path, self._file))
            if text:
                last = self.outputs[-1] if self.outputs else {}
                if last.get("name") == name:
                    last["text"] += text
                else:
                    stream = {"output_type": "stream", "name": name, "text": text}
                    self.outputs.append(stream)

    def _note(self, cell: Cell) -> None:
        """Say where the run is, for whoever has to report its end."""
        self.note.seek(0)
        self.note.write(json.dumps([cell.title, cell.line]) + "\n")
        self.note.flush()

    def _error(self, what: str, remedy: str, line: int | None) -> RunpagesError:
        return RunpagesError(self.snippet.path, what, remedy, line)


def _limit(job: Job) -> None:
    """Limit the memory of this process, and leave no core dump."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if job.device == "cpu" and job.memory:
            most = job.memory * 2**20
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _redirect(folder: Path) -> None:
    """Send the descriptors themselves to files: subprocesses and C++ print as well."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    for name, descriptor in STREAMS.items():
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        file = os.open(folder / name, flags | getattr(os, "O_BINARY", 0))
        os.dup2(file, descriptor)
        os.close(file)
    sys.stdin = sys.__stdin__ = os.fdopen(0, closefd=False)  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = _writer(1, "strict")  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _writer(2, "backslashreplace")  # type: ignore[misc]


def _writer(descriptor: int, errors: str) -> Any:
    return open(
        descriptor,
        "w",
        buffering=1,  # as on a terminal: what a subprocess prints falls into place
        encoding="utf-8",
        errors=errors,
        newline="\n",
        closefd=False,
    )


def _flush() -> None:
    import ctypes

    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(Exception):
            stream.flush()  # type: ignore[union-attr]
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).fflush(None)


def _prepare_torch(device: str) -> None:
    import torch

    torch.set_num_threads(1)  # the cores are busy with other snippets
    if device not in ("cpu", os.environ.get(FAKE)):
        torch.set_default_device(device)


def _prepare_figures(sink: Callable[[dict[str, Any]], None]) -> None:
    with contextlib.suppress(ImportError):
        from runpages.running import figures

        figures.use(sink)


def _first_line(error: BaseException) -> str:
    text = str(error).strip()
    return text.splitlines()[0] if text else ""


def _utf8(text: str) -> str:
    """Lone surrogates as escapes, as a terminal shows them: no file can hold them."""
    return text.encode("utf-8", "backslashreplace").decode()


def _plain(text: str) -> str:
    """Shorten absolute paths to file names: they differ between machines."""
    return ABSOLUTE.sub("", text)


def _values(names: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, thing in names.items():
        with contextlib.suppress(Exception):  # what cannot be read is no value
            if not name.startswith("_") and (value := _value(thing)) is not None:
                found[name] = value
    return found


def _value(value: Any) -> Any:
    """A number, string, bool, or flat list of these; None for anything else."""
    torch = sys.modules.get("torch")
    if torch and isinstance(value, torch.Tensor):
        return value.item() if value.numel() == 1 and not value.is_complex() else None
    if isinstance(value, (list, tuple)) and 0 < len(value) <= LIST_LIMIT:
        items = [_value(item) for item in value]
        flat = all(i is not None and type(i) is not list for i in items)
        long = sum(len(i) for i in items if type(i) is str) > TEXT_LIMIT
        return items if flat and not long else None
    if type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0:
        value = value.item()
    if type(value) is int and value.bit_length() > INTEGER_LIMIT:
        return None
    if type(value) is str:
        return _utf8(value) if len(value) <= TEXT_LIMIT else None
    return value if type(value) in (bool, int, float) else None
