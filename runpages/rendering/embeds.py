"""Define what a page can embed: parts of runs, as tokens in its text, and values."""

import difflib
import posixpath
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from runpages.authored.page import Page
from runpages.errors import RunpagesError
from runpages.files import is_private, read_text
from runpages.records.api_links import api_links
from runpages.records.store import Library
from runpages.rendering.document import (
    END,
    START,
    Changes,
    Code,
    Note,
    Part,
    Placed,
)
from runpages.rendering.outputs import DRAWN, PRINTED, Outputs, ran_on
from runpages.rendering.resolve import Resolver
from runpages.rendering.sliders import Sliders
from runpages.rendering.ways_table import Way
from runpages.text import inert, terminal


class Embeds:
    """The embeds of one page. Each returns text, or raises RunpagesError."""

    def __init__(self, page: Page, pages: list[Page], library: Library) -> None:
        self.page, self.pages, self.library = page, pages, library
        self.table: dict[str, Placed] = {}
        """The parts that were embedded, by their tokens."""
        self.resolver = Resolver(page, library)
        self.linked: set[str] = set()
        """The pages of torch's documentation that code leads to."""
        self.sliders = Sliders(self.resolver)
        self.outputs = Outputs(self.resolver, self.sliders)

    def names(self) -> dict[str, Callable[..., Any]]:
        """List the functions that embeds may call."""
        public = (
            "cell code output figure value diff message ways has_recording "
            "provenance include vary"
        )
        return {name: getattr(self, name) for name in public.split()}

    def cell(
        self,
        name: str,
        alt: str | list[str] | None = None,
        notes: dict[str, str] | None = None,
        stderr: str | None = None,
    ) -> str:
        """Show the code of a cell, then what it printed and drew."""
        code, where = self.code(name, notes), self.resolver.split(name)
        shown = self.outputs.show(*where, alt, PRINTED | DRAWN, stderr)
        return code + self._put(*shown)

    def code(self, name: str, notes: dict[str, str] | None = None) -> str:
        """Show the code of a cell; `notes` explain lines, found by their text."""
        snippet, title = self.resolver.split(name)
        cell = self.resolver.cell(snippet, title)
        source = cell["source"].strip("\n")
        found = _located(notes or {}, source, title, self.page.path)
        anchor = self.outputs.anchor("cell", snippet, title)
        fields = self.sliders.fields(snippet, cell)
        links = tuple(link for link in api_links(cell) if self._is_new(link.address))
        return self._put(Code(snippet, title, source, found, anchor, fields, links))

    def output(self, name: str, stderr: str | None = None) -> str:
        """Show what a cell printed; `stderr="fold"` folds standard error."""
        where = self.resolver.split(name)
        return self._put(*self.outputs.show(*where, None, PRINTED, stderr))

    def figure(self, name: str, alt: str | list[str] | None = None) -> str:
        """Show what a cell drew; `alt` says what is to be seen."""
        where = self.resolver.split(name)
        return self._put(*self.outputs.show(*where, alt, DRAWN))

    def value(
        self, name: str, form: str | None = None, device: str | None = None
    ) -> Any:
        """Give a value of a run: formatted for prose, or as it is, to compute with."""
        snippet, part = self.resolver.split(name)
        found = self.resolver.value(snippet, part, device)
        if form is None:
            return found
        runs = self.sliders.runs(snippet, device)
        texts = [self.resolver.formatted(run.values.get(part), form) for run in runs]
        follows = self.sliders.follow(snippet, texts)
        return follows.token if follows else self.resolver.formatted(found, form)

    def vary(self, name: str, values: dict[str, list[float]]) -> str:
        """Place a slider: what the page shows of a snippet, with other constants."""
        return self._put(self.sliders.add(name, values))

    def diff(self, other: str, title: str, other_title: str | None = None) -> str:
        """Show what changes in this page's cell from another snippet's."""
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
        """Quote the error that a snippet is meant to end in: `Type: message`."""
        error = self.resolver.record(name).error
        if error is None:
            what = f"snippet '{name}' ends in no error"
            raise self.resolver.error(what, "Name another.")
        return inert(terminal(error.strip()))

    def ways(self) -> list[Way]:
        """List the pages that fit the line, in the order of the navigation."""
        start = posixpath.dirname(self.page.uri)
        ways = []
        for page in self.pages:
            if page.meta.get("way"):
                resolver = Resolver(page, self.library, page.lines.get("way"))
                ways.append(Way(resolver, start))
                self.resolver.used |= resolver.used
        return ways

    def has_recording(self, snippet: str, device: str) -> bool:
        """Tell whether there is a run of a snippet on a device."""
        self.resolver.record(snippet)
        return device in self.library.records[snippet]

    def provenance(self, *snippets: str) -> str:
        """Say what the runs of these snippets ran on."""
        names = snippets or (self.resolver.own,)
        for name in names:
            self.resolver.record(name)
        runs = [run for n in names for run in self.library.records[n].values()]
        return "; ".join(map(str, ran_on(runs)))

    def include(self, path: str) -> str:
        """Read a file of the project, such as a table that a program wrote."""
        root = self.library.root.resolve()
        file = (root / str(path)).resolve()
        inside = file.is_relative_to(root)
        if inside:
            self.library.included.add(file)
        if not inside or not file.is_file():
            what = f"the project has no file '{path}'"
            raise self.resolver.error(what, "Paths begin where mkdocs.yml is.")
        if is_private(file, root):
            what = f"the file '{path}' is hidden, or git ignores it"
            raise self.resolver.error(what, "Copy what readers may see.")
        return read_text(file, path).strip("\n")

    def _is_new(self, address: str) -> bool:
        """Tell whether no code of the page links there yet: it is linked once."""
        first = address not in self.linked
        self.linked.add(address)
        return first

    def _put(self, *parts: Part) -> str:
        """Keep parts, and give their tokens, which have a line to themselves."""
        tokens = []
        for part in parts:
            tokens.append(f"{START}{len(self.table)}{END}")
            self.table[tokens[-1]] = Placed(part, line=self._line_of_embed())
        return "".join(tokens)

    def _line_of_embed(self) -> int | None:
        """Find the line of the page that its template is at."""
        frame: FrameType | None = sys._getframe()
        while frame:
            if template := frame.f_globals.get("__jinja_template__"):
                line: int = template.get_corresponding_lineno(frame.f_lineno)
                return self.page.offset + line
            frame = frame.f_back
        return None


def _located(notes: Any, source: str, title: str, path: str) -> tuple[Note, ...]:
    """Find the lines of a cell that notes belong to; list the notes in their order.

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
        Note(line + 1, " ".join(notes[text].split()))
        for line, text in sorted(noted.items())
    )


def _line(lines: list[str], title: str, text: str, path: str) -> int:
    """Find the line that a note means: the only one that holds its text, or is it."""
    matches = [i for i, line in enumerate(lines) if text in line]
    exact = [i for i in matches if lines[i].strip() == text.strip()]
    matches = exact if len(exact) == 1 else matches
    if len(matches) != 1:
        what = f"{len(matches)} lines of cell '{title}' hold '{text}'"
        remedy = "Quote one line, as it stands in the snippet."
        raise RunpagesError(path, what, remedy)
    return matches[0]
