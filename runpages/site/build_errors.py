"""What is wrong while MkDocs builds: it stops the build, or stands on the pages."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger

from runpages.authored.page import Page
from runpages.errors import RunpagesError, StillRuns
from runpages.markup.highlight import block, escape

log = get_plugin_logger("runpages")


class Problems:
    """The errors of one build, by the page that they are in.

    `end` is called before a build is stopped; while `serving`, nothing stops it.
    """

    def __init__(
        self, pages: dict[str, Page], serving: bool, end: Callable[[], None]
    ) -> None:
        self.pages, self.serving, self.end = pages, serving, end
        self.found: dict[str, list[RunpagesError]] = {}
        """By uri, or under "" where a problem belongs to no page."""
        self.as_html: list[RunpagesError] = []
        """What was found when pages became HTML."""

    @property
    def everywhere(self) -> bool:
        """Whether something is wrong that no page is to blame for."""
        return "" in self.found

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Stop the build for an error, or remember it for the pages."""
        try:
            yield
        except RunpagesError as error:
            self.stop([error])
            self.found[self._owner(error)] = [error]

    def stop(self, errors: Iterable[RunpagesError]) -> None:
        """Stop the build, or say what is wrong and go on serving."""
        if self.serving:
            for error in errors:
                level = logging.INFO if isinstance(error, StillRuns) else logging.ERROR
                log.log(level, str(error))
        elif text := "\n".join(map(str, errors)):
            self.end()
            raise PluginError(text)

    def stop_for_all(self, others: Iterable[RunpagesError]) -> None:
        """Stop for all that was found, each once, and last of all for the others."""
        every = [error for found in self.found.values() for error in found]
        every += [error for error in others if error not in every]
        self.stop(dict.fromkeys(every))

    def notice(self, uri: str, before: bool) -> str:
        """What is wrong with a page, on top of it; only ever seen while serving.

        `before` says whether the page shows below what it was before.
        """
        found = self.found.get("", []) + self.found.get(uri, [])
        text = "".join(_block(error) + "\n\n" for error in found)
        old = "Below is the page as it was before.\n\n" if before else ""
        return text + old if text else ""

    def late(self, uri: str, errors: list[RunpagesError]) -> str:
        """What was found when a page became HTML, on top of it."""
        if errors:
            self.found[uri] = self.found.get(uri, []) + errors
        self.as_html += errors
        return "".join(map(_block, errors))

    def stop_late(self) -> None:
        """Stop for what was found when the pages became HTML, each once."""
        self.stop(dict.fromkeys(self.as_html))

    def _owner(self, error: RunpagesError) -> str:
        """The uri of the page that an error is in, or nothing."""
        return next((u for u, p in self.pages.items() if p.path == error.path), "")


def _block(error: RunpagesError) -> str:
    kinds = ("output", "error", "highlight")
    return block(escape(f"{error}\n"), kinds, "Error")
