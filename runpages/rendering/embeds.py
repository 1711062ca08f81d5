"""What a page can embed: the parts of runs, as plain Markdown."""

import difflib
import posixpath
from collections.abc import Callable
from typing import Any

from runpages.authored.page import Page
from runpages.records.store import Library
from runpages.rendering.notes import check, listed, marked
from runpages.rendering.order import Order
from runpages.rendering.outputs import DRAWN, PRINTED, Outputs, ran_on
from runpages.rendering.resolve import Parts
from runpages.rendering.ways_table import Approach
from runpages.text import decode, fence, prose, terminal


class Embeds:
    """The embeds of one page. Each returns Markdown, or raises RunpagesError."""

    def __init__(self, page: Page, pages: list[Page], library: Library) -> None:
        self.page, self.pages, self.library = page, pages, library
        self.parts = Parts(page, library)
        self.order = Order(self.parts)
        self.outputs = Outputs(self.parts)

    def names(self) -> dict[str, Callable[..., Any]]:
        """The functions that embeds may call."""
        public = (
            "cell code output figure value diff message approaches has_recording "
            "provenance include"
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
        shown = self.outputs.show(*self.parts.split(name), alt, PRINTED | DRAWN)
        return "\n\n".join(filter(None, [code, shown]))

    def code(self, name: str, notes: dict[str, str] | None = None) -> str:
        """The code of a cell; `notes` explain lines, found by their text."""
        snippet, title = self.parts.split(name)
        source = self.parts.cell(snippet, title)["source"]
        if snippet == self.page.snippet:
            self.order.show(title)
        kind, below = ".python .cell", ""
        if notes:
            check(notes, self.page.path)
            source = marked(source, title, notes, self.page.path)
            kind, below = f"{kind} .annotate", listed(notes)
        anchor = self.outputs.anchor("cell", snippet, title)
        data = f'data-snippet="{snippet}" data-cell="{title}"'
        return f"{fence(source, f'{{ {kind} {anchor} {data} }}')}\n{below}".rstrip()

    def output(self, name: str) -> str:
        """What a cell printed."""
        return self.outputs.show(*self.parts.split(name), None, PRINTED)

    def figure(self, name: str, alt: str | list[str] | None = None) -> str:
        """What a cell drew; `alt` says what is to be seen."""
        return self.outputs.show(*self.parts.split(name), alt, DRAWN)

    def value(
        self, name: str, form: str | None = None, device: str | None = None
    ) -> Any:
        """A value of a run: formatted for prose, or as it is, to compute with."""
        found = self.parts.value(*self.parts.split(name), device)
        if form is None:
            return found
        try:
            return prose(format(found, form))
        except (ValueError, TypeError) as error:
            what = f"value {found!r} cannot be written as '{form}': {error}"
            raise self.parts.error(what, "Formats look like '.4f'.") from error

    def diff(self, other: str, title: str, other_title: str | None = None) -> str:
        """What changes in this page's cell from another snippet's."""
        own = self.parts.cell(self.parts.own, title)["source"].splitlines()
        old = self.parts.cell(other, other_title or title)["source"].splitlines()
        changes = difflib.unified_diff(old, own, lineterm="", n=len(own + old))
        text = "\n".join(list(changes)[3:])
        if not text:
            what = f"cell '{title}' is the same in '{other}'"
            raise self.parts.error(what, "Leave it out.")
        return fence(text, "{ .diff .changes }").rstrip()

    def message(self, name: str) -> str:
        """The error that a snippet is meant to end in: `Type: message`."""
        error = self.parts.record(name).error
        if error is None:
            what = f"snippet '{name}' ends in no error"
            raise self.parts.error(what, "Name another.")
        return terminal(error.strip())

    def approaches(self) -> list[Approach]:
        """The pages that fit the line, in the order of the navigation."""
        start = posixpath.dirname(self.page.uri)
        return [
            Approach(page, self.parts.record_of(page), self.value, start)
            for page in self.pages
            if page.meta.get("approach")
        ]

    def has_recording(self, snippet: str, device: str) -> bool:
        """Whether there is a run of a snippet on a device."""
        self.parts.record(snippet)
        return device in self.library.records[snippet]

    def provenance(self, *snippets: str) -> str:
        """What the runs of these snippets ran on."""
        names = snippets or (self.parts.own,)
        for name in names:
            self.parts.record(name)
        runs = [run for n in names for run in self.library.records[n].values()]
        return "; ".join(dict.fromkeys(map(ran_on, runs)))

    def include(self, path: str) -> str:
        """The text of a file of the project, such as a table that a program wrote."""
        root = self.library.root.resolve()
        file = (root / str(path)).resolve()
        if not file.is_file() or not file.is_relative_to(root):
            what = f"the project has no file '{path}'"
            raise self.parts.error(what, "Paths begin where mkdocs.yml is.")
        self.library.included.add(file)
        return decode(file.read_bytes(), path).strip("\n")
