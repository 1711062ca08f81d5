"""Find what embeds name: snippets, their cells, and the values of runs."""

from typing import Any

from runpages.authored.page import Page
from runpages.errors import RunpagesError, suggest
from runpages.records.record import Record
from runpages.records.store import Library
from runpages.text import readable

Node = dict[str, Any]
"""A cell or an output, as it stands in a notebook."""


class Resolver:
    """Finds what one page names; raises RunpagesError for what is not there.

    `line` is what its errors name, unless they know better.
    """

    def __init__(self, page: Page, library: Library, line: int | None = None) -> None:
        self.page, self.library, self.line = page, library, line
        self.used: set[str] = set()
        """The snippets that were asked for."""

    @property
    def own(self) -> str:
        """The name of the page's own snippet."""
        if not self.page.snippet:
            remedy = (
                'Name it: "optimizer:Train", or add "snippet:" to the front matter.'
            )
            raise self.error("the page has no snippet of its own", remedy)
        return self.page.snippet

    def split(self, name: str) -> tuple[str, str]:
        """Split `snippet:part`; without a snippet, it is the page's own."""
        if not isinstance(name, str):
            raise self.error(f"the name {name!r} is no text", f'Write "{name}".')
        snippet, colon, part = name.partition(":")
        return (snippet, part) if colon else (self.own, name)

    def record(
        self, snippet: str, device: str | None = None, line: int | None = None
    ) -> Record:
        """Find the run of a snippet on a device, or on the first."""
        if snippet not in self.library.snippets:
            hint = suggest(snippet, self.library.snippets, "There are")
            raise self.error(f"unknown snippet '{snippet}'", hint, line)
        self.used.add(snippet)
        runs = self.library.records.get(snippet)
        if not runs:
            _ = self.library.snippets[snippet].cells  # says what is wrong with them
            raise self.library.errors.get(snippet) or self.error(
                f"snippet '{snippet}' has no record",
                f"python -m runpages run {snippet}",
                line,
            )
        if device is None:
            return next(iter(runs.values()))
        if device not in runs:
            hint = suggest(device, runs, "Its devices")
            raise self.error(f"no run of '{snippet}' on '{device}'", hint)
        return runs[device]

    def cell(self, snippet: str, title: str) -> Node:
        """Find a cell, as it stands in the notebook of the first run."""
        record = self.record(snippet)
        try:
            return record.cell(title)
        except KeyError:
            hint = suggest(title, titles(record), "Its cells")
            what = f"snippet '{snippet}' has no cell '{title}'"
            raise self.error(what, hint) from None

    def value(self, snippet: str, name: str, device: str | None) -> Any:
        """Find a value that a run left behind."""
        record = self.record(snippet, device)
        if name not in record.values:
            if kind := record.facts.get("others", {}).get(name):
                what = f"'{name}' of '{snippet}' is a {kind}, too long or not plain"
                remedy = "Keep a number, a short text, or a flat list of these."
                if kind in ("Tensor", "ndarray"):
                    remedy = f"Keep {name}.tolist(), or one number: {name}[0].item()."
                raise self.error(what, remedy)
            hint = suggest(name, record.values, "Its values")
            what = f"snippet '{snippet}' has no value '{name}'"
            raise self.error(what, hint)
        return record.values[name]

    def formatted(self, value: Any, form: str) -> str:
        """Format a value for prose; raises RunpagesError for a wrong format."""
        try:
            return readable(format(value, form))
        except (ValueError, TypeError) as error:
            what, remedy = f": {error}", "Formats look like '.4f'."
            if isinstance(value, list):
                what = ", which is for one number"
                remedy = "Leave the format out, or write its items one by one."
            what = f"value {value!r} cannot be written as '{form}'{what}"
            raise self.error(what, remedy) from error

    def knows(self, name: str) -> bool:
        """Tell whether a snippet, or a cell or value of the page's, has this name."""
        runs = self.library.records.get(self.page.snippet or "", {}).values()
        cells = {title for run in runs for title in titles(run)}
        values = {value for run in runs for value in run.values}
        return name in self.library.snippets or name in cells | values

    def error(self, what: str, remedy: str, line: int | None = None) -> RunpagesError:
        """Make an error of the page; rendering knows the line of the embed."""
        return RunpagesError(self.page.path, what, remedy, line or self.line)


def titles(record: Record) -> list[str]:
    """List the titles of the cells of a run, in order."""
    return [cell["metadata"]["title"] for cell in record.cells]
