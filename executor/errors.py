"""The one exception of this package, and how its messages are worded."""

import difflib
from collections.abc import Iterable


class ExecutorError(Exception):
    """Something an author can mend: `path:line: what is wrong. What to do.`"""

    def __init__(
        self, path: object, what: str, remedy: str = "", line: int | None = None
    ) -> None:
        self.path, self.what, self.remedy, self.line = str(path), what, remedy, line
        place = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{place}: {what.rstrip('.')}. {remedy}".rstrip())


def suggest(wrong: str, right: Iterable[str], plural: str) -> str:
    """The nearest of the right names, or all of them.

    >>> suggest("Trian", ["Data", "Train"], "cells")
    "Did you mean 'Train'? Its cells: Data, Train."
    """
    names = list(right)
    near = difflib.get_close_matches(wrong, names, n=1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    return f"{hint}Its {plural}: {', '.join(names) or 'none'}."
