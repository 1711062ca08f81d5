"""Run modules of Python in copies of a process that has imported what they need.

`python copies.py` reads a job on each line of standard input, and answers with the exit
status. To import MkDocs takes longer than to build a site of two pages.
"""

import importlib
import json
import os
import runpy
import select
import subprocess
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from projects import hear_ctrl_c
from pygments.lexers.python import PythonLexer

MODULES = (
    "mkdocs.commands.build",
    "mkdocs.theme",
    "runpages.site.plugin",
    "runpages.markup.extension",
    "runpages.records.refresh",
    "runpages.running.pool",
    "pymdownx.superfences",
)


class Copies:
    """A process that is copied for each call."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            preexec_fn=hear_ctrl_c,
        )

    def call(
        self, arguments: tuple[str, ...], folder: Path, environment: dict[str, str]
    ) -> tuple[int, str]:
        """Run a module in a folder: its exit status, and all that it printed."""
        with NamedTemporaryFile() as printed:
            job = [arguments, str(folder), environment, printed.name]
            self.process.stdin.write(f"{json.dumps(job)}\n")
            self.process.stdin.flush()
            assert select.select([self.process.stdout], [], [], 300)[0], "no answer"
            status = json.loads(self.process.stdout.readline())
            return status, printed.read().decode()


def serve() -> None:
    """Answer jobs until standard input ends."""
    for module in MODULES:
        importlib.import_module(module)
    PythonLexer()  # it compiles its expressions, longer than a build takes
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            run(*json.loads(line))
            return
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(status, flush=True)


def run(arguments: list[str], folder: str, environment: Any, printed: str) -> None:
    """Be `python -m` with these arguments, in a folder."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    null, out = os.open(os.devnull, os.O_RDONLY), os.open(printed, os.O_WRONLY)
    for source, target in ((null, 0), (out, 1), (out, 2)):
        os.dup2(source, target)
    sys.argv = arguments
    sys.path[0] = folder
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    serve()
