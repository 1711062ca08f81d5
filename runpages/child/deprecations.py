"""Keep from readers what packages warn of that is about packages, not the snippet."""

import warnings
from collections.abc import Callable
from pathlib import PurePath
from typing import TextIO

CHANGES = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)
"""Categories of what will change. A UserWarning is shown wherever it comes from: that
of MSELoss on shapes is raised inside torch."""
INSTALLED = {"site-packages", "dist-packages"}


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
