"""The front matter of a page: what it says for itself, before its text."""

import difflib
import re
from collections.abc import Callable
from typing import Any

import yaml

from runpages.errors import RunpagesError
from runpages.text import yaml_fault

WHOLE = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
OPENED = re.compile(r"\A---[ \t]*\n[\w-]+:")
NAME = re.compile(r"""^["']?([\w-]+)["']? *:""", re.MULTILINE)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C is ten times as fast, where it is."""


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


def split(text: str, path: str) -> tuple[dict[str, Any], dict[str, int], int]:
    """What it holds, the line of each name in it (from 1), and where it ends.

    Raises RunpagesError for one that is not marked as such, is not YAML, has a name
    twice or misspelt, or a value of another kind.
    """
    matter = WHOLE.match(text)
    if not matter:
        _check_marks(text, path)
        return {}, {}, 0
    meta = _loaded(matter[1], path)
    lines = _lines(matter[1], path)
    for name, value in meta.items():
        _check(path, name, value, lines.get(name, 2))
    return meta, lines, matter.end()


def _check_marks(text: str, path: str) -> None:
    what, remedy = "", ""
    if OPENED.match(text):
        what, remedy = "does not end", "Close it with a line '---'."
    elif WHOLE.match(text.lstrip()):
        what, remedy = "begins too late", "Begin it on line 1."
    elif UNOPENED.match(text):
        what, remedy = "does not begin", "Put a line '---' above it."
    if what:
        raise RunpagesError(path, f"the front matter {what}", remedy, 1)


def _loaded(matter: str, path: str) -> dict[str, Any]:
    try:
        meta = yaml.load(matter, LOADER) or {}
    except (yaml.YAMLError, ValueError) as error:
        cause, line = yaml_fault(error)
        what = f"the front matter is not YAML: {cause}"
        remedy = "Quote values that hold a colon; indent with spaces."
        # The mark before the front matter is a line of the file.
        raise RunpagesError(path, what, remedy, (line or 0) + 1) from error
    if not isinstance(meta, dict):
        what = "the front matter has no 'name: value'"
        raise RunpagesError(path, what, "Write 'title: …'.", 1)
    return meta


def _lines(matter: str, path: str) -> dict[str, int]:
    """The line of each name; YAML would take the last of two in silence."""
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
