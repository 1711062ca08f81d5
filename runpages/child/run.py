"""Run one snippet in this process, cell by cell, and write down what it did.

The process is the snippet's own: whatever it does to the directory, the environment,
the seed or `sys.stdout` goes with it.
"""

import atexit
import contextlib
import faulthandler
import json
import os
import sys
import threading
import time
import traceback
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runpages.authored.cells import DEPRECATIONS, RAISES, Cell
from runpages.authored.snippet import Snippet
from runpages.child import inputs, names, preload
from runpages.child.deprecations import divert_warnings
from runpages.child.namespace import main_module, settle, utf8, values
from runpages.child.streams import Capture, shortened
from runpages.devices import FAKE
from runpages.errors import RunpagesError

RESULT, PROGRESS, CRASH = "result.json", "progress.json", "crash.txt"
INPUTS = "inputs.txt"
FIGURES = "runpages.child.figures"


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
    apart: tuple[str, ...]
    """Folders that hold no input of a run."""


def main(job: Job) -> None:
    """Run the job and end this process; its result, if any, is a file in the folder."""
    if hasattr(os, "setsid"):
        os.setsid()  # one signal then reaches all that the snippet starts
    folder = Path(job.folder)
    _limit(job)
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
    """The state of a run: what it prints, its names, and where it is."""

    def __init__(self, job: Job) -> None:
        self.job, self.snippet, self.root = job, job.snippet, Path.cwd()
        self.cell = job.cells[0]
        self.deprecations: list[str] = []
        self.capture = Capture(Path(job.folder), job.snippet.path)
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
        self.capture.outputs = done[-1]["outputs"]  # they go on with what comes now
        done[-1]["outputs"] = self.capture.take()
        for i, cell in enumerate(done):
            cell["execution_count"] = i + 1
        return {
            "cells": done,
            "values": values(vars(self.module)),
            "inputs": self._inputs(),
            "deprecations": self.deprecations,
        }

    def _inputs(self) -> dict[str, str]:
        file = Path(self.job.folder) / INPUTS
        script = Path(os.path.abspath(self.root / self.snippet.path))
        return inputs.found(file, self.root, script, self.job.apart)

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
            remedy = "Mend the syntax."
            raise self._error(f"{error.msg}", remedy, error.lineno) from error

    def _settle(self) -> None:
        """Make the process look as it does to a script that was just started."""
        # A fresh interpreter must not wait for what its snippet does not use.
        if "torch" in self.snippet.source:
            _prepare_torch(self.job.device)
        if "matplotlib" in self.snippet.source or FIGURES in sys.modules:
            _prepare_figures(self.capture.show, pixels=not self.snippet.setting)
        self.module = main_module(self.snippet)
        inputs.watch(Path(self.job.folder) / INPUTS)
        settle(Path(self.job.folder))
        preload.hide()
        divert_warnings(self._deprecated)

    def _cell(self, cell: Cell, code: types.CodeType) -> dict[str, Any]:
        self.cell = cell
        self._note(cell)
        start, used = time.perf_counter(), time.process_time()
        error = self._execute(code)
        spent = {
            "seconds": round(time.perf_counter() - start, 6),
            "cpu_seconds": round(time.process_time() - used, 6),
        }
        outputs = self.capture.take() + self._judge(cell, error)
        metadata = {"title": cell.title, "tags": list(cell.tags), "line": cell.line}
        if not self.snippet.setting:
            metadata["names"] = self._names(cell)
        return {
            "cell_type": "code",
            "id": f"line-{cell.line}",
            "metadata": {**metadata, **spent},
            "source": cell.source,
            "outputs": outputs,
        }

    def _names(self, cell: Cell) -> list[list[Any]]:
        """What of torch the cell names; whatever it did to it, that is no error."""
        with contextlib.suppress(Exception):
            source = self.snippet.source
            return names.found(cell.source, vars(self.module), source)
        return []

    def _execute(self, code: types.CodeType) -> BaseException | None:
        try:
            exec(code, vars(self.module))
        except BaseException as error:
            return error
        return None

    def _judge(self, cell: Cell, error: BaseException | None) -> list[dict[str, Any]]:
        """The output of an error that is meant; raises RunpagesError for another."""
        if RAISES in cell.tags:
            if error is None:
                what = f"cell '{cell.title}' is meant to fail and did not"
                remedy = f"Remove its tag '{RAISES}', or make it raise."
                raise self._error(what, remedy, cell.line)
            return [self._report(error)]
        if error is not None:
            name, text = type(error).__name__, _first_line(error)
            what = f"cell '{cell.title}' raised {name}{text and ': ' + text}"
            raise self._error(what, self._remedy(error), self._line(error, cell.line))
        return []

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
        text = utf8("".join(shown.format())).rstrip("\n")
        text = shortened(text, self.snippet.path, self.job.folder)
        return {
            "output_type": "error",
            "ename": type(error).__name__,
            "evalue": utf8(str(error)),
            "traceback": text.split("\n"),
        }

    def _deprecated(self, text: str) -> bool:
        """Keep a warning for the log, unless the cell shows such warnings."""
        kept = DEPRECATIONS not in self.cell.tags
        if kept:
            self.deprecations.append(f"cell '{self.cell.title}': {text}")
        return kept

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


def _prepare_torch(device: str) -> None:
    import torch

    torch.set_num_threads(1)  # the cores are busy with other snippets
    if device not in ("cpu", os.environ.get(FAKE)):
        torch.set_default_device(device)


def _prepare_figures(sink: Callable[[dict[str, Any]], None], pixels: bool) -> None:
    with contextlib.suppress(ImportError):
        import matplotlib  # noqa: F401

        preload.ahead(preload.figures)
        sys.modules[FIGURES].use(sink, pixels)


def _first_line(error: BaseException) -> str:
    text = str(error).strip()
    return text.splitlines()[0] if text else ""
