"""Collect build errors: fatal in `build`, shown on top of the pages in `serve`."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import get_plugin_logger

from runpages.authored.page import Page
from runpages.config import read_config
from runpages.errors import RunpagesError, StillRuns
from runpages.markup.highlight import block, escape

log = get_plugin_logger("runpages")
KINDS = ("output", "error", "build-error", "highlight")
"""The classes of a message on a page: the style sheet keeps it in view."""
BEGIN, END = "<!--config-->", "<!--/config-->"
"""Around the message on a page that stays as it was."""


class BuildErrors:
    """The errors of one build, by the page that they are in.

    While `serving`, nothing stops it.
    """

    def __init__(self, serving: bool) -> None:
        self.serving = serving
        self.pages: dict[str, Page] = {}
        self.found: dict[str, list[RunpagesError]] = {}
        """By uri, or under "" where an error belongs to no page."""
        self.in_html: list[RunpagesError] = []
        """What was found when pages became HTML."""

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Stop the build for an error, or remember it for the pages."""
        try:
            yield
        except RunpagesError as error:
            self.stop([error])
            uri = next((u for u, p in self.pages.items() if p.path == error.path), "")
            self.found[uri] = [error]

    def stop(self, errors: Iterable[RunpagesError]) -> None:
        """Stop the build, or say what is wrong and go on serving; each error once."""
        each = {str(error): error for error in errors}
        if self.serving:
            for text, error in each.items():
                level = logging.INFO if isinstance(error, StillRuns) else logging.ERROR
                log.log(level, text)
        elif each:
            raise PluginError("\n".join(each))

    def notice(self, uri: str, before: bool) -> str:
        """Write what is wrong with a page, to stand on top of it while serving.

        `before` says whether the page shows below what it was before.
        """
        found = self.found.get("", []) + self.found.get(uri, [])
        text = "".join(f"{_block(error)}\n\n" for error in found)
        old = "Below is the page as it was before.\n\n" if before else ""
        return text + old if text else ""

    def add_from_html(self, uri: str, errors: list[RunpagesError]) -> str:
        """Write what was found when a page became HTML, to stand on top of it."""
        if errors:
            self.found[uri] = self.found.get(uri, []) + errors
        self.in_html += errors
        return "".join(map(_block, errors))


def survive_config(
    builder: Callable[[], None], file: Path, site: Path, refused: list[RunpagesError]
) -> Callable[[], None]:
    """Wrap a rebuild: an error in mkdocs.yml is shown on the pages, as they were.

    `refused` has what MkDocs has said by then.
    """

    def build() -> None:
        refused.clear()
        try:
            read_config(file)
            builder()
        except RunpagesError as error:
            log.error(str(error))
            _write_on_pages(site, _block(error))
        except MkDocsException as error:
            said = refused or [RunpagesError(file.name, str(error))]
            _write_on_pages(site, "".join(map(_block, said)))

    return build


def _write_on_pages(site: Path, message: str) -> None:
    """Write a message on all pages, instead of the one before."""
    for page in site.rglob("*.html"):
        above, old, rest = page.read_text("utf-8").partition(BEGIN)
        before = above + (rest.partition(END)[2] if old else "")
        above, article, rest = before.rpartition("<article")
        text = f"{above}{BEGIN}{message}{END}{article}{rest}"
        page.write_text(text, "utf-8")


def _block(error: RunpagesError) -> str:
    return block(escape(f"{error}\n"), KINDS, "Error")
