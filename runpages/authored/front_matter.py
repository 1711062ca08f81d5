"""Read and check the front matter of a page."""

import difflib
import re
from collections.abc import Callable
from typing import Any

from runpages.config import from_yaml
from runpages.errors import RunpagesError

WHOLE = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
LATE = re.compile(rf"\s+{WHOLE.pattern}", WHOLE.flags)
OPENED = re.compile(r"\A---[ \t]*\n[\w-]+:")
NAME = re.compile(r"""^["']?([\w-]+)["']? *:""", re.MULTILINE)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "title": ("text", _text),
    "description": ("text", _text),
    "snippet": ("the name of a snippet", _text),
    "way": ("a sentence: when to choose this way", _text),
    "exercises": ("true, where each task has a check", lambda v: v is True),
    "omit": ("a list of cell titles: [Plot]", _texts),
    "tooltips": (
        "a list of words for each term: 'leaf: [leaf, leaves]'",
        lambda v: isinstance(v, dict) and all(map(_texts, v.values())),
    ),
}
"""What it says to us: what that must be, and whether it is."""
UNOPENED = re.compile(
    rf"\A(?:{'|'.join(KINDS)}):.*\n(?:(?:[\w-]+:|[ \t]).*\n)*---[ \t]*$", re.MULTILINE
)
MISTAKES = {
    OPENED: ("does not end", "Close it with a line '---'."),
    LATE: ("begins too late", "Begin it on line 1."),
    UNOPENED: ("does not begin", "Put a line '---' above it."),
}
"""What a text looks like whose front matter is not marked as such."""


def split(text: str, path: str) -> tuple[dict[str, Any], dict[str, int], int]:
    """Split front matter from a page: what it holds, the line of each name, its end.

    Raises RunpagesError for one that is not marked as such, is not YAML, has a name
    twice or misspelt, or a value of another kind.
    """
    if not (matter := WHOLE.match(text)):
        for mistake, (what, remedy) in MISTAKES.items():
            if mistake.match(text):
                raise RunpagesError(path, f"the front matter {what}", remedy, 1)
        return {}, {}, 0
    meta = from_yaml(matter[1], path, "the front matter", above=1)
    lines = _lines(matter[1], path)
    for name, value in meta.items():
        _check(path, name, value, lines.get(name, 2))
    return meta, lines, matter.end()


def _lines(matter: str, path: str) -> dict[str, int]:
    """Find the line of each name; YAML would take the last of two in silence."""
    lines: dict[str, int] = {}
    for found in NAME.finditer(matter):
        line = matter.count("\n", 0, found.start()) + 2
        if lines.setdefault(found[1], line) != line:
            what = f"the front matter has '{found[1]}' a second time"
            raise RunpagesError(path, what, "Keep one of them.", line)
    return lines


def _check(path: str, name: Any, value: Any, line: int) -> None:
    if name not in KINDS:
        if near := difflib.get_close_matches(str(name), KINDS, n=1, cutoff=0.8):
            what = f"the front matter has '{name}'"
            raise RunpagesError(path, what, f"Did you mean '{near[0]}'?", line)
    elif not KINDS[name][1](value):
        what = f"'{name}' in the front matter is {value!r}"
        raise RunpagesError(path, what, f"It must be {KINDS[name][0]}.", line)
