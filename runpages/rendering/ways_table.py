"""Describe a page that fits the line, for the table that compares such pages."""

import posixpath
from typing import Any

from runpages.rendering.resolve import Resolver


class Way:
    """One way to fit the line: a page that has a program, with its run.

    `start` is the folder of the page that shows the table. Raises RunpagesError for
    what that page is to blame for.
    """

    def __init__(self, resolver: Resolver, start: str) -> None:
        page, self._resolver, self.name = resolver.page, resolver, resolver.own
        self._run = resolver.record(self.name, line=page.lines.get("snippet"))
        self.title, self.advice = page.label or page.title, page.meta["way"]
        self.link = posixpath.relpath(page.uri, start or ".")

    @property
    def lines(self) -> int:
        """Lines of code up to the result, without blank ones and comments."""
        sources = []
        for cell in self._run.cells:
            sources.append(cell["source"])
            if cell["metadata"]["title"] == "Result":
                break
        lines = "\n".join(sources).splitlines()
        return sum(bool(line.split("#")[0].strip()) for line in lines)

    @property
    def seconds_per_step(self) -> float | None:
        """Measured: the processor's time for cell Train, over the steps it takes.

        These are the value `steps`, else one more than the last `step`; None without.
        """
        values = self._run.values
        steps = values.get("steps", values.get("step", -1) + 1)
        for cell in self._run.cells:
            if cell["metadata"]["title"] == "Train" and steps:
                return float(cell["metadata"]["cpu_seconds"] / steps)
        return None

    def value(self, name: str, form: str | None = None) -> Any:
        """Give a value of its run, as the embed of the same name does."""
        found = self._resolver.value(self.name, name, None)
        return found if form is None else self._resolver.formatted(found, form)
