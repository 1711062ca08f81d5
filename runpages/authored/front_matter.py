"""Read and check the front matter of a page."""

import difflib
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from runpages.config import LOADER, from_yaml
from runpages.errors import RunpagesError


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


LEVELS = ("for beginners", "goes deeper", "for the curious")
KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "title": ("text, in quotation marks if need be", _text),
    "description": ("text, in quotation marks if need be", _text),
    "snippet": ("the name of a snippet", _text),
    "way": ("a sentence: when to choose this way", _text),
    "level": (f"one of {', '.join(LEVELS)}", lambda v: v in LEVELS),
    "exercises": ("true, where each task has a check", lambda v: v is True),
    "notebook": ("false, for a page that has none", lambda v: v is False),
    "omit": ("a list of cell titles: [Plot]", _texts),
    "try": ("a list of sentences: what to change in the notebook", _texts),
    "tooltips": (
        "a list of words for each term: 'leaf: [leaf, leaves]'",
        lambda v: isinstance(v, dict) and all(map(_texts, v.values())),
    ),
}
"""What it says to us: what that must be, and whether it is."""
TEXTS = {name for name, (_, fits) in KINDS.items() if fits is _text}


def split(text: str, path: str) -> tuple[dict[str, Any], dict[str, int], int]:
    """Split front matter from a page: what it holds, the line of each name, its length.

    Raises RunpagesError for one that is not marked as such, is not YAML, has a name
    twice or misspelt, or a value of another kind.
    """
    lines = text.split("\n")
    marks = [n for n, line in enumerate(lines) if line.rstrip() == "---"]
    if len(marks) < 2 or marks[0] > 0:
        for what, remedy in _mistakes(lines, marks):
            raise RunpagesError(path, f"the front matter {what}", remedy, 1)
        return {}, {}, 0
    matter = "\n".join(lines[1 : marks[1]])
    meta = from_yaml(matter, path, "the front matter", above=1)
    places = _places(matter, path)
    for name, value in meta.items():
        _check(path, name, value, places.get(name, 2))
    return meta, places, marks[1] + 1


def _mistakes(lines: list[str], marks: list[int]) -> Iterator[tuple[str, str]]:
    """Tell how front matter is not marked as such, if the lines look like that."""
    before = lines[: marks[0]] if marks else []
    if before and not before[0].strip("-–— "):
        before = before[1:]
    alike = all(_named(line) or line[:1].isspace() for line in before)
    if marks == [0] and any(map(_named, lines[1:2])):
        yield "does not end", "Close it with a line '---'."
    elif len(marks) > 1 and not any(map(str.strip, before)):
        yield "begins too late", "Begin it on line 1."
    elif alike and _named("".join(before[:1])) in KINDS:
        yield "does not begin", "Begin it with a line '---'."


def _named(line: str) -> str:
    """Find what a line such as `title: x` gives a value to, if it does."""
    name, colon, _ = line.partition(":")
    return name if colon and name.replace("-", "_").isidentifier() else ""


def _places(matter: str, path: str) -> dict[str, int]:
    """Find the line of each name; YAML would take the last of two in silence."""
    places: dict[str, int] = {}
    node = yaml.compose(matter, LOADER)
    for key, value in node.value if node else ():
        line = key.start_mark.line + 2
        if key.value in TEXTS and _ends_at_comment(value, matter):
            what = f"'{key.value}' in the front matter ends at '#', as a comment begins"
            raise RunpagesError(path, what, "Put it in quotation marks.", line)
        if places.setdefault(key.value, line) != line:
            what = f"the front matter has '{key.value}' a second time"
            raise RunpagesError(path, what, "Keep one of them.", line)
    return places


def _ends_at_comment(value: yaml.Node, matter: str) -> bool:
    """Whether YAML takes the rest of a text without quotation marks for a comment."""
    line = matter.split("\n")[value.start_mark.line]
    after = line[value.end_mark.column :] if not getattr(value, "style", "") else ""
    return value.end_mark.line == value.start_mark.line and "#" in after


def _check(path: str, name: Any, value: Any, line: int) -> None:
    if name not in KINDS:
        if near := difflib.get_close_matches(str(name), KINDS, n=1, cutoff=0.8):
            what = f"the front matter has '{name}'"
            raise RunpagesError(path, what, f"Did you mean '{near[0]}'?", line)
    elif not KINDS[name][1](value):
        what = f"'{name}' in the front matter is {value!r}"
        raise RunpagesError(path, what, f"It must be {KINDS[name][0]}.", line)
