"""What a page can embed: parts of runs, as tokens in its text, and values."""

import difflib
import posixpath
from collections.abc import Callable
from typing import Any

from runpages.authored.page import Page
from runpages.errors import RunpagesError
from runpages.records.api_links import api_links
from runpages.records.store import Library
from runpages.rendering.document import END, START, Changes, Code, Note, Part
from runpages.rendering.order import Order
from runpages.rendering.outputs import DRAWN, PRINTED, Outputs, provenance
from runpages.rendering.resolve import Resolver
from runpages.rendering.sliders import Sliders
from runpages.rendering.ways_table import Approach
from runpages.text import decode, inert, prose, terminal


class Embeds:
    """The embeds of one page. Each returns text, or raises RunpagesError."""

    def __init__(self, page: Page, pages: list[Page], library: Library) -> None:
        self.page, self.pages, self.library = page, pages, library
        self.table: dict[str, Part] = {}
        """The parts that were embedded, by their tokens."""
        self.linked: set[str] = set()
        """The pages of torch's documentation that code leads to."""
        self.resolver = Resolver(page, library)
        self.order = Order(self.resolver)
        self.sliders = Sliders(self.resolver)
        self.outputs = Outputs(self.resolver, self.sliders)

    def names(self) -> dict[str, Callable[..., Any]]:
        """The functions that embeds may call."""
        public = (
            "cell code output figure value diff message approaches has_recording "
            "provenance include vary"
        )
        return {name: getattr(self, name) for name in public.split()}

    def cell(
        self,
        name: str,
        alt: str | list[str] | None = None,
        notes: dict[str, str] | None = None,
    ) -> str:
        """The code of a cell, then what it printed and drew."""
        code = self.code(name, notes)
        where = self.resolver.split(name)
        return code + self._put(*self.outputs.show(*where, alt, PRINTED | DRAWN))

    def code(self, name: str, notes: dict[str, str] | None = None) -> str:
        """The code of a cell; `notes` explain lines, found by their text."""
        snippet, title = self.resolver.split(name)
        cell = self.resolver.cell(snippet, title)
        source = cell["source"].strip("\n")
        if snippet == self.page.snippet:
            self.order.show(title)
        found = _located(notes or {}, source, title, self.page.path)
        anchor = self.outputs.anchor("cell", snippet, title)
        fields = self.sliders.fields(snippet, cell)
        links = tuple(link for link in api_links(cell) if self._first(link.address))
        return self._put(Code(snippet, title, source, found, anchor, fields, links))

    def output(self, name: str) -> str:
        """What a cell printed."""
        where = self.resolver.split(name)
        return self._put(*self.outputs.show(*where, None, PRINTED))

    def figure(self, name: str, alt: str | list[str] | None = None) -> str:
        """What a cell drew; `alt` says what is to be seen."""
        where = self.resolver.split(name)
        return self._put(*self.outputs.show(*where, alt, DRAWN))

    def value(
        self, name: str, form: str | None = None, device: str | None = None
    ) -> Any:
        """A value of a run: formatted for prose, or as it is, to compute with."""
        snippet, part = self.resolver.split(name)
        found = self.resolver.value(snippet, part, device)
        if form is None:
            return found
        text = self._formatted(found, form)
        others = [run.values.get(part) for run in self.sliders.runs(snippet, device)]
        texts = [self._formatted(other, form) for other in others]
        return self.sliders.value(snippet, texts, text) if texts else text

    def _formatted(self, value: Any, form: str) -> str:
        try:
            return prose(format(value, form))
        except (ValueError, TypeError) as error:
            what = f"value {value!r} cannot be written as '{form}': {error}"
            raise self.resolver.error(what, "Formats look like '.4f'.") from error

    def vary(self, name: str, values: dict[str, list[float]]) -> str:
        """A slider: what the page shows of a snippet, with other constants."""
        return self._put(self.sliders.add(name, values))

    def diff(self, other: str, title: str, other_title: str | None = None) -> str:
        """What changes in this page's cell from another snippet's."""
        snippet = self.resolver.own
        own = self.resolver.cell(snippet, title)["source"].splitlines()
        old = self.resolver.cell(other, other_title or title)["source"].splitlines()
        changes = difflib.unified_diff(old, own, lineterm="", n=len(own + old))
        lines = tuple(changes)[3:]
        if not lines:
            what = f"cell '{title}' is the same in '{other}'"
            raise self.resolver.error(what, "Leave it out.")
        return self._put(Changes(snippet, title, lines))

    def message(self, name: str) -> str:
        """The error that a snippet is meant to end in: `Type: message`."""
        error = self.resolver.record(name).error
        if error is None:
            what = f"snippet '{name}' ends in no error"
            raise self.resolver.error(what, "Name another.")
        return inert(terminal(error.strip()))

    def approaches(self) -> list[Approach]:
        """The pages that fit the line, in the order of the navigation."""
        start = posixpath.dirname(self.page.uri)
        return [
            Approach(page, self.resolver.record_of(page), self.value, start)
            for page in self.pages
            if page.meta.get("approach")
        ]

    def has_recording(self, snippet: str, device: str) -> bool:
        """Whether there is a run of a snippet on a device."""
        self.resolver.record(snippet)
        return device in self.library.records[snippet]

    def provenance(self, *snippets: str) -> str:
        """What the runs of these snippets ran on."""
        names = snippets or (self.resolver.own,)
        for name in names:
            self.resolver.record(name)
        runs = [run for n in names for run in self.library.records[n].values()]
        return "; ".join(dict.fromkeys(str(provenance(run)) for run in runs))

    def include(self, path: str) -> str:
        """The text of a file of the project, such as a table that a program wrote."""
        root = self.library.root.resolve()
        file = (root / str(path)).resolve()
        if not file.is_file() or not file.is_relative_to(root):
            what = f"the project has no file '{path}'"
            raise self.resolver.error(what, "Paths begin where mkdocs.yml is.")
        self.library.included.add(file)
        return decode(file.read_bytes(), path).strip("\n")

    def _first(self, address: str) -> bool:
        """Whether the page leads there for the first time: the code stays quiet."""
        first = address not in self.linked
        self.linked.add(address)
        return first

    def _put(self, *parts: Part) -> str:
        """The tokens of parts, which have a line to themselves."""
        tokens = []
        for part in parts:
            tokens.append(f"{START}{len(self.table)}{END}")
            self.table[tokens[-1]] = part
        return "".join(tokens)


def _located(notes: Any, source: str, title: str, path: str) -> tuple[Note, ...]:
    """Find the lines of a cell that notes belong to.

    Raises RunpagesError for notes that are not texts by the text of a line, and for one
    that does not belong to one line of its own.
    """
    if not isinstance(notes, dict) or not all(
        isinstance(part, str) for pair in notes.items() for part in pair
    ):
        remedy = 'Write notes={"part of a line": "what it does"}.'
        raise RunpagesError(path, f"notes are {notes!r}", remedy)
    lines = source.splitlines()
    noted: dict[int, str] = {}
    for text in notes:
        line = _line(lines, title, text, path)
        if (before := noted.setdefault(line, text)) != text:
            what = f"'{before}' and '{text}' are notes on one line"
            raise RunpagesError(path, what, "Make them one note.")
    return tuple(
        Note(line + 1, " ".join(notes[text].split())) for line, text in noted.items()
    )


def _line(lines: list[str], title: str, text: str, path: str) -> int:
    """Which line a note means: the only one that holds its text, or that is it."""
    matches = [i for i, line in enumerate(lines) if text in line]
    exact = [i for i in matches if lines[i].strip() == text.strip()]
    matches = exact if len(exact) == 1 else matches
    if len(matches) != 1:
        what = f"{len(matches)} lines of cell '{title}' hold '{text}'"
        remedy = "Quote one line, as it stands in the snippet."
        raise RunpagesError(path, what, remedy)
    return matches[0]
