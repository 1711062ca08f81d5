"""Change a constant of a snippet, for sliders: the same script with another number.

A page asks for it with `vary("momentum/one", {"momentum": [0.0, 0.9]})`. Each position
of the slider is a run of a script in which that one assignment is another.
"""

import ast
import contextlib
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from runpages.authored.embed_syntax import calls
from runpages.authored.page import Page
from runpages.authored.snippet import Snippet
from runpages.errors import RunpagesError, suggest

EMBED = "vary"
MOST = 16
"""Positions of one slider, or of a grid of two."""
FORM = 'Write vary("program", {"rate": [0.1, 0.2]}).'


@dataclass(frozen=True)
class Constant:
    """A number that a script assigns once: its line, from 1, and where in that line."""

    name: str
    value: float
    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Sweep:
    """The values that constants of a snippet take, and the page that says so."""

    snippet: str
    values: dict[str, list[float]]
    path: str = field(compare=False)
    line: int | None = field(default=None, compare=False)

    def positions(self, snippet: Snippet) -> list[Snippet]:
        """Write the script at each position, the last constant the fastest.

        Where all values are its own, it is the snippet itself. Raises RunpagesError as
        `constants` does.
        """
        found = self.constants(snippet)
        return [
            _changed(snippet, dict(zip(found, values, strict=True)))
            for values in itertools.product(*self.values.values())
        ]

    def constants(self, snippet: Snippet) -> list[Constant]:
        """Find what is varied in a script; raises RunpagesError where it cannot be."""
        return [self._constant(snippet, name) for name in self.values]

    def _constant(self, snippet: Snippet, name: str) -> Constant:
        """Find a constant; its own value must be among those that it takes."""
        try:
            found = constant(snippet, name)
        except ValueError as error:
            raise self._error(*error.args) from error
        kind = type(found.value)
        for value in self.values[name]:
            if type(value) is not kind:
                what = f"'{name}' in {snippet.path}:{found.line} is {found.value!r}"
                form = "a whole number" if kind is int else "a number with a point"
                remedy = f"Write each as {form}."
                raise self._error(f"{what}, and not {value!r}", remedy)
        if found.value not in self.values[name]:
            what = f"the values of '{name}' are without the script's own"
            raise self._error(what, f"Add {found.value!r}.")
        return found

    def _error(self, what: str, remedy: str) -> RunpagesError:
        return RunpagesError(self.path, what, remedy, self.line)


def read(snippet: Any, values: Any, path: str, line: int | None = None) -> Sweep:
    """Check what a page asks for; raises RunpagesError."""
    good = isinstance(snippet, str) and isinstance(values, dict) and values
    if not good or not all(
        isinstance(listed, list) and all(map(_is_number, listed))
        for listed in values.values()
    ):
        what = f"cannot vary {snippet!r} by {values!r}"
        raise RunpagesError(path, what, FORM, line)
    for name, numbers in values.items():
        if len(numbers) < 2 or sorted(set(numbers)) != numbers:
            what = f"the values of '{name}' are {numbers!r}"
            remedy = "Give two or more, each once, from the smallest to the largest."
            raise RunpagesError(path, what, remedy, line)
    count = len(list(itertools.product(*values.values())))
    if count > MOST:
        what = f"a slider of {count} positions"
        raise RunpagesError(path, what, f"Leave it at {MOST}: each is a run.", line)
    return Sweep(snippet, values, path, line)


def sweeps(page: Page) -> list[Sweep]:
    """Find what a page asks for, if it is right: rendering says what is not."""
    found = []
    asks = f"{EMBED}(" in page.text
    for name, arguments, line in calls(page.text) if asks else ():
        if name == EMBED and len(arguments) == 2:
            snippet, values = arguments
            with contextlib.suppress(RunpagesError):
                found.append(read(snippet, values, page.path, page.offset + line))
    return found


def varied(pages: Iterable[Page], snippets: dict[str, Snippet]) -> dict[str, Snippet]:
    """Write the scripts that pages want besides snippets, by name."""
    found: dict[str, Snippet] = {}
    for sweep in (sweep for page in pages for sweep in sweeps(page)):
        if own := snippets.get(sweep.snippet):
            with contextlib.suppress(RunpagesError):  # rendering says what is wrong
                positions = sweep.positions(own)
                found |= {one.name: one for one in positions if one.setting}
    return found


@lru_cache(maxsize=100)
def constant(snippet: Snippet, name: str) -> Constant:
    """Find the one assignment of a number to a name; raises ValueError, and what to do.

    The script assigns to the name nowhere else, in no loop and in no function.
    """
    try:
        tree = ast.parse(snippet.source)
    except SyntaxError:  # running it says what is wrong
        raise ValueError(f"{snippet.path} is no Python", "Mend it.") from None
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    stores = [node for node in names if not isinstance(node.ctx, ast.Load)]
    lines = [node.lineno for node in stores if node.id == name]
    numbers = dict(_numbers(tree.body))
    if len(lines) == 1 and name in numbers:
        return _place(snippet, name, numbers[name])
    what = f"assigns {len(lines)} times to '{name}'"
    if len(lines) == 1:
        what = f"assigns no number to '{name}' by itself"
    where = f"{snippet.path}:{','.join(map(str, lines))}" if lines else snippet.path
    hint = "" if lines else " " + suggest(name, sorted(numbers), "Its constants")
    raise ValueError(f"{where} {what}", f"It must do so once: '{name} = 0.9'.{hint}")


def _place(snippet: Snippet, name: str, value: ast.expr) -> Constant:
    line = snippet.source.split("\n")[value.lineno - 1].encode()
    columns = (value.col_offset, value.end_col_offset or 0)
    start, end = (len(line[:column].decode()) for column in columns)
    return Constant(name, ast.literal_eval(value), value.lineno, start, end)


def _numbers(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """Find assignments of one number to one name, in no loop and in no function."""
    for node in body:
        match node:
            case ast.Assign([ast.Name(name)], value):
                with contextlib.suppress(ValueError):
                    if _is_number(ast.literal_eval(value)):
                        yield name, value


def _changed(snippet: Snippet, values: dict[Constant, float]) -> Snippet:
    """Write a script with these values in the place of its own."""
    lines, said = snippet.source.split("\n"), []
    for found, value in values.items():
        line = lines[found.line - 1]
        lines[found.line - 1] = f"{line[: found.start]}{value!r}{line[found.end :]}"
        said.append(f"{found.name}={value!r}")
    if all(found.value == value for found, value in values.items()):
        return snippet
    setting = ",".join(said)
    name, source = f"{snippet.name}@{setting}", "\n".join(lines)
    return replace(snippet, name=name, source=source, setting=setting)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)
