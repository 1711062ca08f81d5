"""Make the process look as a script finds it that was just started; read its values."""

import ast
import atexit
import builtins
import contextlib
import itertools
import multiprocessing
import os
import site
import sys
import tempfile
import threading
import types
from collections.abc import Iterable
from importlib.machinery import SourceFileLoader
from multiprocessing import forkserver, process, resource_tracker, util
from pathlib import Path
from typing import Any, NoReturn

from runpages.authored.snippet import Snippet

LIST_LIMIT, TEXT_LIMIT = 10_000, 100_000
"""Items of a list, and characters of a text or a list of texts, kept as a value."""
INTEGER_LIMIT = 1024
"""Bits: Python refuses to write much longer ones as text."""
NO_VALUES = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType)
"""Types of what nobody takes for a value."""
MAIN = multiprocessing.current_process()
"""What every process takes itself for that multiprocessing has not started."""
PACKAGE = str(Path(__file__).parents[2])
"""Where this package is; the process that starts runs needs it in its path."""


def main_module(snippet: Snippet) -> types.ModuleType:
    """Make the module `__main__` of a script."""
    module = types.ModuleType("__main__")
    file = os.path.abspath(snippet.path)
    with contextlib.suppress(SyntaxError):
        module.__doc__ = ast.get_docstring(ast.parse(snippet.source), clean=False)
    vars(module).update(
        __file__=file,
        __annotations__={},
        __cached__=None,
        __builtins__=builtins,
        __loader__=SourceFileLoader("__main__", file),
    )
    sys.modules["__main__"] = module
    sys.argv = [snippet.path]
    _set_path(os.path.dirname(file))
    return module


def settle(folder: Path) -> None:
    """Give the process an empty folder, and take back what other runs could notice."""
    work, temporary = folder / "work", folder / "tmp"
    for each in (work, temporary):
        each.mkdir()
    os.environ["TMPDIR"] = str(temporary)
    tempfile.tempdir = None
    os.chdir(work)
    # What torch would do at its end touches much memory, which would be copied.
    atexit._clear()
    sys.dont_write_bytecode = True  # the server would take it for a change
    _forget_parent()
    _seed_anew()


class Hooks:
    """What a script changes and we use: builtins, functions that trace and profile.

    While it runs they are as it has left them, else as they were.
    """

    def __init__(self) -> None:
        self.ours, self.theirs = builtins.__dict__.copy(), builtins.__dict__.copy()
        self.profile: Any = None
        self.trace: Any = None

    def execute(
        self, code: types.CodeType, names: dict[str, Any]
    ) -> BaseException | None:
        """Execute a part of the script; return what it raised."""
        try:
            builtins.__dict__.update(self.theirs)
            sys.setprofile(self.profile)
            sys.settrace(self.trace)
            exec(code, names)
        except BaseException as error:
            return error
        finally:
            self.profile, self.trace = sys.getprofile(), sys.gettrace()
            sys.setprofile(None)
            sys.settrace(None)
            self.theirs.update(builtins.__dict__)
            builtins.__dict__.update(self.ours)
        return None


def end_fork(
    error: BaseException | None, left: Iterable[types.CodeType], names: dict[str, Any]
) -> NoReturn:
    """Run what is left of a script in a process that it has forked, and end that."""
    status: Any = 0
    try:
        if error:
            raise error
        for code in left:
            exec(code, names)
    except SystemExit as asked:
        status = asked.code or 0
    except BaseException as failed:
        status, place = 1, failed.__traceback__
        while place and place.tb_frame.f_code.co_filename.startswith(PACKAGE):
            place = place.tb_next
        sys.excepthook(type(failed), failed, place)
    if not isinstance(status, int):
        print(status, file=sys.stderr)
        status = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status & 0xFF)


def _set_path(folder: str) -> None:
    """Put the script's own folder first in sys.path; remove what only we have added."""
    start = vars(process)["ORIGINAL_DIR"]  # of the process that starts runs
    for added in {"", start, PACKAGE} - set(site.getsitepackages()):
        with contextlib.suppress(ValueError):
            sys.path.remove(added)
    sys.path.insert(0, folder)
    given = os.environ.pop("PYTHONPATH", "").partition(os.pathsep)[2]
    if given:
        os.environ["PYTHONPATH"] = given


def _forget_parent() -> None:
    """Reset multiprocessing, as if nobody had used it to start this process."""
    multiprocessing.set_start_method(None, force=True)
    for one in (forkserver._forkserver, resource_tracker._resource_tracker):
        one.__init__()  # type: ignore[misc]  # ours are not the script's to use
    MAIN.name = "MainProcess"  # one that was spawned has named it after itself
    vars(process).update(
        _parent_process=None,
        _current_process=MAIN,
        _process_counter=itertools.count(1),
        _children=set(),
    )
    # As a script, it waits for its processes.
    atexit.register(util._exit_function)  # type: ignore[attr-defined]


def _seed_anew() -> None:
    """Seed numpy and torch, or all forks would draw the same numbers."""
    if numpy := sys.modules.get("numpy.random"):
        numpy.seed()
    if torch := sys.modules.get("torch"):
        torch.default_generator.seed()


def sorted_out(names: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Sort names out: plain values, and the types of what is too long or not plain.

    Plain are numbers, texts, and flat lists of these.
    """
    values, others = {}, {}
    for name, thing in names.items():
        if type(name) is not str or name.startswith("_"):
            continue
        value = None
        with contextlib.suppress(Exception):  # what cannot be read is no value
            value = _value(thing)
        if value is not None:
            values[name] = value
        elif not issubclass(type(thing), NO_VALUES):
            others[name] = type(thing).__name__
    return values, others


def utf8(text: str) -> str:
    """Escape lone surrogates, as a terminal shows them: no file can hold them."""
    return text.encode("utf-8", "backslashreplace").decode()


def _value(value: Any) -> Any:
    """Read a number, string, bool, or flat list of these; None for anything else."""
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
        return utf8(value) if len(value) <= TEXT_LIMIT else None
    return value if type(value) in (bool, int, float) else None
