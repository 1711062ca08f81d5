"""Write errors and warnings for readers: with the snippet's lines, not of packages."""

import errno
import traceback
import warnings
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from runpages.child.namespace import utf8
from runpages.child.streams import shortened
from runpages.settings import Settings

LONGEST = 300
"""Characters of an error in a message."""
CHANGES = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)
"""Categories of what will change. A UserWarning is shown wherever it comes from: that
of MSELoss on shapes is raised inside torch."""
INSTALLED = "-packages/"
"""How the folders `site-packages` and `dist-packages` end."""


def report(error: BaseException, path: str, folder: str) -> dict[str, Any]:
    """Write an error in notebook terms, with no frames but those in the file `path`."""
    shown = traceback.TracebackException.from_exception(error)
    _prune(shown, path)
    text = utf8("".join(shown.format())).rstrip("\n")
    return {
        "output_type": "error",
        "ename": type(error).__name__,
        "evalue": utf8(_text(error)),
        "traceback": shortened(text, path, folder).split("\n"),
    }


def line(error: BaseException, path: str, default: int) -> int:
    """Find the last line of a file that an error went through."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f.lineno for f in frames if f.filename == path]
    return lines[-1] or default if lines else default


def in_short(error: BaseException) -> str:
    """Write name and text of an error on one line."""
    name, said = type(error).__name__, " ".join(_text(error).split())
    text = f"{name}: {said}" if said else name
    return utf8(text if len(text) <= LONGEST else text[:LONGEST] + " …")


def remedy(error: BaseException, path: str, settings: Settings) -> str:
    """Say what to do about an error of the script at a path below the root."""
    if isinstance(error, MemoryError) or "can't allocate memory" in _text(error):
        limit = f"It may hold {settings.memory} MB"
        return f"{limit}: use less, or raise 'memory' in {settings.file}."
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "Make room for what it writes, or name another place in TMPDIR."
    if isinstance(error, EOFError):
        return "A run has no input: write the value into the snippet."
    if type(error).__name__ == "BdbQuit":  # its module need not be loaded
        return "A run has no input for a debugger: remove its call."
    if isinstance(error, ModuleNotFoundError) and error.name:
        name = error.name.partition(".")[0]
        return f"Install it, and add it to the snippet's dependencies: {name}."
    name = str(error.filename) if isinstance(error, FileNotFoundError) else ""
    script = settings.root / path
    if name and name == PurePath(name).name and script.with_name(name).exists():
        return f"A run begins in an empty folder: Path(__file__).with_name('{name}')."
    return f"To see it: python {path}"


def _text(error: BaseException) -> str:
    """Read what an error says, if it can, and else what Python says of it."""
    try:
        return str(error)
    except Exception:
        return "<exception str() failed>"


def _prune(shown: traceback.TracebackException, path: str) -> None:
    frames = [frame for frame in shown.stack if frame.filename == path]
    shown.stack = traceback.StackSummary.from_list(frames)
    others = [shown.__cause__, shown.__context__, *(shown.exceptions or ())]
    for other in filter(None, others):
        _prune(other, path)


def divert_warnings(take: Callable[[str], bool]) -> None:
    """Offer `take` the warnings of changes inside installed packages, each as a line.

    What it does not take, and all other warnings, are shown as Python shows them.
    """
    show = warnings.showwarning

    def divert(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        *more: Any,
        **named: Any,
    ) -> None:
        _, inside, place = PurePath(filename).as_posix().rpartition(INSTALLED)
        said = " ".join(str(message).split())
        text = f"{place}:{lineno}: {category.__name__}: {said}"
        if not (inside and issubclass(category, CHANGES) and take(text)):
            show(message, category, filename, lineno, *more, **named)

    warnings.showwarning = divert
