"""Every link of the site leads somewhere; nothing is loaded from elsewhere."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

LOADED = {"script", "img", "link", "iframe", "source", "use", "image", "audio", "video"}
POINTERS = {"alternate", "canonical", "next", "prev", "license", "me"}
"""What a <link> says of another page, without loading it."""


class Page(HTMLParser):
    """The ids of a page, where its links lead, and what it loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says."""
        names = {name: value or "" for name, value in attrs}
        self.ids |= {names[name] for name in ("id", "name") if name in names}
        for name in ("href", "src", "data-copy-from"):
            if not names.get(name):
                continue
            self.links.append(names[name])
            pointer = POINTERS & set(names.get("rel", "").split())
            if tag in LOADED and not pointer:
                self.loaded.append(names[name])


pytestmark = pytest.mark.slow  # it builds a site of its own


@pytest.fixture(scope="module")
def pages(offline: Path) -> dict[Path, Page]:
    """All pages of the built site."""
    return {
        file.relative_to(offline): Page(file.read_text("utf-8"))
        for file in offline.rglob("*.html")
    }


def test_every_internal_link_leads_somewhere(
    offline: Path, pages: dict[Path, Page]
) -> None:
    """To a file that is there, and to an id that is on it."""
    assert list(_broken(offline, pages)) == []


def _broken(site: Path, pages: dict[Path, Page]) -> Iterator[str]:
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            start = site if parts.path.startswith("/") else (site / path).parent
            target = (start / unquote(parts.path).lstrip("/")).resolve()
            target = target / "index.html" if target.is_dir() else target
            if not parts.path:
                target = site / path
            if not target.is_file():
                yield f"{path}: {link}: no such file"
            elif parts.fragment and target.suffix == ".html":
                there = pages[target.relative_to(site.resolve())]
                # A tab or a text fragment is not an id of the page.
                if unquote(parts.fragment) not in there.ids:
                    yield f"{path}: {link}: no such id"


def test_nothing_is_loaded_from_another_host(pages: dict[Path, Page]) -> None:
    """No script, style, image or font."""
    foreign = {
        f"{path}: {link}"
        for path, page in pages.items()
        for link in page.loaded
        if urlsplit(link).netloc
    }
    assert foreign == set()
