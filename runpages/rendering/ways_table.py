"""A page that fits the line, as the tables of the home page compare it."""

import posixpath
from collections.abc import Callable
from typing import Any

from runpages.authored.page import Page
from runpages.errors import RunpagesError
from runpages.records.record import Record


class Way:
    """One way to fit the line; `value` is the embed of that name.

    `run` is its record on the first device, `start` the folder of the page that
    shows the table.
    """

    def __init__(
        self, page: Page, run: Record, value: Callable[..., Any], start: str
    ) -> None:
        self._page, self._run, self._value = page, run, value
        self.title, self.advice = page.title, page.meta["way"]
        self.name = page.snippet
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
        try:
            return self._value(f"{self.name}:{name}", form)
        except (
            RunpagesError
        ) as error:  # of that page, and not of the one with the table
            line = self._page.lines.get("way")
            raise RunpagesError(
                self._page.path, error.what, error.remedy, line
            ) from error
