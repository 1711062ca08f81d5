"""Adopt orphans, or end with the parent: subreaper and death signal (Linux)."""

import contextlib
import ctypes

_PDEATHSIG, _CHILD_SUBREAPER = 1, 36  # from linux/prctl.h


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends (Linux)."""
    _prctl(_CHILD_SUBREAPER, 1)


def end_with_parent(number: int) -> None:
    """Get this signal when the parent ends, however that comes about (Linux)."""
    _prctl(_PDEATHSIG, number)


def _prctl(option: int, value: int) -> None:
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
