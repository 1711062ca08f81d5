"""Write errors and warnings for readers: with the snippet's lines, not of packages."""

import traceback
import warnings
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, TextIO

from runpages.child.namespace import utf8
from runpages.child.streams import shortened

LONGEST = 300
"""Characters of an error in a message."""
CHANGES = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)
"""Categories of what will change. A UserWarning is shown wherever it comes from: that
of MSELoss on shapes is raised inside torch."""
INSTALLED = {"site-packages", "dist-packages"}


def report(error: BaseException, path: str, folder: str) -> dict[str, Any]:
    """An error in notebook terms; the traceback has only frames in the file `path`."""
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
    """The last line of a file that an error went through."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f.lineno for f in frames if f.filename == path]
    return lines[-1] or default if lines else default


def in_short(error: BaseException) -> str:
    """Name and text of an error, on one line."""
    text = f"{type(error).__name__}: {' '.join(_text(error).split())}".removesuffix(
        ": "
    )
    return utf8(text if len(text) <= LONGEST else text[:LONGEST] + " …")


def _text(error: BaseException) -> str:
    """What an error says, if it can, and else what Python says of it."""
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
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        place = _within_package(filename)
        text = (
            f"{place}:{lineno}: {category.__name__}: {' '.join(str(message).split())}"
        )
        if not (place and issubclass(category, CHANGES) and take(text)):
            show(message, category, filename, lineno, file, line)

    warnings.showwarning = divert


def _within_package(filename: str) -> str:
    """The path below the folder of packages, or nothing."""
    parts = PurePath(filename).parts
    places = [i for i, part in enumerate(parts) if part in INSTALLED]
    return "/".join(parts[places[-1] + 1 :]) if places else ""
