"""Report errors as a reader sees them: only the frames of the snippet's own lines."""

import traceback
from typing import Any

from runpages.child.namespace import utf8
from runpages.child.streams import shortened

LONGEST = 300
"""Characters of an error in a message."""


def report(error: BaseException, path: str, folder: str) -> dict[str, Any]:
    """An error in notebook terms; the traceback has only frames in the file `path`."""
    shown = traceback.TracebackException.from_exception(error)
    _prune(shown, path)
    text = utf8("".join(shown.format())).rstrip("\n")
    return {
        "output_type": "error",
        "ename": type(error).__name__,
        "evalue": utf8(str(error)),
        "traceback": shortened(text, path, folder).split("\n"),
    }


def line(error: BaseException, path: str, default: int) -> int:
    """The last line of a file that an error went through."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f.lineno for f in frames if f.filename == path]
    return lines[-1] or default if lines else default


def in_short(error: BaseException) -> str:
    """Name and text of an error, on one line."""
    text = f"{type(error).__name__}: {' '.join(str(error).split())}".removesuffix(": ")
    return utf8(text if len(text) <= LONGEST else text[:LONGEST] + " …")


def _prune(shown: traceback.TracebackException, path: str) -> None:
    frames = [frame for frame in shown.stack if frame.filename == path]
    shown.stack = traceback.StackSummary.from_list(frames)
    others = [shown.__cause__, shown.__context__, *(shown.exceptions or ())]
    for other in filter(None, others):
        _prune(other, path)
