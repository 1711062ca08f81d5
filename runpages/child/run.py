"""Run one snippet in this process, cell by cell, and write down what it did.

The process is the snippet's own: whatever it does to the directory, the environment,
the seed or `sys.stdout` goes with it.
"""

import atexit
import contextlib
import errno
import faulthandler
import gc
import importlib
import os
import sys
import threading
import types
import warnings
from dataclasses import dataclass
from json import dumps  # a snippet may replace what a module holds
from os import getpid
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from runpages.authored import torch_names
from runpages.authored.cells import DEPRECATIONS, RAISES, Cell
from runpages.authored.snippet import Snippet
from runpages.child import inputs, messages, namespace, preload
from runpages.child.streams import ROOT, Capture
from runpages.devices import FAKE
from runpages.errors import RunpagesError
from runpages.settings import Settings

RESULT, PROGRESS, CRASH = "result.json", "progress.json", "crash.txt"
INPUTS, FIGURES = "inputs.txt", "runpages.child.figures"
HERE = tuple(str(place) for place in (ROOT, Path.home()) if len(place.parts) > 1)


@dataclass(frozen=True)
class Job:
    """A run to make: of this snippet, on this device, in this temporary folder."""

    snippet: Snippet
    device: str
    folder: Path
    settings: Settings


def main(job: Job) -> None:
    """Run the job and end this process; its result, if any, is a file in the folder."""
    if hasattr(os, "setsid"):
        os.setsid()  # one signal then reaches all that the snippet starts
    _limit(job)
    crash = (job.folder / CRASH).open("w", encoding="utf-8")
    faulthandler.enable(crash, all_threads=False)
    try:
        _write(job, {"run": _Run(job).go()})
    except RunpagesError as error:
        _write(job, {"error": [error.what, error.remedy, error.line]})
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        what = f"it limits files, and its record is one: {error.strerror}"
        _write(job, {"error": [what, "Lower no RLIMIT_FSIZE.", None]})
    os._exit(0)  # torch and matplotlib need no farewell


def _write(job: Job, result: dict[str, Any]) -> None:
    temporary = job.folder / f"{RESULT}.tmp"
    temporary.write_text(dumps(result), "utf-8")
    temporary.replace(job.folder / RESULT)


class _Run:
    """The state of a run: what it prints, its names, and where it is."""

    def __init__(self, job: Job) -> None:
        self.job, self.snippet, self.root = job, job.snippet, Path.cwd()
        self.cell, self.hooks = self.snippet.cells[0], namespace.Hooks()
        self.said: list[str] = []
        self.capture = Capture(job.folder, job.snippet.path)

    def go(self) -> dict[str, Any]:
        """Run all cells; raises RunpagesError for what a page must not show."""
        cells = self.snippet.cells
        self.codes = iter(self._compile(cells))
        self._settle()
        done = [self._cell(cell) for cell in cells]
        self.capture.outputs = done[-1]["outputs"]  # they go on with what comes now
        # What the interpreter does at its end: it tells pools to stop, waits for
        # threads, and calls what is registered.
        threading._shutdown()  # type: ignore[attr-defined]
        if FIGURES in sys.modules and sys.modules[FIGURES].unshown():
            self._say("a figure was drawn and never shown: plt.show() is missing")
        atexit._run_exitfuncs()  # one of them closes all figures
        values, others = namespace.sorted_out(vars(self.module))
        del self.module, sys.modules["__main__"]
        with warnings.catch_warnings(action="ignore"):  # an animation that stood still
            gc.collect()  # it deletes what the script has left: `__del__` may print
        done[-1]["outputs"] = self.capture.take()
        for i, cell in enumerate(done):
            cell["execution_count"] = i + 1
        apart = [self.job.settings.folder(name) for name in ("cache", "site")]
        list_file = self.job.folder / INPUTS
        read = inputs.found(list_file, self.root, self.snippet, apart)
        return {
            "cells": done,
            "values": values,
            "others": others,
            "inputs": read,
            "said": self.said,
        }

    def _compile(self, cells: list[Cell]) -> list[types.CodeType]:
        """Compile under the snippet's own path and lines, for messages."""
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
            raise self._error(error.msg, "Mend the syntax.", error.lineno) from error

    def _settle(self) -> None:
        """Make the process look as it does to a script that was just started."""
        late = {
            "torch": self._prepare_torch,
            "matplotlib.pyplot": self._prepare_figures,
        }
        for name in ("torch", "matplotlib.pyplot"):
            if name in sys.modules:  # a fresh interpreter waits until they are
                late.pop(name)()
        self.module = namespace.main_module(self.snippet)
        inputs.watch(self.job.folder / INPUTS, self._say)
        namespace.settle(self.job.folder)
        preload.hide(late)
        messages.divert_warnings(self._deprecated)

    def _prepare_torch(self) -> None:
        import torch

        torch.set_num_threads(1)  # the cores are busy with other snippets
        if self.job.device not in ("cpu", os.environ.get(FAKE)):
            torch.set_default_device(self.job.device)

    def _prepare_figures(self) -> None:
        pixels = not self.snippet.setting
        importlib.import_module(FIGURES).use(self._drawn, pixels)

    def _drawn(self, output: dict[str, Any], said: list[str]) -> None:
        self.capture.show(output)
        for text in said:
            self._say(text)

    def _cell(self, cell: Cell) -> dict[str, Any]:
        self.cell = cell
        place = dumps([cell.title, cell.line])  # for whoever has to report an end
        (self.job.folder / PROGRESS).write_text(place, "utf-8")
        start, used = perf_counter(), process_time()
        error = self.hooks.execute(next(self.codes), vars(self.module))
        if getpid() != self.capture.process:
            namespace.end_fork(error, self.codes, vars(self.module))
        spent = {
            "seconds": round(perf_counter() - start, 6),
            "cpu_seconds": round(process_time() - used, 6),
        }
        if FIGURES in sys.modules:
            sys.modules[FIGURES].end_cell()
        outputs = self.capture.take() + self._judge(cell, error)
        if any(place in output.get("text", "") for output in outputs for place in HERE):
            self._say("prints where this machine has its folders")
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
        """Find the names of torch in a cell, whatever it did to them."""
        with contextlib.suppress(Exception):
            source = self.snippet.source
            return torch_names.found(cell.source, vars(self.module), source)
        return []

    def _judge(self, cell: Cell, error: BaseException | None) -> list[dict[str, Any]]:
        """Write an error that is meant as output; raises RunpagesError for another."""
        if RAISES in cell.tags:
            if error is None:
                what = f"cell '{cell.title}' is meant to fail and did not"
                remedy = f"Remove its tag '{RAISES}', or make it raise."
                raise self._error(what, remedy, cell.line)
            path, folder = self.snippet.path, str(self.job.folder)
            return [messages.report(error, path, folder)]
        if error is not None:
            what = f"cell '{cell.title}' raised {messages.in_short(error)}"
            line = messages.line(error, self.snippet.path, cell.line)
            remedy = messages.remedy(error, self.snippet.path, self.job.settings)
            raise self._error(what, remedy, line)
        return []

    def _deprecated(self, text: str) -> bool:
        """Keep a warning for the log, unless the cell shows such warnings."""
        kept = DEPRECATIONS not in self.cell.tags
        if kept:
            self._say(text)
        return kept

    def _say(self, text: str) -> None:
        """Tell the author, and no reader."""
        self.said.append(f"cell '{self.cell.title}': {text}")

    def _error(self, what: str, remedy: str, line: int | None) -> RunpagesError:
        return RunpagesError(self.snippet.path, what, remedy, line)


def _limit(job: Job) -> None:
    """Limit the memory of this process, and leave no core dump."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if job.device == "cpu" and job.settings.memory:
            most = job.settings.memory * 2**20
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))
