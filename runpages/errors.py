"""Define the exception of this package, and word its messages."""

import difflib
from collections.abc import Iterable


class RunpagesError(Exception):
    """Something an author can mend: `path:line: what is wrong. What to do.`"""

    def __init__(
        self, path: object, what: str, remedy: str = "", line: int | None = None
    ) -> None:
        self.path, self.what, self.remedy, self.line = str(path), what, remedy, line
        place = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{place}: {what.rstrip('.')}. {remedy}".rstrip())


class StillRuns(RunpagesError):
    """No mistake: what a snippet prints is not known yet."""


MOST = 10


def suggest(wrong: str, right: Iterable[str], known: str) -> str:
    """Suggest the nearest of the right names, or the first ten where none is near.

    One that holds the other is near, as a name and its path do.

    >>> suggest("Trian", ["Data", "Train"], "Its cells")
    "Did you mean 'Train'?"
    >>> suggest("snippets/adam.py", ["sgd", "adam"], "There are")
    "Did you mean 'adam'?"
    >>> suggest("Plot", ["Data", "Train"], "Its cells")
    'Its cells: Data, Train.'
    """
    names = list(right)
    long = [name for name in names if min(len(name), len(wrong)) > 2]
    held = [name for name in long if name in wrong or wrong in name]
    if near := difflib.get_close_matches(wrong, names, n=1) or held:
        return f"Did you mean '{near[0]}'?"
    more = [f"and {len(names) - MOST} more"] if len(names) > MOST else []
    return f"{known}: {', '.join([*names[:MOST], *more]) or 'none'}."
