"""Place sliders over recorded runs: what a page shows at each of their positions.

A page that varies a snippet shows its own run. Code, outputs, figures and values of
that snippet follow the slider, wherever on the page they stand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from runpages.authored import sweep
from runpages.authored.snippet import Snippet
from runpages.authored.sweep import Constant, Sweep
from runpages.records.record import Record
from runpages.rendering.resolve import Node, Resolver

START, END = "\ue002", "\ue003"
"""Around the number of a value that a slider changes, wherever text may stand."""


@dataclass(frozen=True)
class Follows:
    """A place in which something else stands at each position of a slider.

    `number` counts such places on the page; `forms` are texts, or SVG with `alts`, and
    the script's own run has the one `at` that position.
    """

    slider: str
    number: int
    forms: tuple[str, ...]
    alts: tuple[str, ...]
    at: int

    @property
    def own(self) -> str:
        """What stands there until the slider moves."""
        return self.forms[self.at]

    @property
    def token(self) -> str:
        """What stands for it in a text."""
        return f"{START}{self.number}{END}"


@dataclass(frozen=True)
class Field:
    """A constant that a slider changes: its line in code, from 1, and where in that."""

    name: str
    line: int
    start: int
    end: int
    follows: Follows

    @property
    def values(self) -> list[str]:
        """The values that it takes, as they are written."""
        return list(dict.fromkeys(self.follows.forms))


@dataclass(frozen=True)
class Slider:
    """A slider: a position for each combination of values, the last name the fastest.

    `fields` are what it changes in the source of its snippet, and `lines` what each
    position prints last.
    """

    snippet: str
    name: str
    fields: tuple[Field, ...]
    lines: tuple[str, ...]

    @property
    def file(self) -> str:
        """Where its other positions are in the site."""
        return f"sliders/{self.name}.js"


class Sliders:
    """The sliders of one page. Raises RunpagesError for one that is wrong."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.sweeps: dict[str, Sweep] = {}
        """What the page varies, by snippet; known before the slider is embedded."""
        for one in sweep.sweeps(resolver.page):
            self.sweeps.setdefault(one.snippet, one)
        self.shown: set[str] = set()
        self.places: dict[tuple[Any, ...], Follows] = {}
        """All that follows a slider, by what it is at each position."""

    def add(self, snippet: Any, values: Any) -> Slider:
        """Make the slider of a snippet."""
        asked = sweep.read(snippet, values, self.resolver.page.path)
        if asked != self.sweeps.get(snippet):
            what = f"the values that '{snippet}' takes are computed, or it has a slider"
            raise self.resolver.error(what, f"Once, with numbers. {sweep.FORM}")
        if snippet in self.shown:
            what = f"a second slider for '{snippet}'"
            raise self.resolver.error(what, "Show one.")
        self.shown.add(snippet)
        lines = tuple(_last_line(run) for run in self.runs(snippet))
        fields = tuple(self._field(snippet, c) for c in self._constants(snippet))
        return Slider(snippet, self._name(snippet), fields, lines)

    def runs(self, snippet: str, device: str | None = None) -> list[Record]:
        """List the run at each position; none if the page does not vary this."""
        if snippet not in self.sweeps:
            return []
        self.resolver.record(snippet)
        library, found = self.resolver.library, []
        for one in self._positions(snippet):
            if one.name in library.errors:
                raise library.errors[one.name]
            runs = library.records.get(one.name, {})
            if not runs:
                what = f"'{one.name}' has no record"
                raise self.resolver.error(what, f"python -m runpages run {snippet}")
            found.append(runs.get(device or "", next(iter(runs.values()))))
        return found

    def follow(
        self, snippet: str, forms: Sequence[str], alts: Sequence[str] = ()
    ) -> Follows | None:
        """Number a place that follows a slider; None if it is always the same."""
        if len(set(forms)) < 2:
            return None
        what = self._name(snippet), tuple(forms), tuple(alts)
        at = [one.setting for one in self._positions(snippet)].index("")
        made = Follows(what[0], len(self.places) + 1, *what[1:], at)
        return self.places.setdefault(what, made)

    def fields(self, snippet: str, cell: Node) -> tuple[Field, ...]:
        """Find the numbers in a cell that a slider changes."""
        if snippet not in self.sweeps:
            return ()
        before = cell["metadata"]["line"] - 1
        last = before + 1 + cell["source"].count("\n")
        inside = [c for c in self._constants(snippet) if before < c.line <= last]
        fields = [self._field(snippet, one) for one in inside]
        return tuple(replace(one, line=one.line - before) for one in fields)

    def alts(self, snippet: str, alt: str) -> list[str]:
        """Write a text alternative for each position: it may hold values."""
        places, name = self.places.values(), self._name(snippet)
        count = len(self._positions(snippet))
        return [settled(alt, places, name, position) for position in range(count)]

    def _field(self, snippet: str, found: Constant) -> Field:
        own = self.resolver.library.snippets[snippet]
        after = own.source.split("\n")[found.line - 1][found.end :]
        lines = [s.source.split("\n")[found.line - 1] for s in self._positions(snippet)]
        forms = [line[found.start :].removesuffix(after) for line in lines]
        follows = self.follow(snippet, forms)
        assert follows  # it has two values
        return Field(found.name, found.line, found.start, found.end, follows)

    def _constants(self, snippet: str) -> list[Constant]:
        own = self.resolver.library.snippets[snippet]
        return self.sweeps[snippet].constants(own)

    def _positions(self, snippet: str) -> list[Snippet]:
        own = self.resolver.library.snippets[snippet]
        return self.sweeps[snippet].positions(own)

    def _name(self, snippet: str) -> str:
        stem = self.resolver.page.uri.removesuffix(".md")
        return f"{stem}-{list(self.sweeps).index(snippet) + 1}"


def settled(
    text: str, places: Iterable[Follows], slider: str = "", position: int = 0
) -> str:
    """Put values in the place of their tokens: of own runs, or where a slider is."""
    for one in places if START in text else ():
        form = one.forms[position] if one.slider == slider else one.own
        text = text.replace(one.token, form)
    return text


def _last_line(run: Record) -> str:
    lines: Iterable[str] = reversed(run.stdout().splitlines())
    return next((line.strip() for line in lines if line.strip()), "")
